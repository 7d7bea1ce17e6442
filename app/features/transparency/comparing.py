"""Comparing what citizens did with what the ledger says of it: supports, opinions, ballots and their counts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.features.ballots import queries as ballots
from app.features.ballots.closing import count_turnout
from app.features.ballots.commitments import commitment, digest_of_openings
from app.features.ballots.models import Ballot, VotingQuestion
from app.features.proposals.models import Proposal
from app.features.supports.models import ItemTally, Opinion, Support
from app.features.supports.types import Stance
from app.features.transparency import acts, comparing_votes
from app.features.transparency.recounting import About, Entered, Recount, count_opinions, count_supports
from app.features.transparency.types import Finding, FindingKind
from app.foundation.database import db
from app.foundation.ledger.pseudonyms import pseudonym_with

AT_ONCE = 2000


def supports(consultation_id: int, said: Recount, key: bytes | None) -> Iterator[Finding]:
    """Compare every support, and the number shown beside each proposal, with the ledger."""
    statement = (
        sa.select(Support.proposal_id, Support.user_id)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Proposal.consultation_id == consultation_id)
    )
    rows = {
        (acts.subject("proposal", proposal_id), user_id): ""
        for proposal_id, user_id in db.session.execute(statement).yield_per(AT_ONCE)
    }
    standing = said.standing("support.given")
    yield from _personal(rows, standing, key, fact=lambda _entry: "")
    counted = count_supports(standing.values())
    shown = sa.select(Proposal.id, Proposal.support_count).where(Proposal.consultation_id == consultation_id)
    for proposal_id, number in db.session.execute(shown.order_by(Proposal.id)):
        about = acts.subject("proposal", proposal_id)
        if number != counted[about]:
            yield Finding(FindingKind.COUNT_CHANGED, subject=about)


def opinions(consultation_id: int, said: Recount, key: bytes | None) -> Iterator[Finding]:
    """Compare every opinion, and the counts shown beside each item, with the ledger."""
    statement = sa.select(Opinion.item_id, Opinion.user_id, Opinion.stance).where(
        Opinion.consultation_id == consultation_id
    )
    rows = {
        (acts.subject("item", item_id), user_id): stance.value
        for item_id, user_id, stance in db.session.execute(statement).yield_per(AT_ONCE)
    }
    standing = said.standing("opinion.given")
    yield from _personal(rows, standing, key, fact=lambda entry: str(entry.facts.get("stance")))
    counted = count_opinions(standing.values())
    tallies = db.session.scalars(sa.select(ItemTally).where(ItemTally.consultation_id == consultation_id))
    for tally in tallies.all():
        about = acts.subject("item", tally.item_id)
        recounted = counted.get(about, Counter())
        if any(getattr(tally, f"{stance.value}_count") != recounted[stance.value] for stance in Stance):
            yield Finding(FindingKind.COUNT_CHANGED, subject=about)


def _personal(
    rows: Mapping[tuple[str, int], str],
    standing: Mapping[About, Entered],
    key: bytes | None,
    *,
    fact: Any,
) -> Iterator[Finding]:
    """Compare rows of accounts with what stands under pseudonyms; without the key by their numbers alone."""
    if key is None:
        yield from _numbers(rows, standing, fact)
        return
    found: dict[About, str] = {
        (about, pseudonym_with(key=key, person=acts.account(user_id), object=about)): said
        for (about, user_id), said in rows.items()
    }
    for person, entry in standing.items():
        if person not in found:
            yield entry.finding(FindingKind.ACT_MISSING)
        elif found[person] != fact(entry):
            yield entry.finding(FindingKind.ACT_CHANGED)
    for about, pseudonym in found:
        if (about, pseudonym) not in standing:
            yield Finding(FindingKind.ACT_WITHOUT_ENTRY, subject=about)


def _numbers(
    rows: Mapping[tuple[str, int], str], standing: Mapping[About, Entered], fact: Any
) -> Iterator[Finding]:
    counted = Counter((about, said) for (about, _user_id), said in rows.items())
    recounted = Counter((about, fact(entry)) for (about, _pseudonym), entry in standing.items())
    for about in sorted({about for about, _said in counted.keys() | recounted.keys()}):
        facts = {said for subject, said in counted.keys() | recounted.keys() if subject == about}
        if any(counted[about, each] != recounted[about, each] for each in facts):
            yield Finding(FindingKind.ACTS_DIFFER, subject=about)


def votes(consultation_id: int, said: Recount) -> Iterator[Finding]:
    """Compare every ballot with its commitment in the ledger, and the results with the ballots."""
    statement = sa.select(VotingQuestion).where(VotingQuestion.consultation_id == consultation_id)
    questions = db.session.scalars(statement.order_by(VotingQuestion.id)).all()
    there = {acts.subject("voting", question.id) for question in questions}
    for subject, opened in said.newest("voting.opened").items():
        if subject not in there:
            yield opened.finding(FindingKind.ACT_MISSING)
    for question in questions:
        about = acts.subject("voting", question.id)
        found = {
            each.pseudonym: each
            for each in db.session.scalars(sa.select(Ballot).where(Ballot.question_id == question.id)).all()
        }
        yield from _ballots(question, found, said)
        closing = said.newest("voting.closed").get(about)
        yield from comparing_votes.terms(question, said)
        yield from _result(question, closing)


def _ballots(question: VotingQuestion, found: dict[str, Ballot], said: Recount) -> Iterator[Finding]:
    about = acts.subject("voting", question.id)
    entered = {pseudonym: each for (subject, pseudonym), each in said.last.items() if subject == about}
    for pseudonym, entry in entered.items():
        ballot = found.get(pseudonym)
        if ballot is None:
            yield entry.finding(FindingKind.BALLOT_MISSING)
        elif not _is_as_entered(question, ballot, entry):
            yield entry.finding(FindingKind.BALLOT_CHANGED)
    for pseudonym, ballot in found.items():
        is_empty = ballot.is_withdrawn and ballot.revision == 0
        if pseudonym not in entered and not is_empty:
            yield Finding(FindingKind.BALLOT_WITHOUT_ENTRY, subject=about)


def _is_as_entered(question: VotingQuestion, ballot: Ballot, entry: Entered) -> bool:
    if (ballot.revision, ballot.leaf_hash) != (entry.revision, entry.leaf):
        return False
    if ballot.is_withdrawn or entry.kind == "ballot.withdrawn":
        return ballot.is_withdrawn and entry.kind == "ballot.withdrawn" and not ballot.choices
    try:
        opened = commitment(question_id=question.id, choices=ballot.choices, nonce=ballot.nonce)
    except (TypeError, ValueError):
        return False
    return opened == ballot.commitment == entry.facts.get("commitment")


def _result(question: VotingQuestion, closing: Entered | None) -> Iterator[Finding]:
    """Compare the result with a recount: the frozen one with what the closing entered, before it the counters."""
    about = acts.subject("voting", question.id)
    opened = list(ballots.openings(question.id))
    named = Counter(number for ballot in opened for number in ballot["choices"])
    tally = [[choice.number, named[choice.number]] for choice in ballots.list_choices(question.id)]
    if question.figures is None and closing is None:
        counted = [[number, count] for number, count in ballots.tally(question.id).items()]
        turnout = ballots.count_ballots(question.id)
        if counted and (counted != tally or turnout != len(opened)):
            yield Finding(FindingKind.TALLY_CHANGED, subject=about)
        return
    made = {"ballots": len(opened), "openings": digest_of_openings(opened), "tally": tally}
    if closing is None or {name: closing.facts.get(name) for name in made} != made:
        yield (
            closing.finding(FindingKind.TALLY_CHANGED)
            if closing is not None
            else Finding(FindingKind.TALLY_CHANGED, subject=about)
        )
    frozen = {name: closing.facts.get(name) for name in made} if closing is not None else {}
    frozen |= count_turnout(question.id)
    if closing is not None and {name: (question.figures or {}).get(name) for name in frozen} != frozen:
        yield closing.finding(FindingKind.FIGURES_CHANGED)
    if closing is not None and [list(each) for each in ballots.tally(question.id).items()] != tally:
        yield closing.finding(FindingKind.COUNTERS_CHANGED)
    if closing is not None:
        yield from comparing_votes.results(question, opened, closing)
