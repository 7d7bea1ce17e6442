"""Proposals, their versions and what is attached to them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.accounts.types import NameShown
from app.features.proposals.types import Channel, Outcome, ProposalKind, ProposalState, PublicLabel
from app.foundation.database import (
    BelongsToCollectivity,
    Id,
    Instant,
    Json,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)


class Proposal(BelongsToCollectivity, Model):
    """What a participant submitted; the texts shown are those of version `version_number`.

    `author_id` is the account it belongs to (none for a sheet entered for somebody without one); `outcome` is copied
    here when its answer is published, so that lists can be filtered by it. `checked_at` is empty while what is shown
    to everybody still waits to be read by a moderator. `public_label` is what moderation says beside it.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "number"),
        sa.UniqueConstraint("consultation_id", "import_key"),
        sa.CheckConstraint("support_count >= 0", name="support_count_is_not_negative"),
        sa.CheckConstraint("comment_count >= 0", name="comment_count_is_not_negative"),
        sa.CheckConstraint("kind = 'idea' OR target_item_id IS NOT NULL", name="change_has_target"),
        sa.CheckConstraint("state IN ('draft') OR number IS NOT NULL", name="submitted_has_number"),
        sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_instant"),
        sa.CheckConstraint("author_id IS NOT NULL OR entered_by_id IS NOT NULL", name="came_from_somebody"),
        sa.Index("ix_proposal_list", "consultation_id", "state", "published_at"),
        sa.Index("ix_proposal_support", "consultation_id", "state", "support_count"),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    number: Mapped[int | None]
    kind: Mapped[ProposalKind] = mapped_column(enumeration(ProposalKind, "kind"))
    state: Mapped[ProposalState] = mapped_column(
        enumeration(ProposalState, "state"), default=ProposalState.DRAFT
    )
    axis_item_id: Mapped[int | None] = reference("plan_item.id", nullable=True)
    target_item_id: Mapped[int | None] = reference("plan_item.id", nullable=True)
    territory_id: Mapped[int | None] = reference("territory.id", nullable=True)
    language: Mapped[str] = mapped_column(sa.String(10))
    channel: Mapped[Channel] = mapped_column(enumeration(Channel, "channel"), default=Channel.WEB)
    workshop_id: Mapped[int | None] = reference("workshop.id", nullable=True)
    author_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    entered_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    association_id: Mapped[int | None] = reference("association.id", nullable=True)
    name_shown: Mapped[NameShown] = mapped_column(enumeration(NameShown, "name_shown"))
    shown_name: Mapped[str | None] = mapped_column(sa.String(160))
    version_number: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(sa.String(300))
    support_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome | None] = mapped_column(enumeration(Outcome, "outcome"))
    public_label: Mapped[PublicLabel | None] = mapped_column(enumeration(PublicLabel, "public_label"))
    fair_key: Mapped[int] = mapped_column(sa.Integer)
    source_url: Mapped[str | None] = mapped_column(sa.Text)
    import_key: Mapped[str | None] = mapped_column(sa.String(80))
    created_at: Mapped[Instant]
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class ProposalVersion(BelongsToCollectivity, Model):
    """What a proposal says in one of its versions; `wording` is {field: new text} for a change to an item.

    A version later than the proposal's `version_number` is a change that waits to be read before it is shown, or that a
    moderator returned.
    """

    __tablename__ = "proposal_version"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "number"),)

    id: Mapped[Id]
    proposal_id: Mapped[int] = reference("proposal.id")
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    problem: Mapped[str | None] = mapped_column(sa.Text)
    solution: Mapped[str | None] = mapped_column(sa.Text)
    expected_result: Mapped[str | None] = mapped_column(sa.Text)
    wording: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[Instant]
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProposalAttachment(BelongsToCollectivity, Model):
    """A file attached to a proposal."""

    __tablename__ = "proposal_attachment"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "file_id"),)

    id: Mapped[Id]
    proposal_id: Mapped[int] = reference("proposal.id")
    file_id: Mapped[int] = reference("stored_file.id")
    position: Mapped[int]


class ItemOrigin(BelongsToCollectivity, Model):
    """A lasting link: this item of a plan was drawn from this idea."""

    __tablename__ = "item_origin"
    __table_args__ = (sa.UniqueConstraint("item_id", "proposal_id"),)

    id: Mapped[Id]
    item_id: Mapped[int] = reference("plan_item.id")
    proposal_id: Mapped[int] = reference("proposal.id")
    linked_at: Mapped[Instant]
