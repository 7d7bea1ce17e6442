"""What happened to people's data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountErased:
    """An account was emptied; nothing of its person is left."""

    user_id: int


@dataclass(frozen=True, slots=True)
class PersonalExportReady:
    """The file that a person asked for can be fetched."""

    user_id: int
