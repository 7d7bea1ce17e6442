"""Words of a discussion."""

from dataclasses import dataclass
from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class CommentStance(StrEnum):
    """What a comment is: for, against, a question, or a plain remark."""

    FOR = "for"
    AGAINST = "against"
    QUESTION = "question"
    REMARK = "remark"

    @property
    def label(self) -> LazyText:
        return {
            self.FOR: _l("For"),
            self.AGAINST: _l("Against"),
            self.QUESTION: _l("Question"),
            self.REMARK: _l("Remark"),
        }[self]


class CommentState(StrEnum):
    """Where a comment stands; withdrawn, hidden and removed ones leave a tombstone."""

    PENDING = "pending"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    REMOVED = "removed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> LazyText:
        return {
            self.PENDING: _l("Comment in review"),
            self.PUBLISHED: _l("Comment published"),
            self.HIDDEN: _l("Comment hidden by moderation"),
            self.REMOVED: _l("Comment removed by moderation"),
            self.REFUSED: _l("Comment refused by moderation"),
            self.WITHDRAWN: _l("Comment withdrawn by its author"),
        }[self]


@dataclass(frozen=True, slots=True)
class About:
    """What a comment is on: a proposal, or an item of the plan that is consulted."""

    proposal_id: int | None = None
    item_id: int | None = None


COMMENT_LENGTH = 1500
THREADS_PER_PAGE = 20
