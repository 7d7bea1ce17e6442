"""The levels at which a voter is known, and the plain values of this feature."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class VoterLevel(StrEnum):
    """How well a person must be known before her ballot counts."""

    CONFIRMED = "confirmed"
    DECLARED_RESIDENT = "declared_resident"
    VERIFIED_AT_DESK = "verified_at_desk"
    REGISTER = "register"
    OIDC = "oidc"

    @property
    def label(self) -> LazyText:
        return LEVEL_LABELS[self]

    @property
    def sentence(self) -> LazyText:
        """Who may vote at this level, and why it was chosen."""
        return LEVEL_SENTENCES[self]

    @property
    def is_of_persons(self) -> bool:
        """Say whether two accounts of one person are one voter at this level."""
        return self in {VoterLevel.VERIFIED_AT_DESK, VoterLevel.REGISTER, VoterLevel.OIDC}


LEVEL_LABELS = {
    VoterLevel.CONFIRMED: _l("Confirmed e-mail address or phone"),
    VoterLevel.DECLARED_RESIDENT: _l("Resident, by her own declaration"),
    VoterLevel.VERIFIED_AT_DESK: _l("Verified in person at the desk"),
    VoterLevel.REGISTER: _l("Verified against the register of the collectivity"),
    VoterLevel.OIDC: _l("Verified by an identity service"),
}
LEVEL_SENTENCES = {
    VoterLevel.CONFIRMED: _l(
        "Everybody with a confirmed e-mail address or phone may vote: the vote is open to all, "
        "and each account counts once."
    ),
    VoterLevel.DECLARED_RESIDENT: _l(
        "Those who live in the territory and declare it may vote, because it is they who live with the result. "
        "Nobody checks the declaration."
    ),
    VoterLevel.VERIFIED_AT_DESK: _l(
        "Those whose identity was checked in person at a desk of the collectivity may vote, "
        "so that each person counts once, even with two accounts."
    ),
    VoterLevel.REGISTER: _l(
        "Those whose number is in the register of the collectivity may vote, "
        "so that each person counts once, even with two accounts."
    ),
    VoterLevel.OIDC: _l(
        "Those who prove who they are with the identity service may vote, "
        "so that each person counts once, even with two accounts."
    ),
}


class Script(StrEnum):
    """The letters in which a desk copies names: an identity card gives them in both."""

    LATIN = "latin"
    ARABIC = "arabic"

    @property
    def sentence(self) -> LazyText:
        """How names are copied once somebody was verified."""
        return SCRIPT_SENTENCES[self]


SCRIPT_SENTENCES = {
    Script.LATIN: _l(
        "Here names are copied in Latin letters: write this one so too, or one person could be taken for two."
    ),
    Script.ARABIC: _l(
        "Here names are copied in Arabic letters: write this one so too, or one person could be taken for two."
    ),
}

DESK_CODE_LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a desk reads on a person's identity card; only a keyed digest of it is ever kept."""

    full_name: str
    born_on: date


@dataclass(frozen=True, slots=True)
class KnownAs(Identity):
    """An identity in its one spelling, and the script of its name."""

    script: Script


@dataclass(frozen=True, slots=True)
class ProviderSubject:
    """Who somebody is for an identity service: the service, and its name for the person."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class RegisterPreview:
    """What an import of the register would change; nothing has changed yet."""

    import_id: int
    numbers: int
    repeated: int
    added: int
    kept: int
    removed: int
    skipped_heading: bool


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong on one line of a register."""

    line: int
    sentence: LazyText
