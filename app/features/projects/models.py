"""The progress of activities, report after report."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.projects.types import ProgressStatus
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


class FollowedActivity(BelongsToCollectivity, Model):
    """An activity of an adopted plan and where it stands, as its last report says."""

    __tablename__ = "followed_activity"
    __table_args__ = (sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = reference("plan.id")
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_item.id"), unique=True)
    owner_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    status: Mapped[ProgressStatus] = mapped_column(
        enumeration(ProgressStatus, "status"), default=ProgressStatus.NOT_STARTED, index=True
    )
    percent: Mapped[int] = mapped_column(default=0)
    planned_end_on: Mapped[date | None]
    due_on: Mapped[date | None] = mapped_column(index=True)
    last_reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProgressReport(BelongsToCollectivity, Model):
    """One report on an activity: never changed, the next one follows it; a delay or stop has its reason.

    `texts` is {language: {text, reason, origin}}; what was not written is left out.
    """

    __tablename__ = "progress_report"
    __table_args__ = (
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        # A key stands unescaped in its JSON, words that somebody writes never do.
        sa.CheckConstraint(
            "status NOT IN ('delayed', 'stopped') OR CAST(texts AS TEXT) LIKE '%\"reason\": \"%'",
            name="has_reason",
        ),
    )

    id: Mapped[Id]
    activity_id: Mapped[int] = reference("followed_activity.id")
    status: Mapped[ProgressStatus] = mapped_column(enumeration(ProgressStatus, "status"))
    percent: Mapped[int]
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    new_due_on: Mapped[date | None]
    link: Mapped[str | None] = mapped_column(sa.Text)
    image_file_id: Mapped[int | None] = reference("stored_file.id", nullable=True)
    reported_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    reported_at: Mapped[Instant]

    @property
    def reasons(self) -> dict[str, str]:
        """Return {language: reason given} of a delay or a stop."""
        return {code: said["reason"] for code, said in self.texts.items() if said.get("reason")}
