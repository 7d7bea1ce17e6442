"""Words of the follow-up, and the plain values in which a report travels."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class ProgressStatus(StrEnum):
    """Where an activity stands."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DELAYED = "delayed"
    STOPPED = "stopped"
    DONE = "done"

    @property
    def label(self) -> LazyText:
        return {
            self.NOT_STARTED: _l("Not started"),
            self.UNDER_WAY: _l("Under way"),
            self.DELAYED: _l("Delayed"),
            self.STOPPED: _l("Stopped"),
            self.DONE: _l("Done"),
        }[self]


# What a report says: {language: {text, reason, origin}}.
WRITTEN_FIELDS = ("text", "reason")
Words = Mapping[str, Mapping[str, str]]


class DeskPart(StrEnum):
    """A part of what waits for a report."""

    OVERDUE = "overdue"
    MINE = "mine"
    NOBODYS = "nobodys"

    @property
    def label(self) -> LazyText:
        return {
            self.OVERDUE: _l("Overdue"),
            self.MINE: _l("Given to me"),
            self.NOBODYS: _l("Not given to anybody"),
        }[self]


@dataclass(frozen=True, slots=True)
class DeskFilters:
    """What narrows the follow-up desk; `reader_id` is whose activities `MINE` means."""

    part: DeskPart | None = None
    status: ProgressStatus | None = None
    reader_id: int | None = None
