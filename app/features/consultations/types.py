"""Words of a consultation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from app.foundation.i18n import LazyText, _l


class Round(IntEnum):
    """Which of the two rounds a consultation is."""

    IDEAS = 1
    DRAFT = 2

    @property
    def label(self) -> LazyText:
        return {Round.IDEAS: _l("Round 1: ideas"), Round.DRAFT: _l("Round 2: the draft plan")}[self]


class ConsultationState(StrEnum):
    """What people decided of the consultation; what the calendar allows is its stage, computed."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    UNDER_REVIEW = "under_review"
    ANSWERED = "answered"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"

    @property
    def label(self) -> LazyText:
        return {
            self.DRAFT: _l("In preparation"),
            self.ANNOUNCED: _l("Announced"),
            self.OPEN: _l("Open"),
            self.UNDER_REVIEW: _l("Under review"),
            self.ANSWERED: _l("Answered"),
            self.ARCHIVED: _l("Archived"),
            self.CANCELLED: _l("Cancelled"),
        }[self]


class Stage(StrEnum):
    """Where the calendar stands: computed from the instants, never stored."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    OVER = "over"


class ModerationMode(StrEnum):
    """Whether contributions are read before or after they appear."""

    BEFORE = "before"
    AFTER = "after"

    @property
    def label(self) -> LazyText:
        return {
            self.BEFORE: _l("Read before they are published"),
            self.AFTER: _l("Published at once, read afterwards"),
        }[self]


# Days in which a decision of moderation can be appealed, and in which a decision on the appeal is promised.
APPEAL_DAYS = 14
APPEAL_DECISION_DAYS = 7


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing that a consultation needs before it can be announced, and where it is filled in."""

    key: str
    label: LazyText
    done: bool
    what_is_missing: LazyText
    url_key: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What the focal point decides while a consultation is prepared; the names are those of its columns."""

    texts: Mapping[str, Mapping[str, Any]]
    starts_at: datetime | None
    ends_at: datetime | None
    answer_due_on: date | None
    moderation_mode: ModerationMode
    moderation_hours: int
    minimum_age: int | None
    appeal_days: int = APPEAL_DAYS
    appeal_decision_days: int = APPEAL_DECISION_DAYS
