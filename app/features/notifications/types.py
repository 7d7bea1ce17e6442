"""Words of notifications."""

from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class Followed(StrEnum):
    """What can be followed."""

    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    ITEM = "item"


class Pace(StrEnum):
    """How often mail is sent."""

    AT_ONCE = "at_once"
    NEVER = "never"

    @property
    def label(self) -> LazyText:
        return {self.AT_ONCE: _l("As it happens"), self.NEVER: _l("Never by mail; I read them here")}[self]
