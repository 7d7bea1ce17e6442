"""Words of the council."""

from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class SessionKind(StrEnum):
    """A council sits in ordinary or extraordinary session."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"

    @property
    def label(self) -> LazyText:
        return {self.ORDINARY: _l("Ordinary session"), self.EXTRAORDINARY: _l("Extraordinary session")}[self]


class ChangeKind(StrEnum):
    """How an item of the adopted plan differs from the consulted draft."""

    AMENDED = "amended"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def label(self) -> LazyText:
        return {self.AMENDED: _l("Amended"), self.ADDED: _l("Added"), self.REMOVED: _l("Removed")}[self]
