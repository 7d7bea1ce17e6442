"""What is decided of a workshop when it is planned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

TITLE_LENGTH = 150
PLACE_LENGTH = 300
MINUTES_LENGTH = 20_000
REASON_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class WorkshopPlan:
    """Title and place in each language, instant, territory, and number of places (None: no limit)."""

    texts: Mapping[str, Mapping[str, str]]
    starts_at: datetime
    territory_id: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What those who registered must know of a change: old and new instant, old and new place by language."""

    moments: tuple[datetime, datetime] | None
    places: Mapping[str, tuple[str, str]]

    def __bool__(self) -> bool:
        return self.moments is not None or bool(self.places)
