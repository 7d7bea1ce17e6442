"""What happened to people and their roles."""

from dataclasses import dataclass

from app.features.accounts.types import Role


@dataclass(frozen=True, slots=True)
class AccountOpened:
    """A person proved that an address is hers, and has an account from now on."""

    user_id: int


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """A person holds a role in a collectivity (none: in the network) from now on."""

    user_id: int
    collectivity_id: int | None
    role: Role


@dataclass(frozen=True, slots=True)
class RoleEnded:
    """A person no longer holds a role."""

    user_id: int
    collectivity_id: int | None
    role: Role


@dataclass(frozen=True, slots=True)
class PersonInvited:
    """Somebody was invited to hold a role."""

    invitation_id: int
    collectivity_id: int | None
    role: Role
