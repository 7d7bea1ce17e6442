"""Tables and columns that hold nothing of a person though they might seem to, each with the reason."""

from collections.abc import Mapping

OF_THE_INSTITUTION = "what a collectivity publishes or sets"
OF_THE_LEDGER = "digests and pseudonyms under a key that is destroyed; never a text, a name or an account"
COUNTED = "numbers"
LINKS = "links between objects"

TABLES: Mapping[str, str] = {
    "ballot": "choices under a pseudonym made with the consultation's key",
    "ballot_account": "two pseudonyms made with the consultation's key; deleted when the vote closes",
    "ballot_turnout": COUNTED,
    "calendar_change": OF_THE_INSTITUTION,
    "choice_tally": COUNTED,
    "citation": LINKS,
    "collectivity": OF_THE_INSTITUTION,
    "consultation": OF_THE_INSTITUTION,
    "council_session": OF_THE_INSTITUTION,
    "grouping": LINKS,
    "item_change": OF_THE_INSTITUTION,
    "item_change_source": LINKS,
    "item_origin": LINKS,
    "item_revision": OF_THE_INSTITUTION,
    "item_tally": COUNTED,
    "ledger_checkpoint": OF_THE_LEDGER,
    "ledger_entry": OF_THE_LEDGER,
    "ledger_log": OF_THE_LEDGER,
    "ledger_node": OF_THE_LEDGER,
    "ledger_sequence": OF_THE_LEDGER,
    "ledger_verification": OF_THE_LEDGER,
    "news": "ids of what happened, and reasons and dates that the institution published; names go out of them",
    "plan": OF_THE_INSTITUTION,
    "plan_item": OF_THE_INSTITUTION,
    "plan_version": OF_THE_INSTITUTION,
    "pseudonym_key": "the fingerprint of a key",
    "public_text_version": OF_THE_INSTITUTION,
    "register_number": "digests that the collectivity handed in, tied to no account",
    "response": OF_THE_INSTITUTION,
    "search_document": "words of published texts, taken out with them",
    "search_terms": "words of published texts, taken out with them",
    "signing_key": "a public key of the platform",
    "synthesis": OF_THE_INSTITUTION,
    "synthesis_point": OF_THE_INSTITUTION,
    "territory": OF_THE_INSTITUTION,
    "territory_kind": OF_THE_INSTITUTION,
    "text_print_band": "numbers of a print, which go with it",
    "theme": OF_THE_INSTITUTION,
    "voter_key": "the fingerprint of a key",
    "voting_choice": LINKS,
    "voting_question": OF_THE_INSTITUTION,
    "workshop": OF_THE_INSTITUTION,
}

# Columns of the tables above, or of tables of the register, whose names look like those of a person's columns.
COLUMNS: Mapping[str, str] = {
    "ballot.pseudonym": TABLES["ballot"],
    "ballot_account.account": TABLES["ballot_account"],
    "ballot_account.pseudonym": TABLES["ballot_account"],
    "collectivity.contact": "how the collectivity is reached, which it publishes",
    "collectivity.portal_member_id": "the number of a collectivity in the network's portal",
    "ledger_entry.body": OF_THE_LEDGER,
    "ledger_entry.pseudonym": OF_THE_LEDGER,
    "ledger_entry.subject": "the object that an entry is about",
    "ledger_log.name": "the name of a log",
    "moderation_case.subject": "the kind of object that is looked at",
    "moderation_decision.subject": "the kind of object that was decided on",
    "register_number.digest": TABLES["register_number"],
    "response.answering_body": "the institution that answers",
    "text_print.subject": "the kind of text",
    "workshop.attendance_count": COUNTED,
}
