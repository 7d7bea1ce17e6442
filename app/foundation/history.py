"""One row for every step of every lifecycle: who (by role), when, why."""

from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, Id, Instant, Json, Model, db
from app.foundation.policy import Actor


class HistoryStep(Model):
    """A step that an object took; `actor_id` is for the staff's audit only and is never shown publicly."""

    __tablename__ = "history_step"
    __table_args__ = (sa.Index("ix_history_step_object", "kind", "object_id", "id"),)

    id: Mapped[Id]
    collectivity_id: Mapped[int] = mapped_column(BigId, index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int] = mapped_column(BigId)
    step: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    details: Mapped[dict[str, Any] | None] = mapped_column(Json)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    actor_role: Mapped[str | None] = mapped_column(sa.String(40))
    helped_by_id: Mapped[int | None] = mapped_column(BigId)
    happened_at: Mapped[Instant]


def record_step(
    *,
    subject: Any,
    step: str,
    state: Enum,
    actor: Actor,
    now: datetime,
    role: str | None = None,
    reason: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write the history row of a step that `subject` (a row with an id and a collectivity) just took."""
    db.session.add(
        HistoryStep(
            collectivity_id=subject.collectivity_id,
            kind=subject.__tablename__,
            object_id=subject.id,
            step=step,
            state=state.value,
            reason=reason,
            details=details,
            actor_id=actor.user_id,
            actor_role=role or ("system" if actor.is_system else None),
            helped_by_id=actor.helped_by,
            happened_at=now,
        )
    )


def list_steps(kind: str, object_id: int) -> list[HistoryStep]:
    """Return the steps of one object, oldest first."""
    statement = (
        sa.select(HistoryStep)
        .where(HistoryStep.kind == kind, HistoryStep.object_id == object_id)
        .order_by(HistoryStep.id)
    )
    return list(db.session.scalars(statement))
