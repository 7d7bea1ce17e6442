"""Reads of workshops: those of announced consultations are public; who registered is never listed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.workshops.models import Workshop, WorkshopRegistration
from app.foundation.database import db
from app.foundation.errors import NotFound


def get_workshop(*, collectivity_id: int, workshop_id: int, public_only: bool = True) -> Workshop:
    """Return a workshop of this collectivity, if its consultation is announced (or always), or raise NotFound."""
    statement = _of_collectivity(collectivity_id, public_only=public_only).where(Workshop.id == workshop_id)
    workshop: Workshop | None = db.session.scalar(statement)
    if workshop is None:
        raise NotFound
    return workshop


def list_workshops(*, collectivity_id: int, public_only: bool = True) -> list[Workshop]:
    """Return the workshops of a collectivity, the latest first."""
    statement = _of_collectivity(collectivity_id, public_only=public_only)
    return list(db.session.scalars(statement.order_by(Workshop.starts_at.desc(), Workshop.id.desc())))


def list_of_consultation(*, consultation_id: int) -> list[Workshop]:
    """Return the workshops of a consultation that were not cancelled, the first to be held first."""
    statement = sa.select(Workshop).where(
        Workshop.consultation_id == consultation_id, Workshop.cancelled_at.is_(None)
    )
    return list(db.session.scalars(statement.order_by(Workshop.starts_at, Workshop.id)))


def count_registrations(*, workshop_ids: Iterable[int]) -> dict[int, int]:
    """Return {workshop id: places taken}; one query."""
    ids = list(workshop_ids)
    if not ids:
        return {}
    counted = (
        sa.select(WorkshopRegistration.workshop_id, sa.func.count())
        .where(WorkshopRegistration.workshop_id.in_(ids))
        .group_by(WorkshopRegistration.workshop_id)
    )
    return dict(db.session.execute(counted).all())


def is_registered(*, workshop_id: int, user_id: int | None) -> bool:
    """Say whether the person herself has a place."""
    statement = sa.select(WorkshopRegistration.id).where(
        WorkshopRegistration.workshop_id == workshop_id, WorkshopRegistration.user_id == user_id
    )
    return user_id is not None and db.session.scalar(statement) is not None


def texts_of(workshop_ids: Iterable[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """Return {workshop id: its texts by language}; one query, none for no id."""
    ids = list(workshop_ids)
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Workshop.id, Workshop.texts).where(Workshop.id.in_(ids)))
    return dict(rows.all())


def moments_of(workshop_ids: Iterable[int]) -> dict[int, datetime]:
    """Return {workshop id: the instant it was planned for}; one query."""
    rows = db.session.execute(
        sa.select(Workshop.id, Workshop.starts_at).where(Workshop.id.in_(list(workshop_ids)))
    )
    return dict(rows.all())


def count_held(*, consultation_id: int, until: datetime) -> tuple[int, int]:
    """Return how many workshops of a consultation began until an instant, and how many persons were counted there."""
    statement = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Workshop.attendance_count), 0)).where(
        Workshop.consultation_id == consultation_id,
        Workshop.starts_at <= until,
        Workshop.cancelled_at.is_(None),
    )
    held, present = db.session.execute(statement).one()
    return held, present or 0


def _of_collectivity(collectivity_id: int, *, public_only: bool) -> sa.Select[Workshop]:
    statement = sa.select(Workshop).where(Workshop.collectivity_id == collectivity_id)
    if public_only:
        announced = sa.select(Consultation.id).where(Consultation.announced_at.is_not(None))
        statement = statement.where(Workshop.consultation_id.in_(announced))
    return statement
