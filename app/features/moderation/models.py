"""Decisions of moderation and reports by readers."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.moderation.types import Decision, Ground, ReportState, Subject
from app.foundation.database import (
    BelongsToCollectivity,
    BigId,
    Id,
    Instant,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)


class ModerationDecision(BelongsToCollectivity, Model):
    """A dated decision with its public reason; `decided_by_id` is never shown, the role is."""

    __tablename__ = "moderation_decision"
    __table_args__ = (
        sa.CheckConstraint(
            "decision NOT IN ('return', 'refuse', 'hide') OR (reason IS NOT NULL AND reason <> '')",
            name="has_reason",
        ),
        sa.CheckConstraint("decision NOT IN ('refuse', 'hide') OR ground IS NOT NULL", name="has_ground"),
        sa.Index("ix_moderation_decision_subject", "subject", "subject_id"),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    subject: Mapped[Subject] = mapped_column(enumeration(Subject, "subject"))
    subject_id: Mapped[int] = mapped_column(BigId)
    decision: Mapped[Decision] = mapped_column(enumeration(Decision, "decision"))
    ground: Mapped[Ground | None] = mapped_column(enumeration(Ground, "ground"))
    charter_rule: Mapped[int | None]
    charter_version: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(sa.Text)
    decided_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    decided_by_role: Mapped[str] = mapped_column(sa.String(40))
    decided_at: Mapped[Instant] = mapped_column(index=True)


class Report(BelongsToCollectivity, Model):
    """A reader says that something breaks a rule; one open report for each reader and subject."""

    __tablename__ = "report"
    __table_args__ = (
        sa.UniqueConstraint("subject", "subject_id", "reporter_id"),
        sa.Index("ix_report_state", "collectivity_id", "state"),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    subject: Mapped[Subject] = mapped_column(enumeration(Subject, "subject"))
    subject_id: Mapped[int] = mapped_column(BigId)
    reporter_id: Mapped[int] = reference("user_account.id")
    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ReportState] = mapped_column(enumeration(ReportState, "state"), default=ReportState.OPEN)
    reported_at: Mapped[Instant]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
