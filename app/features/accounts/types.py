"""Roles and the ways of showing a name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.foundation.i18n import LazyText, _l


class Role(StrEnum):
    """A role held in one collectivity, or in the network for the last two."""

    FACILITATOR = "facilitator"
    MODERATOR = "moderator"
    FOCAL_POINT = "focal_point"
    COMMITTEE_MEMBER = "committee_member"
    COUNCIL_MEMBER = "council_member"
    PROJECT_OWNER = "project_owner"
    MONITORING_BODY = "monitoring_body"
    NETWORK_COORDINATOR = "network_coordinator"
    MENTOR = "mentor"

    @property
    def label(self) -> LazyText:
        return ROLE_LABELS[self]

    @property
    def is_of_network(self) -> bool:
        return self in NETWORK_ROLES


ROLE_LABELS = {
    Role.FACILITATOR: _l("Facilitator"),
    Role.MODERATOR: _l("Moderator"),
    Role.FOCAL_POINT: _l("Focal point"),
    Role.COMMITTEE_MEMBER: _l("Follow-up committee member"),
    Role.COUNCIL_MEMBER: _l("Council member"),
    Role.PROJECT_OWNER: _l("Project owner"),
    Role.MONITORING_BODY: _l("Monitoring body"),
    Role.NETWORK_COORDINATOR: _l("Network coordinator"),
    Role.MENTOR: _l("Mentor"),
}
NETWORK_ROLES = frozenset({Role.NETWORK_COORDINATOR, Role.MENTOR})
STAFF_ROLES = frozenset(Role) - NETWORK_ROLES


class NameShown(StrEnum):
    """How the author of one contribution appears."""

    PUBLIC_NAME = "public_name"
    PSEUDONYM = "pseudonym"
    HIDDEN = "hidden"

    @property
    def label(self) -> LazyText:
        return NAME_LABELS[self]


NAME_LABELS = {
    NameShown.PUBLIC_NAME: _l("My public name"),
    NameShown.PSEUDONYM: _l("My pseudonym"),
    NameShown.HIDDEN: _l("No name"),
}


class CodePurpose(StrEnum):
    """What a code or link sent to an address is for."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    RECOVERY = "recovery"


class SignInMethod(StrEnum):
    """By what a person proved who she is, first or second."""

    EMAIL = "email"
    SMS = "sms"
    PASSWORD = "password"  # noqa: S105 - the name of a way to sign in
    PASSKEY = "passkey"
    APP = "app"
    RECOVERY_CODE = "recovery_code"
    DEMO = "demo"

    @property
    def label(self) -> LazyText:
        return METHOD_LABELS[self]


METHOD_LABELS = {
    SignInMethod.EMAIL: _l("Code sent by e-mail"),
    SignInMethod.SMS: _l("Code sent by short message"),
    SignInMethod.PASSWORD: _l("Password"),
    SignInMethod.PASSKEY: _l("Passkey"),
    SignInMethod.APP: _l("Authenticator app"),
    SignInMethod.RECOVERY_CODE: _l("Recovery code"),
    SignInMethod.DEMO: _l("Demonstration"),
}


class Strength(StrEnum):
    """How well a session's person is known: half signed in (the second factor is awaited), by one factor, by two."""

    HALF = "half"
    ONE_FACTOR = "one_factor"
    TWO_FACTORS = "two_factors"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a session was begun by, and how strong it is."""

    method: SignInMethod
    strength: Strength = Strength.ONE_FACTOR
    second: SignInMethod | None = None


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a session is: its network, truncated, and the coarse name of its browser (empty: not one we know)."""

    network: str
    name: str = ""


class GrantState(StrEnum):
    """Whether a role is held."""

    HELD = "held"
    ENDED = "ended"


class InvitationState(StrEnum):
    """What became of an invitation."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"

    @property
    def label(self) -> LazyText:
        return {
            self.WAITING: _l("Waiting for an answer"),
            self.ACCEPTED: _l("Accepted"),
            self.REVOKED: _l("Taken back"),
            self.EXPIRED: _l("Expired"),
        }[self]


@dataclass(frozen=True, slots=True)
class Post:
    """A role somewhere: in a collectivity, or in the network (none)."""

    role: Role
    collectivity_id: int | None


class RoleHeld(Protocol):
    """A role that somebody holds: where, and who."""

    @property
    def user_id(self) -> int: ...

    @property
    def role(self) -> Role: ...

    @property
    def collectivity_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached: an e-mail address or a phone number in international form."""

    text: str
    is_phone: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says of herself: a language, a commune, the names she may appear under."""

    language: str
    territory_id: int | None
    public_name: str | None = None
    pseudonym: str | None = None
