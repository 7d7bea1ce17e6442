"""What happened to a consultation."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsultationAnnounced:
    """Its dates and its text are public from now on."""

    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class ConsultationOpened:
    """The clock opened it."""

    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class ConsultationExtended:
    """It ends later than was announced, for a public reason."""

    consultation_id: int
    collectivity_id: int
    new_ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ConsultationClosed:
    """The clock closed it and its figures were frozen."""

    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class ConsultationAnswered:
    """Every accepted contribution has its published answer."""

    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class ConsultationArchived:
    """It is kept for reading only."""

    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class ConsultationCancelled:
    """It will not go on, for a public reason."""

    consultation_id: int
    collectivity_id: int
    reason: str
