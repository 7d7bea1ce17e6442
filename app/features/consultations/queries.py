"""Reads of consultations: what was announced is for everybody, what is being prepared for the staff."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.features.consultations import policy
from app.features.consultations.models import AgeDeclaration, CalendarChange, Consultation
from app.features.consultations.policy import ConsultationPermission
from app.features.consultations.types import ConsultationState
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.policy import VISITOR, Actor

# What was in preparation when it was given up was never public.
ANNOUNCED = Consultation.announced_at.is_not(None)


def get_consultation(*, collectivity_id: int, consultation_id: int, actor: Actor = VISITOR) -> Consultation:
    """Return a consultation of this collectivity that the actor may read (a visitor by default), or raise NotFound."""
    consultation = db.session.scalar(
        sa.select(Consultation).where(
            Consultation.id == consultation_id, Consultation.collectivity_id == collectivity_id
        )
    )
    if consultation is None or not policy.consultations.allows(
        actor, ConsultationPermission.READ, consultation
    ):
        raise NotFound
    return consultation


def get_by_id(consultation_id: int) -> Consultation:
    """Return a consultation of any collectivity, or raise NotFound; for handlers and jobs, which were given its id."""
    consultation = db.session.get(Consultation, consultation_id)
    if consultation is None:
        raise NotFound
    return consultation


def list_of_collectivity(*, collectivity_id: int, actor: Actor = VISITOR) -> list[Consultation]:
    """Return the consultations of a collectivity that the actor may read, the latest to start first."""
    statement = (
        sa.select(Consultation)
        .where(Consultation.collectivity_id == collectivity_id)
        .order_by(Consultation.starts_at.desc().nulls_first(), Consultation.id.desc())
    )
    readable = policy.consultations.allows
    return [
        each for each in db.session.scalars(statement) if readable(actor, ConsultationPermission.READ, each)
    ]


def list_of_plan(*, plan_id: int) -> list[Consultation]:
    """Return the announced consultations of a plan, the first round first."""
    statement = (
        sa.select(Consultation)
        .where(Consultation.plan_id == plan_id, ANNOUNCED)
        .order_by(Consultation.starts_at, Consultation.id)
    )
    return list(db.session.scalars(statement))


def list_of_versions(version_ids: Iterable[int]) -> list[Consultation]:
    """Return the announced consultations on these versions of plans, the earliest first; one query."""
    statement = (
        sa.select(Consultation)
        .where(Consultation.version_id.in_(list(version_ids)), ANNOUNCED)
        .order_by(Consultation.starts_at, Consultation.id)
    )
    return list(db.session.scalars(statement))


def find_next_round(consultation: Consultation, *, actor: Actor = VISITOR) -> Consultation | None:
    """Return the consultation that continues this one, when there is one that the actor may read.

    Of several the one that goes on: those before it were cancelled.
    """
    is_cancelled = Consultation.state == ConsultationState.CANCELLED
    following = db.session.scalar(
        sa.select(Consultation)
        .where(Consultation.previous_round_id == consultation.id)
        .order_by(sa.case((is_cancelled, 1), else_=0), Consultation.id.desc())
        .limit(1)
    )
    if following is None or not policy.consultations.allows(actor, ConsultationPermission.READ, following):
        return None
    return following


def find_previous_round(consultation: Consultation) -> Consultation | None:
    """Return the consultation that this one continues, or None."""
    if consultation.previous_round_id is None:
        return None
    return db.session.get(Consultation, consultation.previous_round_id)


def list_calendar_changes(*, consultation_id: int) -> list[CalendarChange]:
    """Return the extensions of a consultation, the latest first."""
    statement = (
        sa.select(CalendarChange)
        .where(CalendarChange.consultation_id == consultation_id)
        .order_by(CalendarChange.id.desc())
    )
    return list(db.session.scalars(statement))


def has_declared_age(*, consultation_id: int, user_id: int | None) -> bool:
    """Say whether this person declared to have the minimum age of the consultation."""
    return user_id is not None and db.session.get(AgeDeclaration, (consultation_id, user_id)) is not None


def list_running(*, now: datetime, limit: int) -> list[Consultation]:
    """Return what is open in the whole network, the soonest to close first."""
    statement = (
        sa.select(Consultation)
        .where(
            Consultation.state.in_([ConsultationState.ANNOUNCED, ConsultationState.OPEN]),
            Consultation.starts_at <= now,
            Consultation.ends_at > now,
        )
        .order_by(Consultation.ends_at, Consultation.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def list_upcoming(*, now: datetime, limit: int) -> list[Consultation]:
    """Return what was announced in the whole network and has not opened, the soonest to open first."""
    statement = (
        sa.select(Consultation)
        .where(Consultation.state == ConsultationState.ANNOUNCED, Consultation.starts_at > now)
        .order_by(Consultation.starts_at, Consultation.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def list_awaiting_answers(*, now: datetime, limit: int) -> list[Consultation]:
    """Return what is over in the whole network and not answered, the soonest due first."""
    over = sa.and_(
        Consultation.state.in_([ConsultationState.ANNOUNCED, ConsultationState.OPEN]),
        Consultation.ends_at <= now,
    )
    statement = (
        sa.select(Consultation)
        .where(sa.or_(Consultation.state == ConsultationState.UNDER_REVIEW, over))
        .order_by(Consultation.answer_due_on, Consultation.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def list_answered(*, limit: int) -> list[Consultation]:
    """Return what was answered in the whole network, the latest first."""
    statement = (
        sa.select(Consultation)
        .where(Consultation.state.in_([ConsultationState.ANSWERED, ConsultationState.ARCHIVED]))
        .order_by(Consultation.answered_at.desc(), Consultation.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def count_announced() -> int:
    """Return how many consultations were ever announced in the network."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Consultation).where(ANNOUNCED)) or 0


def titles_of(ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return {consultation id: {language: title}}; one query."""
    wanted = list(ids)
    return _titles(Consultation.id.in_(wanted)) if wanted else {}


def titles_in(*, collectivity_id: int) -> dict[int, dict[str, str]]:
    """Return {consultation id: {language: title}} of a whole collectivity; one query."""
    return _titles(Consultation.collectivity_id == collectivity_id)


def _titles(condition: sa.ColumnElement[bool]) -> dict[int, dict[str, str]]:
    rows = db.session.execute(sa.select(Consultation.id, Consultation.texts).where(condition))
    return {
        consultation_id: {code: fields.get("title", "") for code, fields in texts.items()}
        for consultation_id, texts in rows
    }


def list_due_to_open(*, now: datetime) -> list[int]:
    """Return the ids of what should be recorded as open by now."""
    statement = sa.select(Consultation.id).where(
        Consultation.state == ConsultationState.ANNOUNCED, Consultation.starts_at <= now
    )
    return list(db.session.scalars(statement.order_by(Consultation.id)))


def list_due_to_close(*, now: datetime) -> list[int]:
    """Return the ids of what should be recorded as closed by now."""
    statement = sa.select(Consultation.id).where(
        Consultation.state == ConsultationState.OPEN, Consultation.ends_at <= now
    )
    return list(db.session.scalars(statement.order_by(Consultation.id)))
