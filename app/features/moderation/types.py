"""Words of moderation."""

from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class Decision(StrEnum):
    """What moderation decided of a contribution."""

    PUBLISH = "publish"
    RETURN = "return"
    REFUSE = "refuse"
    HIDE = "hide"
    RESTORE = "restore"
    KEEP = "keep"

    @property
    def label(self) -> LazyText:
        return {
            self.PUBLISH: _l("Published"),
            self.RETURN: _l("Returned to its author"),
            self.REFUSE: _l("Refused"),
            self.HIDE: _l("Hidden"),
            self.RESTORE: _l("Shown again"),
            self.KEEP: _l("Kept after a report"),
        }[self]


class Ground(StrEnum):
    """Why a contribution cannot stand: illegal, or against a rule of the published charter."""

    ILLEGAL = "illegal"
    CHARTER_RULE = "charter_rule"

    @property
    def label(self) -> LazyText:
        return {self.ILLEGAL: _l("Against the law"), self.CHARTER_RULE: _l("Against a rule of the charter")}[
            self
        ]


class ReportState(StrEnum):
    """Whether a report was looked at."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Subject(StrEnum):
    """What can be moderated."""

    PROPOSAL = "proposal"
    COMMENT = "comment"

    @property
    def label(self) -> LazyText:
        return {self.PROPOSAL: _l("Proposal"), self.COMMENT: _l("Comment")}[self]


class Waiting(StrEnum):
    """Why a text waits for a moderator."""

    PENDING = "pending"
    UNREAD = "unread"
    CHANGE = "change"
    REPORT = "report"

    @property
    def label(self) -> LazyText:
        return {
            self.PENDING: _l("Waiting to be published"),
            self.UNREAD: _l("Published, not read yet"),
            self.CHANGE: _l("Change waiting to be read"),
            self.REPORT: _l("Reported"),
        }[self]
