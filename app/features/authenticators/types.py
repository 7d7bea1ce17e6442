"""What an account is guarded by, and what its owner is told of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class ChallengePurpose(StrEnum):
    """What a passkey is asked for: to be added to an account, or to say who somebody is."""

    ADD = "add"
    ENTER = "enter"


class SecurityChange(StrEnum):
    """What happened to the second factors of an account; its owner is told each time."""

    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    RESET = "reset"

    @property
    def sentence(self) -> LazyText:
        return SENTENCES[self]


SENTENCES = {
    SecurityChange.APP_ADDED: _l("An authenticator app now guards your account."),
    SecurityChange.APP_REMOVED: _l("The authenticator app no longer guards your account."),
    SecurityChange.PASSKEY_ADDED: _l("A passkey was added to your account."),
    SecurityChange.PASSKEY_REMOVED: _l("A passkey was removed from your account."),
    SecurityChange.CODES_MADE: _l(
        "New recovery codes were made for your account. The earlier ones no longer work."
    ),
    SecurityChange.CODE_USED: _l(
        "A recovery code was used to sign in to your account. This code no longer works."
    ),
    SecurityChange.RESET: _l(
        "The second factors of your account were removed, and you were signed out everywhere, because somebody "
        "responsible for your role, or the operator, was told that you had lost them."
    ),
}


@dataclass(frozen=True, slots=True)
class PasskeyHeld:
    """A passkey as its owner sees it."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactorsHeld:
    """What guards an account besides the password or the mailbox."""

    app_since: datetime | None
    app_used_at: datetime | None
    passkeys: tuple[PasskeyHeld, ...]
    codes_left: int

    @property
    def has_any(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class Site:
    """The site that passkeys are made for: its name of a host, and the origin that browsers report."""

    host: str
    origin: str
