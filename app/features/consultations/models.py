"""Consultations, their calendar changes and their frozen figures."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.consultations.types import (
    APPEAL_DAYS,
    APPEAL_DECISION_DAYS,
    ConsultationState,
    ModerationMode,
)
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

_GOES_ON = sa.text("state <> 'cancelled'")
_UNLESS_CANCELLED: dict[str, Any] = {"sqlite_where": _GOES_ON, "postgresql_where": _GOES_ON}


class Consultation(BelongsToCollectivity, Model):
    """A version of a plan put to the public between two instants.

    `texts` is {language: {title, introduction, origin}}.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("round IN (1, 2)", name="round_is_one_or_two"),
        sa.CheckConstraint(
            "minimum_age IS NULL OR minimum_age BETWEEN 10 AND 99", name="minimum_age_is_sensible"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (starts_at IS NOT NULL AND ends_at IS NOT NULL"
            " AND answer_due_on IS NOT NULL AND version_id IS NOT NULL)",
            name="announced_is_complete",
        ),
        sa.CheckConstraint(
            "(state IN ('under_review', 'answered', 'archived')) <= (closed_at IS NOT NULL)",
            name="closed_has_instant",
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR announced_at IS NOT NULL", name="announced_has_instant"
        ),
        sa.CheckConstraint("appeal_days >= 1 AND appeal_decision_days >= 1", name="appeals_have_time"),
        sa.Index("uq_consultation_next_round", "previous_round_id", unique=True, **_UNLESS_CANCELLED),
    )

    id: Mapped[Id]
    plan_id: Mapped[int] = reference("plan.id")
    version_id: Mapped[int | None] = reference("plan_version.id", nullable=True)
    previous_round_id: Mapped[int | None] = reference("consultation.id", nullable=True)
    round: Mapped[int]
    state: Mapped[ConsultationState] = mapped_column(
        enumeration(ConsultationState, "state"), default=ConsultationState.DRAFT, index=True
    )
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_due_on: Mapped[date | None]
    moderation_mode: Mapped[ModerationMode] = mapped_column(
        enumeration(ModerationMode, "moderation_mode"), default=ModerationMode.BEFORE
    )
    moderation_hours: Mapped[int] = mapped_column(default=24)
    appeal_days: Mapped[int] = mapped_column(default=APPEAL_DAYS)
    appeal_decision_days: Mapped[int] = mapped_column(default=APPEAL_DECISION_DAYS)
    minimum_age: Mapped[int | None]
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancellation_reason: Mapped[str | None] = mapped_column(sa.Text)
    figures: Mapped[dict[str, Any] | None] = mapped_column(Json)
    last_proposal_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class CalendarChange(BelongsToCollectivity, Model):
    """An extension of a consultation, with its public reason."""

    __tablename__ = "calendar_change"
    __table_args__ = (sa.CheckConstraint("new_ends_at > old_ends_at", name="only_later"),)

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    old_ends_at: Mapped[Instant]
    new_ends_at: Mapped[Instant]
    reason: Mapped[str] = mapped_column(sa.Text)
    changed_at: Mapped[Instant]


class AgeDeclaration(Model):
    """A participant's own declaration, once for each consultation that sets a minimum age, that she has that age."""

    __tablename__ = "age_declaration"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    declared_at: Mapped[Instant]
