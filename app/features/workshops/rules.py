"""WHEN a workshop can be planned, joined and recorded."""

from collections.abc import Mapping
from datetime import datetime

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.workshops.models import Workshop
from app.features.workshops.types import REASON_LENGTH, Move, WorkshopPlan
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.moments import SpokenMoment
from app.foundation.text.clean import clean_text, is_blank

OVER = frozenset({ConsultationState.ANSWERED, ConsultationState.ARCHIVED, ConsultationState.CANCELLED})


class WorkshopFull(NotNow):
    """Every place is taken."""

    message = _l("Every place in this workshop is taken.")


class WorkshopBegun(NotNow):
    """It is too late to take or give back a place."""

    message = _l("This workshop began on %(date)s: registration is over.")


class TooLateToCancel(NotNow):
    """What has begun is not called off."""

    message = _l("This workshop began on %(date)s: it can no longer be cancelled.")


class WorkshopNotHeld(NotNow):
    """Nothing can be recorded of what has not taken place."""

    message = _l("The minutes are recorded after the workshop.")


class NothingToPrepare(NotNow):
    """The consultation that a workshop belongs to was cancelled."""

    message = _l("This consultation was cancelled: no place can be taken in its workshops.")


class WorkshopCancelled(NotNow):
    """It is not held."""

    message = _l("This workshop is cancelled.")


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
    """Refuse a registration once the workshop has begun, is full or cancelled, or its consultation was cancelled."""
    require_held(workshop)
    if consultation.state is ConsultationState.CANCELLED:
        raise NothingToPrepare
    require_not_begun(workshop, now=now)
    if workshop.capacity is not None and taken >= workshop.capacity:
        raise WorkshopFull


def require_not_begun(workshop: Workshop, *, now: datetime) -> None:
    """Refuse a change of registration once the workshop has begun."""
    if has_begun(workshop, now=now):
        raise WorkshopBegun(date=SpokenMoment(workshop.starts_at))


def require_held(workshop: Workshop) -> None:
    """Refuse what makes no sense for a workshop that is cancelled."""
    if workshop.cancelled_at is not None:
        raise WorkshopCancelled


def require_cancellable(workshop: Workshop, *, now: datetime) -> None:
    """Refuse to cancel a workshop twice, or once it has begun."""
    require_held(workshop)
    if has_begun(workshop, now=now):
        raise TooLateToCancel(date=SpokenMoment(workshop.starts_at))


def cleaned_reason(reason: str) -> str:
    """Return the public reason of a cancellation; refuse an empty or endless one."""
    cleaned = clean_text(reason)
    if is_blank(cleaned):
        raise Invalid(fields={"reason": _l("Give the reason: it will be public.")})
    if len(cleaned) > REASON_LENGTH:
        raise Invalid(
            fields={"reason": _n("At most %(num)s character.", "At most %(num)s characters.", REASON_LENGTH)}
        )
    return cleaned


def move_of(workshop: Workshop, plan: WorkshopPlan, *, now: datetime) -> Move:
    """Return what those who registered must know of a change; a place translated for the first time has not moved."""
    is_over = max(workshop.starts_at, plan.starts_at) <= now
    if is_over:
        return Move(None, {})
    moved = workshop.starts_at != plan.starts_at
    return Move((workshop.starts_at, plan.starts_at) if moved else None, _places_moved(workshop, plan))


def _places_moved(workshop: Workshop, plan: WorkshopPlan) -> dict[str, tuple[str, str]]:
    pairs = {
        code: (workshop.texts.get(code, {}).get("place") or "", fields.get("place", ""))
        for code, fields in plan.texts.items()
    }
    return {
        code: (old, new)
        for code, (old, new) in pairs.items()
        if old.strip() and new.strip() and old.split() != new.split()
    }


def require_minutes(
    workshop: Workshop, *, minutes: Mapping[str, str], attendance_count: int | None, now: datetime
) -> None:
    """Refuse minutes before the workshop, of a cancelled one, without text or the number of persons present."""
    require_held(workshop)
    if not has_begun(workshop, now=now):
        raise WorkshopNotHeld
    problems: dict[str, LazyText] = {}
    if not any(text.strip() for text in minutes.values()):
        problems["minutes"] = _l("Write the minutes in at least one language.")
    if attendance_count is None or attendance_count < 0:
        problems["attendance_count"] = _l("Write how many persons were present.")
    if problems:
        raise Invalid(fields=problems)
