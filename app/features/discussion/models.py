"""Comments on a proposal or on an item of the plan."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.accounts.types import NameShown, Role
from app.features.discussion.types import CommentStance, CommentState
from app.features.proposals.types import PublicLabel
from app.foundation.database import (
    BelongsToCollectivity,
    Id,
    Instant,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)


class Comment(BelongsToCollectivity, Model):
    """A comment, or a reply to one; an official answer carries the role in which it was given.

    `checked_at` is empty while what is shown to everybody still waits to be read by a moderator.
    """

    __tablename__ = "comment"
    __table_args__ = (
        sa.CheckConstraint("(proposal_id IS NULL) <> (item_id IS NULL)", name="one_subject"),
        sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_instant"),
        sa.Index("ix_comment_thread", "proposal_id", "state", "id"),
        sa.Index("ix_comment_item_thread", "consultation_id", "item_id", "state", "id"),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    proposal_id: Mapped[int | None] = reference("proposal.id", nullable=True, index=False)
    item_id: Mapped[int | None] = reference("plan_item.id", nullable=True)
    parent_id: Mapped[int | None] = reference("comment.id", nullable=True)
    author_id: Mapped[int] = reference("user_account.id")
    association_id: Mapped[int | None] = reference("association.id", nullable=True)
    name_shown: Mapped[NameShown] = mapped_column(enumeration(NameShown, "name_shown"))
    shown_name: Mapped[str | None] = mapped_column(sa.String(160))
    stance: Mapped[CommentStance] = mapped_column(enumeration(CommentStance, "stance"))
    body: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(10))
    public_label: Mapped[PublicLabel | None] = mapped_column(enumeration(PublicLabel, "public_label"))
    official_role: Mapped[Role | None] = mapped_column(enumeration(Role, "official_role"))
    state: Mapped[CommentState] = mapped_column(enumeration(CommentState, "state"))
    created_at: Mapped[Instant]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_official(self) -> bool:
        return self.official_role is not None
