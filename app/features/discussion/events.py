"""What happened in a discussion: ids only."""

from dataclasses import dataclass

from app.features.proposals.types import PublicLabel


@dataclass(frozen=True, slots=True)
class CommentFact:
    """What every fact about a comment says; it is on a proposal or on an item."""

    comment_id: int
    consultation_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True)
class CommentPosted(CommentFact):
    """Somebody wrote a comment or a reply; it may still wait to be read."""


@dataclass(frozen=True, slots=True)
class CommentPublished(CommentFact):
    """A comment can be read by everybody."""

    is_official: bool


@dataclass(frozen=True, slots=True)
class CommentRefused(CommentFact):
    """A moderator refused to publish a comment."""

    reason: str


@dataclass(frozen=True, slots=True)
class CommentHidden(CommentFact):
    """A moderator took a comment out of sight."""

    reason: str


@dataclass(frozen=True, slots=True)
class CommentRestored(CommentFact):
    """A hidden, removed or refused comment can be read by everybody again."""


@dataclass(frozen=True, slots=True)
class CommentLabelled(CommentFact):
    """Moderation says something beside a comment or, without a label, takes it back."""

    label: PublicLabel | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class CommentWithdrawn(CommentFact):
    """The author took her comment back."""
