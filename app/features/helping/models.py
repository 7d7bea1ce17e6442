"""Help sessions and what was done in them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.helping.types import EndedBy, HelpActKind
from app.foundation.database import (
    BelongsToCollectivity,
    Id,
    Instant,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)

_RUNS = sa.text("began_at IS NOT NULL AND ended_at IS NULL")
_WHILE_IT_RUNS: dict[str, Any] = {"sqlite_where": _RUNS, "postgresql_where": _RUNS}


class HelpSession(BelongsToCollectivity, Model):
    """Half an hour in which a helper acts for a person, begun by a code that was sent to her; before, only asked for.

    `address`, `language` and the hash of the code stay until it begins or is forgotten, no longer.
    """

    __tablename__ = "help_session"
    __table_args__ = (
        sa.Index("uq_help_session_of_helper", "helper_id", unique=True, **_WHILE_IT_RUNS),
        sa.Index("uq_help_session_of_person", "person_id", unique=True, **_WHILE_IT_RUNS),
        sa.CheckConstraint("helper_id <> person_id", name="nobody_helps_herself"),
        sa.CheckConstraint(
            "(began_at IS NULL) = (ends_at IS NULL) AND (began_at IS NULL) = (person_id IS NULL)",
            name="is_for_somebody_once_it_began",
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="is_ended_by_somebody"),
        sa.CheckConstraint("try_count >= 0", name="tries_are_counted"),
    )

    id: Mapped[Id]
    helper_id: Mapped[int] = reference("user_account.id")
    person_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    address: Mapped[str | None] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(8))
    code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    link_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    try_count: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[Instant] = mapped_column(index=True)
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[EndedBy | None] = mapped_column(enumeration(EndedBy, "ended_by"))


class HelpAct(Model):
    """One thing that was done in a help session, and where it can be read."""

    __tablename__ = "help_act"

    id: Mapped[Id]
    session_id: Mapped[int] = reference("help_session.id")
    kind: Mapped[HelpActKind] = mapped_column(enumeration(HelpActKind, "kind"))
    path: Mapped[str] = mapped_column(sa.String(500))
    happened_at: Mapped[Instant]
