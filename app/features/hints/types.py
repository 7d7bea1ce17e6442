"""Words of hints."""

from dataclasses import dataclass
from enum import StrEnum

from app.features.moderation.types import Subject
from app.foundation.i18n import LazyText, _l
from app.foundation.text.personal_data import PersonalDataKind

# Sent by so many people, one text is called a campaign; fewer are a coincidence or a family.
LEAST_SIGNATORIES = 3


class HintKind(StrEnum):
    """What a hint is about."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    IDENTITY_NUMBER = "identity_number"
    BANK_ACCOUNT = "bank_account"
    CAPITALS = "capitals"
    REPEATED_MARKS = "repeated_marks"
    REPEATED_LETTERS = "repeated_letters"
    LINKS = "links"
    HIDDEN_TARGET = "hidden_target"
    CAMPAIGN = "campaign"
    SENT_AGAIN = "sent_again"
    ALIKE = "alike"
    NEW_ACCOUNTS = "new_accounts"
    SUDDEN_SUPPORT = "sudden_support"

    @property
    def label(self) -> LazyText:
        return _LABELS[self]


_LABELS: dict[HintKind, LazyText] = {
    HintKind.EMAIL: _l("E-mail address"),
    HintKind.PHONE: _l("Phone number"),
    HintKind.ADDRESS: _l("Postal address"),
    HintKind.IDENTITY_NUMBER: _l("Identity number"),
    HintKind.BANK_ACCOUNT: _l("Bank account"),
    HintKind.CAPITALS: _l("Capitals"),
    HintKind.REPEATED_MARKS: _l("Repeated marks"),
    HintKind.REPEATED_LETTERS: _l("Repeated letters"),
    HintKind.LINKS: _l("Links"),
    HintKind.HIDDEN_TARGET: _l("Shortened link"),
    HintKind.CAMPAIGN: _l("Sent by many people"),
    HintKind.SENT_AGAIN: _l("Sent again by its author"),
    HintKind.ALIKE: _l("Nearly the same as another"),
    HintKind.NEW_ACCOUNTS: _l("Many new accounts"),
    HintKind.SUDDEN_SUPPORT: _l("Sudden supports"),
}

# What a text seems to hold about a person, as a hint to moderators and as a warning to its author.
OF_PERSONAL_DATA: dict[PersonalDataKind, HintKind] = {each: HintKind(each.value) for each in PersonalDataKind}


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint: why it is there, what was found in the text, and the other text that it speaks of."""

    kind: HintKind
    why: LazyText
    found: tuple[str, ...] = ()
    other: tuple[Subject, int] | None = None
