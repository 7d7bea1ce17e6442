"""What happened to a workshop."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkshopPlanned:
    """It stands in the calendar."""

    workshop_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class WorkshopChanged:
    """Its day, hour or place is another one: those who registered need to know."""

    workshop_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class MinutesPublished:
    """What was said there can be read."""

    workshop_id: int
    consultation_id: int
    collectivity_id: int
