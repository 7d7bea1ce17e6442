"""Follows, notices to people, and how each wants to be told."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.notifications.types import Followed, Pace
from app.foundation.database import (
    BelongsToCollectivity,
    BigId,
    Id,
    Instant,
    Json,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)


class Follow(BelongsToCollectivity, Model):
    """A person asked for the news of a consultation, a proposal or an item."""

    __tablename__ = "follow"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "kind", "object_id"),
        sa.Index("ix_follow_object", "kind", "object_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id", index=False)
    kind: Mapped[Followed] = mapped_column(enumeration(Followed, "kind"))
    object_id: Mapped[int] = mapped_column(BigId)
    since: Mapped[Instant]


class Notice(BelongsToCollectivity, Model):
    """Something a person is told, on her page and (unless she refused) by mail; `values` fills the sentence of `kind`."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "event_key"),
        sa.Index("ix_notice_person", "user_id", "id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id", index=False)
    kind: Mapped[str] = mapped_column(sa.String(60))
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    event_key: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[Instant]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NotificationPreference(Model):
    """How a person wants to be told: at once, or not by mail at all."""

    __tablename__ = "notification_preference"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(enumeration(Pace, "pace"))
    changed_at: Mapped[Instant]
