"""Sessions, reasoned responses, and where each change of the adopted plan comes from."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.council.types import ChangeKind, SessionKind
from app.features.proposals.types import Outcome
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


class CouncilSession(BelongsToCollectivity, Model):
    """A sitting of the council and its deliberation on a plan."""

    __tablename__ = "council_session"
    __table_args__ = (
        sa.CheckConstraint(
            "(votes_for IS NULL OR votes_for >= 0) AND (votes_against IS NULL OR votes_against >= 0) AND "
            "(votes_abstaining IS NULL OR votes_abstaining >= 0)",
            name="votes_not_negative",
        ),
        sa.UniqueConstraint("consultation_id", "kind", "held_on"),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    kind: Mapped[SessionKind] = mapped_column(enumeration(SessionKind, "kind"))
    held_on: Mapped[date]
    place: Mapped[str | None] = mapped_column(sa.String(200))
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstaining: Mapped[int | None]
    deliberation_number: Mapped[str | None] = mapped_column(sa.String(60))
    document_file_id: Mapped[int | None] = reference("stored_file.id", nullable=True)
    created_at: Mapped[Instant]
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class Response(BelongsToCollectivity, Model):
    """The reasoned response to a theme or to a proposal; `texts` is {language: {reason, origin}}.

    Prepared in draft; published together with all others of its consultation.
    """

    __tablename__ = "response"
    __table_args__ = (
        sa.CheckConstraint("(theme_id IS NULL) <> (proposal_id IS NULL)", name="one_subject"),
        sa.UniqueConstraint("theme_id"),
        sa.UniqueConstraint("proposal_id"),
    )

    id: Mapped[Id]
    consultation_id: Mapped[int] = reference("consultation.id")
    theme_id: Mapped[int | None] = reference("theme.id", nullable=True, index=False)
    proposal_id: Mapped[int | None] = reference("proposal.id", nullable=True, index=False)
    outcome: Mapped[Outcome] = mapped_column(enumeration(Outcome, "outcome"))
    merged_into_id: Mapped[int | None] = reference("proposal.id", nullable=True)
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json)
    answering_body: Mapped[dict[str, str]] = mapped_column(Json)
    session_id: Mapped[int | None] = reference("council_session.id", nullable=True)
    prepared_at: Mapped[Instant]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class ItemChange(BelongsToCollectivity, Model):
    """One item that differs between the consulted draft and the adopted plan; the council may have wanted it itself."""

    __tablename__ = "item_change"
    __table_args__ = (sa.UniqueConstraint("version_id", "item_id"),)

    id: Mapped[Id]
    version_id: Mapped[int] = reference("plan_version.id")
    item_id: Mapped[int] = reference("plan_item.id")
    kind: Mapped[ChangeKind] = mapped_column(enumeration(ChangeKind, "kind"))
    is_councils_own: Mapped[bool] = mapped_column(default=False)
    explanation: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    created_at: Mapped[Instant]
    lock_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": lock_version}


class ItemChangeSource(BelongsToCollectivity, Model):
    """A proposal behind a change of the adopted plan."""

    __tablename__ = "item_change_source"
    __table_args__ = (sa.UniqueConstraint("change_id", "proposal_id"),)

    id: Mapped[Id]
    change_id: Mapped[int] = reference("item_change.id")
    proposal_id: Mapped[int] = reference("proposal.id")
