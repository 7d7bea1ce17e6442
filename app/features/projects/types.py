"""Words of the follow-up."""

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
