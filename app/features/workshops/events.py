"""What happened to a workshop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WorkshopPlanned:
    """It stands in the calendar."""

    workshop_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class WorkshopChanged:
    """Its instant or place is another one; `moments` is old and new, `places` is {language: old and new}."""

    workshop_id: int
    consultation_id: int
    collectivity_id: int
    moments: tuple[datetime, datetime] | None
    places: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class WorkshopsCancelled:
    """They are not held, for a public reason: one of them, or all of those to come with their consultation."""

    workshop_ids: tuple[int, ...]
    consultation_id: int
    collectivity_id: int
    reason: str
    with_consultation: bool = False


@dataclass(frozen=True, slots=True)
class MinutesPublished:
    """What was said there can be read."""

    workshop_id: int
    consultation_id: int
    collectivity_id: int
