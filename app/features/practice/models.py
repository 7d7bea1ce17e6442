"""How far each person is in the practice."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, Id, Instant, Json, Model, UtcDateTime


class Practice(Model):
    """A person's answers of this time, {sample: {choice, ground}}; `finished_at` is when all were answered last."""

    __tablename__ = "practice"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("user_account.id", ondelete="RESTRICT"), unique=True
    )
    answers: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json, default=dict)
    begun_at: Mapped[Instant]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
