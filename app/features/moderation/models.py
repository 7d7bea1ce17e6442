"""Cases of moderation: what opened them, what was decided, who had somebody else look again, what readers report."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.moderation.types import (
    AppealOutcome,
    CaseState,
    Decision,
    Ground,
    ReportState,
    Source,
    Subject,
)
from app.features.proposals.types import PublicLabel
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


class ModerationCase(BelongsToCollectivity, Model):
    """One text on one occasion: why it is looked at, until when, by whom; what was decided stands in its decisions.

    `facts` is what is alleged or was found, for whoever decides and looks again. A text has at most one case that is
    not closed, so that all reports of it meet there.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        sa.CheckConstraint(
            "source <> 'order' OR (order_authority IS NOT NULL AND order_reference IS NOT NULL"
            " AND ordered_on IS NOT NULL)",
            name="order_has_reference",
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_instant"),
        sa.CheckConstraint("NOT order_waits OR order_recorded_at IS NOT NULL", name="order_waits_since"),
        sa.CheckConstraint("due_at >= opened_at", name="due_after_opening"),
        sa.Index(
            "uq_moderation_case_not_closed",
            "subject",
            "subject_id",
            unique=True,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        ),
        sa.Index("ix_moderation_case_state", "collectivity_id", "state"),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    subject: Mapped[Subject] = mapped_column(enumeration(Subject, "subject"))
    subject_id: Mapped[int] = mapped_column(BigId)
    state: Mapped[CaseState] = mapped_column(enumeration(CaseState, "state"), default=CaseState.OPEN)
    source: Mapped[Source] = mapped_column(enumeration(Source, "source"))
    order_authority: Mapped[str | None] = mapped_column(sa.String(200))
    order_reference: Mapped[str | None] = mapped_column(sa.String(120))
    ordered_on: Mapped[date | None]
    order_recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    order_waits: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[str | None] = mapped_column(sa.Text)
    assigned_to_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[Instant]
    due_at: Mapped[Instant]
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_count: Mapped[int] = mapped_column(default=0)


class ModerationDecision(BelongsToCollectivity, Model):
    """A dated decision of a case with its public reason; `decided_by_id` is never shown to the public, the role is.

    `source` is what asked for this decision: what is reported or ordered later changes the case, not what was decided.
    Decisions are never changed: a later one of the same case stands beside it (`number` counts them from 1). Only its
    reason can be replaced, by the text of a `Redaction`.
    """

    __tablename__ = "moderation_decision"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint(
            "decision NOT IN ('return', 'refuse', 'hide', 'remove', 'relabel')"
            " OR (reason IS NOT NULL AND reason <> '')",
            name="has_reason",
        ),
        sa.CheckConstraint(
            "decision NOT IN ('refuse', 'hide', 'remove') OR ground IS NOT NULL", name="has_ground"
        ),
        sa.CheckConstraint("decision <> 'remove' OR ground = 'illegal'", name="only_the_illegal_is_removed"),
        sa.CheckConstraint("(decision = 'relabel') = (label IS NOT NULL)", name="has_label"),
        sa.Index("ix_moderation_decision_subject", "subject", "subject_id"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = reference("moderation_case.id", index=False)
    number: Mapped[int]
    consultation_id: Mapped[int] = reference("consultation.id")
    subject: Mapped[Subject] = mapped_column(enumeration(Subject, "subject"))
    subject_id: Mapped[int] = mapped_column(BigId)
    decision: Mapped[Decision] = mapped_column(enumeration(Decision, "decision"))
    source: Mapped[Source] = mapped_column(enumeration(Source, "source"))
    ground: Mapped[Ground | None] = mapped_column(enumeration(Ground, "ground"))
    charter_rule: Mapped[int | None]
    charter_version: Mapped[int | None]
    label: Mapped[PublicLabel | None] = mapped_column(enumeration(PublicLabel, "label"))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    language: Mapped[str | None] = mapped_column(sa.String(10))
    is_automated: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    decided_by_role: Mapped[str] = mapped_column(sa.String(40))
    decided_at: Mapped[Instant] = mapped_column(index=True)
    appeal_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Report(BelongsToCollectivity, Model):
    """A reader says that something breaks a rule: one report for each reader and text, all of them in its case."""

    __tablename__ = "report"
    __table_args__ = (
        sa.UniqueConstraint("subject", "subject_id", "reporter_id"),
        sa.Index("ix_report_state", "collectivity_id", "state"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = reference("moderation_case.id")
    consultation_id: Mapped[int] = reference("consultation.id")
    subject: Mapped[Subject] = mapped_column(enumeration(Subject, "subject"))
    subject_id: Mapped[int] = mapped_column(BigId)
    reporter_id: Mapped[int] = reference("user_account.id")
    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[ReportState] = mapped_column(enumeration(ReportState, "state"), default=ReportState.OPEN)
    reported_at: Mapped[Instant]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_id: Mapped[int | None] = reference("moderation_decision.id", nullable=True)


class Appeal(BelongsToCollectivity, Model):
    """Whoever a decision is against asks that somebody else look again: once for each decision and person.

    It waits while its decision has no ruling. It never changes, but its words can be erased (made empty).
    """

    __tablename__ = "appeal"
    __table_args__ = (sa.UniqueConstraint("decision_id", "appellant_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = reference("moderation_case.id")
    consultation_id: Mapped[int] = reference("consultation.id")
    decision_id: Mapped[int] = reference("moderation_decision.id", index=False)
    appellant_id: Mapped[int] = reference("user_account.id")
    helped_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    lodged_at: Mapped[Instant]
    due_at: Mapped[Instant]


class AppealRuling(BelongsToCollectivity, Model):
    """What somebody else decided on the appeals against one decision; `new_decision_id` replaces it when overturned.

    The database refuses a ruling by who took the decision or by who appealed, and every change but a `Redaction`.
    """

    __tablename__ = "appeal_ruling"
    __table_args__ = (
        sa.CheckConstraint("reason <> ''", name="has_reason"),
        sa.CheckConstraint(
            "outcome = 'upheld' OR new_decision_id IS NOT NULL", name="overturned_by_decision"
        ),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = reference("moderation_case.id")
    consultation_id: Mapped[int] = reference("consultation.id")
    decision_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("moderation_decision.id", ondelete="RESTRICT"), unique=True
    )
    outcome: Mapped[AppealOutcome] = mapped_column(enumeration(AppealOutcome, "outcome"))
    reason: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str | None] = mapped_column(sa.String(10))
    new_decision_id: Mapped[int | None] = reference("moderation_decision.id", nullable=True)
    decided_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    decided_by_role: Mapped[str] = mapped_column(sa.String(40))
    decided_at: Mapped[Instant] = mapped_column(index=True)


class Redaction(BelongsToCollectivity, Model):
    """Personal data was taken out of a public reason: `text` is what it says now; what it said is kept nowhere.

    The reason of a decision or of a ruling can be changed to the text of such a row, and to no other.
    """

    __tablename__ = "moderation_redaction"
    __table_args__ = (sa.CheckConstraint("(decision_id IS NULL) <> (ruling_id IS NULL)", name="one_object"),)

    id: Mapped[Id]
    decision_id: Mapped[int | None] = reference("moderation_decision.id", nullable=True)
    ruling_id: Mapped[int | None] = reference("appeal_ruling.id", nullable=True)
    text: Mapped[str] = mapped_column(sa.Text)
    redacted_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    redacted_by_role: Mapped[str] = mapped_column(sa.String(40))
    redacted_at: Mapped[Instant]
