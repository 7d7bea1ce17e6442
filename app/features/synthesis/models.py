"""Themes, what they group, and the synthesis with its citations."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BelongsToCollectivity, Id, Instant, Json, Model, UtcDateTime, reference


class Theme(BelongsToCollectivity, Model):
    """Proposals that say one thing, named by the committee; `texts` is {language: {title, summary, origin}}."""

    __tablename__ = "theme"

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    position: Mapped[int]
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    created_at: Mapped[Instant]
    dissolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class Grouping(BelongsToCollectivity, Model):
    """A proposal stood in a theme from one instant to another; at most one theme at a time, the past is kept."""

    __tablename__ = "grouping"
    __table_args__ = (
        sa.Index(
            "uq_grouping_current",
            "proposal_id",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    theme_id: Mapped[int] = reference("theme.id")
    proposal_id: Mapped[int] = reference("proposal.id")
    added_at: Mapped[Instant]
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Synthesis(BelongsToCollectivity, Model):
    """The committee's report on a consultation; `texts` is {language: {introduction, conclusion, origin}}."""

    __tablename__ = "synthesis"

    id: Mapped[Id]
    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), unique=True)
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class SynthesisPoint(BelongsToCollectivity, Model):
    """One thing the synthesis says, under a theme or in general; `texts` is {language: {text, origin}}."""

    __tablename__ = "synthesis_point"

    id: Mapped[Id]
    synthesis_id: Mapped[int] = reference("synthesis.id")
    theme_id: Mapped[int | None] = reference("theme.id", nullable=True)
    position: Mapped[int]
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class Citation(BelongsToCollectivity, Model):
    """A proposal that a point of the synthesis rests on."""

    __tablename__ = "citation"
    __table_args__ = (sa.UniqueConstraint("point_id", "proposal_id"),)

    id: Mapped[Id]
    point_id: Mapped[int] = reference("synthesis_point.id")
    proposal_id: Mapped[int] = reference("proposal.id")
