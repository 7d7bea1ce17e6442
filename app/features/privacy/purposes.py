"""Why data are kept and for how long: the lines of the public page, one for each purpose."""

from app.features.privacy.types import Periods, Purpose
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.kept_input import KEPT_FOR
from app.foundation.submissions import KEPT_FOR as FORM_KEPT_FOR

DAYS_OF_YEAR = 365


def _days(number: int) -> LazyText:
    if _is_years(number):
        return _n("%(num)s year", "%(num)s years", number // DAYS_OF_YEAR)
    return _n("%(num)s day", "%(num)s days", number)


def _is_years(number: int) -> bool:
    return number > 0 and number % DAYS_OF_YEAR == 0


def _without_signing_in(number: int) -> LazyText:
    if _is_years(number):
        return _n(
            "Until you erase your account, or %(num)s year without signing in: a message warns you first",
            "Until you erase your account, or %(num)s years without signing in: a message warns you first",
            number // DAYS_OF_YEAR,
        )
    return _n(
        "Until you erase your account, or %(num)s day without signing in: a message warns you first",
        "Until you erase your account, or %(num)s days without signing in: a message warns you first",
        number,
    )


def _after_decision(number: int) -> LazyText:
    if _is_years(number):
        return _n(
            "The reason: %(num)s year after the decision",
            "The reason: %(num)s years after the decision",
            number // DAYS_OF_YEAR,
        )
    return _n(
        "The reason: %(num)s day after the decision", "The reason: %(num)s days after the decision", number
    )


ACCOUNT = Purpose(
    _l("Your address, language, commune, names and associations"),
    _l("So that you can take part and be told what becomes of it"),
    lambda kept: _without_signing_in(kept.inactive_account_days),
)
CODES = Purpose(
    _l("Codes and links sent to you, as digests"),
    _l("So that you can prove that an address is yours"),
    lambda kept: _l("They work for minutes, and are deleted within days"),
)
SECURITY = Purpose(
    _l("When you signed in or failed to, with a shortened network address"),
    _l("To protect accounts"),
    lambda kept: _days(kept.security_log_days),
)
ATTEMPTS = Purpose(
    _l("How often an act was tried from a network, which is shortened"),
    _l("To stop whoever guesses codes or passwords"),
    lambda kept: _days(1),
)
CONTRIBUTIONS = Purpose(
    _l("What you propose and comment, with the name you chose for it"),
    _l("They are your part in the consultation, which is answered in public"),
    lambda kept: _l(
        "They belong to the record of the consultation and stay; when you erase your account you choose"
    ),
)
DRAFTS = Purpose(
    _l("Drafts that you have not sent"),
    _l("So that you can go on writing"),
    lambda kept: _days(kept.unsent_draft_days),
)
SUPPORTS = Purpose(
    _l("What you support, think of items and follow, and the workshops you come to"),
    _l("To count them, and to tell you what becomes of them"),
    lambda kept: _l("Until you take them back; erased accounts stay counted, without anything of you"),
)
VOTES = Purpose(
    _l("Which ballots were cast, under pseudonyms"),
    _l("So that everybody votes once and anybody can recount"),
    lambda kept: _l(
        "The link to an account is deleted when the vote closes, the key on the day that its page names"
    ),
)
VOTERS = Purpose(
    _l("That you were verified as a voter: a code made with a secret key, never your documents"),
    _l("So that no person votes twice"),
    lambda kept: _l("Until it is revoked, or you erase your account"),
)
DECLARATIONS = Purpose(
    _l("What you declared or accepted: your age, your residence, which version of a notice"),
    _l("To show that you were told, and allowed to take part"),
    lambda kept: _l("Until you erase your account"),
)
ROLES = Purpose(
    _l("Roles held, and what was done in them"),
    _l("So that decisions of staff can be checked"),
    lambda kept: _l("It stays as the act of a role; the name goes with the account"),
)
HELP = Purpose(
    _l("That somebody helped you at a desk, and with what"),
    _l("So that you can check what was done for you"),
    lambda kept: _days(kept.help_session_days),
)
INVITATIONS = Purpose(
    _l("Invitations to a role, with the address they went to"),
    _l("So that only the person who was invited gets the role"),
    lambda kept: _l("Until the account of that address is erased"),
)
REPORTS = Purpose(
    _l("What you report to moderation, and why"),
    _l("So that moderators can look, and tell you what they decided"),
    lambda kept: _after_decision(kept.report_reason_days),
)
NOTICES = Purpose(
    _l("Messages shown to you on this site"),
    _l("To tell you what becomes of what you said and support"),
    lambda kept: _n(
        "%(num)s day after you read them", "%(num)s days after you read them", kept.read_notice_days
    ),
)
MESSAGES = Purpose(
    _l("Mails and short messages sent to you"),
    _l("To send them, and to send them again when it fails"),
    lambda kept: _days(kept.sent_message_days),
)
TYPED = Purpose(
    _l("A text typed before signing in"),
    _l("So that it is not lost while you sign in"),
    lambda kept: _days(KEPT_FOR.days),
)
FORMS = Purpose(
    _l("That a form of yours was received, as a digest"),
    _l("So that a form sent twice counts once"),
    lambda kept: _days(FORM_KEPT_FOR.days),
)
FILES = Purpose(
    _l("Pictures and documents that you attach, drawn anew where they are pictures"),
    _l("They belong to what you say"),
    lambda kept: _l("As long as the text they belong to, or until you erase your account"),
)
EXPORTS = Purpose(
    _l("The file with all your data, when you ask for it"),
    _l("So that you can fetch it"),
    lambda kept: _n("%(num)s hour", "%(num)s hours", kept.personal_export_hours),
)
ERASURES = Purpose(
    _l("That an account was erased: its number and the day, nothing of the person"),
    _l("So that a restored backup does not bring it back"),
    lambda kept: _l("As long as backups may be restored"),
)

ALL: tuple[Purpose, ...] = (
    ACCOUNT, CONTRIBUTIONS, FILES, DRAFTS, SUPPORTS, VOTES, VOTERS, DECLARATIONS, REPORTS, NOTICES, MESSAGES, TYPED,
    FORMS, CODES, SECURITY, ATTEMPTS, HELP, ROLES, INVITATIONS, EXPORTS, ERASURES,
)  # fmt: skip


def lines(kept: Periods) -> list[tuple[LazyText, LazyText, LazyText]]:
    """Return what is kept, why, and for how long, as this installation is set."""
    return [(each.what, each.why, each.how_long(kept)) for each in ALL]
