"""Follows, news, who was told, and how each wants to be told."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.notifications.types import About, Because, Followed, NewsKind, Pace
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


class News(BelongsToCollectivity, Model):
    """Something that happened, written once however many are told; `event_key` holds together what is one mail."""

    __tablename__ = "news"
    __table_args__ = (sa.UniqueConstraint("event_key", "kind", "object_id"),)

    id: Mapped[Id]
    kind: Mapped[NewsKind] = mapped_column(enumeration(NewsKind, "kind"))
    about: Mapped[About] = mapped_column(enumeration(About, "about"))
    object_id: Mapped[int] = mapped_column(BigId)
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    event_key: Mapped[str] = mapped_column(sa.String(100))
    happened_at: Mapped[Instant]


class Notice(BelongsToCollectivity, Model):
    """A person is told a piece of news, once; shown to nobody else, because it may say what she supports."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "news_id"),
        sa.Index("ix_notice_person", "user_id", "id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id", index=False)
    news_id: Mapped[int] = reference("news.id")
    because: Mapped[Because] = mapped_column(enumeration(Because, "because"))
    created_at: Mapped[Instant]
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NotificationPreference(Model):
    """How a person wants to be told: at once, or not by mail at all."""

    __tablename__ = "notification_preference"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    pace: Mapped[Pace] = mapped_column(enumeration(Pace, "pace"))
    changed_at: Mapped[Instant]
