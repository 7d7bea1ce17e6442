"""What happened to a vote; never who voted, never for what."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class VotingAnnounced:
    """The vote, its choices and its dates are public from now on."""

    question_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class VotingOpened:
    """The clock opened it."""

    question_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class VotingExtended:
    """It ends later than was announced, for a public reason."""

    question_id: int
    consultation_id: int
    collectivity_id: int
    new_ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class VotingClosed:
    """The clock closed it and its figures were frozen."""

    question_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class VotingCancelled:
    """It will not go on, for a public reason."""

    question_id: int
    consultation_id: int
    collectivity_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class BallotCast:
    """Somebody voted, for the first time or anew."""

    question_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class BallotWithdrawn:
    """Somebody no longer votes."""

    question_id: int
    collectivity_id: int
