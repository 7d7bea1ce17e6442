"""What happened to the verification of voters; never who anybody is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VerifiedAtDesk:
    """Somebody of the collectivity saw the person of an account."""

    collectivity_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class DeskVerificationRevoked:
    """An account is no longer verified in person."""

    collectivity_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class RegisterReplaced:
    """A collectivity's register is in force in place of the one before."""

    collectivity_id: int
    numbers: int
