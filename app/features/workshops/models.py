"""Workshops and who asked for a place."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BelongsToCollectivity, Id, Instant, Json, Model, UtcDateTime, reference


class Workshop(BelongsToCollectivity, Model):
    """A meeting where contributions are gathered; `texts` is {language: {title, place, minutes}}."""

    __tablename__ = "workshop"
    __table_args__ = (
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancellation_reason IS NULL)", name="cancelled_with_a_reason"
        ),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    territory_id: Mapped[int | None] = reference("territory.id", nullable=True)
    starts_at: Mapped[Instant]
    capacity: Mapped[int | None]
    attendance_count: Mapped[int | None] = mapped_column(
        sa.CheckConstraint("attendance_count >= 0", name="attendance_is_not_negative")
    )
    minutes_file_id: Mapped[int | None] = reference("stored_file.id", nullable=True)
    created_at: Mapped[Instant]
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancellation_reason: Mapped[str | None] = mapped_column(sa.Text)


class WorkshopRegistration(BelongsToCollectivity, Model):
    """A participant who asked for a place."""

    __tablename__ = "workshop_registration"
    __table_args__ = (sa.UniqueConstraint("workshop_id", "user_id"),)

    id: Mapped[Id]
    workshop_id: Mapped[int] = reference("workshop.id")
    user_id: Mapped[int] = reference("user_account.id")
    registered_at: Mapped[Instant]
