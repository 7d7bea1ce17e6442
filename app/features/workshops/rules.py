"""WHEN a workshop can be planned, joined and recorded."""

from collections.abc import Mapping
from datetime import datetime

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.workshops.models import Workshop
from app.features.workshops.types import WorkshopPlan
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l
from app.foundation.moments import SpokenMoment

OVER = frozenset({ConsultationState.ANSWERED, ConsultationState.ARCHIVED, ConsultationState.CANCELLED})


class WorkshopFull(NotNow):
    """Every place is taken."""

    message = _l("Every place in this workshop is taken.")


class WorkshopBegun(NotNow):
    """It is too late to take or give back a place."""

    message = _l("This workshop began on %(date)s: registration is over.")


class WorkshopNotHeld(NotNow):
    """Nothing can be recorded of what has not taken place."""

    message = _l("The minutes are recorded after the workshop.")


class NothingToPrepare(NotNow):
    """The consultation that a workshop belongs to was cancelled."""

    message = _l("This consultation was cancelled: no place can be taken in its workshops.")


class ConsultationFinished(NotNow):
    """A workshop contributes to a consultation that is not answered yet."""

    message = _l("This consultation is finished: no workshop can be added to it.")


def has_begun(workshop: Workshop, *, now: datetime) -> bool:
    """Say whether the workshop's instant has come."""
    return workshop.starts_at <= now


def require_plannable(consultation: Consultation) -> None:
    """Refuse a workshop for a consultation that is finished."""
    if consultation.state in OVER:
        raise ConsultationFinished


def require_plan(plan: WorkshopPlan) -> None:
    """Refuse a workshop without title or place, or with no place at all, with a sentence for each field."""
    problems: dict[str, LazyText] = {}
    if not any(fields.get("title", "").strip() for fields in plan.texts.values()):
        problems["title"] = _l("Write the title in at least one language.")
    if not any(fields.get("place", "").strip() for fields in plan.texts.values()):
        problems["place"] = _l("Write the place in at least one language.")
    if plan.capacity is not None and plan.capacity < 1:
        problems["capacity"] = _l("Write a number of places, or leave it empty.")
    if problems:
        raise Invalid(fields=problems)


def require_enough_places(capacity: int | None, *, taken: int) -> None:
    """Refuse a number of places below the number already given."""
    if capacity is not None and capacity < taken:
        raise Invalid(fields={"capacity": _l("More people than that have registered already.")})


def require_joinable(workshop: Workshop, consultation: Consultation, *, taken: int, now: datetime) -> None:
    """Refuse a registration once the workshop has begun or is full, or its consultation was cancelled."""
    if consultation.state is ConsultationState.CANCELLED:
        raise NothingToPrepare
    require_not_begun(workshop, now=now)
    if workshop.capacity is not None and taken >= workshop.capacity:
        raise WorkshopFull


def require_not_begun(workshop: Workshop, *, now: datetime) -> None:
    """Refuse a change of registration once the workshop has begun."""
    if has_begun(workshop, now=now):
        raise WorkshopBegun(date=SpokenMoment(workshop.starts_at))


def require_minutes(
    workshop: Workshop, *, minutes: Mapping[str, str], attendance_count: int | None, now: datetime
) -> None:
    """Refuse minutes before the workshop, without text or without the number of persons present."""
    if not has_begun(workshop, now=now):
        raise WorkshopNotHeld
    problems: dict[str, LazyText] = {}
    if not any(text.strip() for text in minutes.values()):
        problems["minutes"] = _l("Write the minutes in at least one language.")
    if attendance_count is None or attendance_count < 0:
        problems["attendance_count"] = _l("Write how many persons were present.")
    if problems:
        raise Invalid(fields=problems)
