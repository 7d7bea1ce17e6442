"""What people do with a workshop: plan it, change it, take a place, record what was said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.workshops import events, policy, queries, rules
from app.features.workshops.models import Workshop, WorkshopRegistration
from app.features.workshops.policy import WorkshopPermission
from app.features.workshops.types import WorkshopPlan
from app.foundation.database import db, insert_into, lock_row
from app.foundation.errors import NotFound
from app.foundation.events import announce
from app.foundation.policy import Actor


def plan_workshop(*, actor: Actor, consultation: Consultation, plan: WorkshopPlan, now: datetime) -> Workshop:
    """Put a workshop of a consultation into the calendar."""
    policy.workshops.require(actor, WorkshopPermission.PLAN, consultation)
    rules.require_plannable(consultation)
    rules.require_plan(plan)
    workshop = Workshop(
        collectivity_id=consultation.collectivity_id, consultation_id=consultation.id,
        texts=_merged({}, plan.texts), starts_at=plan.starts_at, territory_id=plan.territory_id,
        capacity=plan.capacity, created_at=now,
    )  # fmt: skip
    db.session.add(workshop)
    db.session.flush()
    announce(events.WorkshopPlanned(**_ids(workshop)))
    return workshop


def change_workshop(*, actor: Actor, workshop: Workshop, plan: WorkshopPlan, now: datetime) -> Workshop:
    """Replace the title, place, instant and number of places of a workshop; its minutes stay."""
    policy.workshops.require(actor, WorkshopPermission.PLAN, workshop)
    locked = _lock(workshop)
    rules.require_held(locked)
    rules.require_plan(plan)
    rules.require_enough_places(plan.capacity, taken=_taken(locked))
    move = rules.move_of(locked, plan, now=now)
    locked.texts = _merged(locked.texts, plan.texts)
    locked.starts_at, locked.territory_id, locked.capacity = plan.starts_at, plan.territory_id, plan.capacity
    db.session.flush()
    if move:
        announce(events.WorkshopChanged(**_ids(locked), moments=move.moments, places=move.places))
    return locked


def cancel_workshop(*, actor: Actor, workshop: Workshop, reason: str, now: datetime) -> Workshop:
    """Call a workshop off before it begins, for a public reason; it stays in the calendar, marked as cancelled."""
    policy.workshops.require(actor, WorkshopPermission.CANCEL, workshop)
    locked = _lock(workshop)
    rules.require_cancellable(locked, now=now)
    locked.cancelled_at, locked.cancellation_reason = now, rules.cleaned_reason(reason)
    db.session.flush()
    announce(
        events.WorkshopsCancelled(
            workshop_ids=(locked.id,),
            consultation_id=locked.consultation_id,
            collectivity_id=locked.collectivity_id,
            reason=locked.cancellation_reason,
        )
    )
    return locked


def cancel_with_consultation(
    *, consultation_id: int, collectivity_id: int, reason: str, now: datetime
) -> None:
    """Call off every workshop to come of a consultation that was cancelled, for the same public reason."""
    cancelled = db.session.scalars(
        sa.update(Workshop)
        .where(
            Workshop.consultation_id == consultation_id,
            Workshop.starts_at > now,
            Workshop.cancelled_at.is_(None),
        )
        .values(cancelled_at=now, cancellation_reason=reason)
        .returning(Workshop.id)
    ).all()
    if cancelled:
        announce(
            events.WorkshopsCancelled(
                workshop_ids=tuple(sorted(cancelled)),
                consultation_id=consultation_id,
                collectivity_id=collectivity_id,
                reason=reason,
                with_consultation=True,
            )
        )


def register(*, actor: Actor, workshop: Workshop, now: datetime) -> None:
    """Give the actor a place while there is one; doing it again changes nothing."""
    policy.workshops.require(actor, WorkshopPermission.REGISTER, workshop)
    locked = _lock(workshop)
    if queries.is_registered(workshop_id=locked.id, user_id=actor.user_id):
        return
    consultation = db.session.get_one(Consultation, locked.consultation_id)
    rules.require_joinable(locked, consultation, taken=_taken(locked), now=now)
    statement = insert_into(WorkshopRegistration).values(
        collectivity_id=locked.collectivity_id,
        workshop_id=locked.id,
        user_id=actor.user_id,
        registered_at=now,
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["workshop_id", "user_id"]))


def give_back_place(*, actor: Actor, workshop: Workshop, now: datetime) -> None:
    """Free the actor's place; doing it again changes nothing."""
    policy.workshops.require(actor, WorkshopPermission.REGISTER, workshop)
    locked = _lock(workshop)
    rules.require_not_begun(locked, now=now)
    db.session.execute(
        sa.delete(WorkshopRegistration).where(
            WorkshopRegistration.workshop_id == locked.id, WorkshopRegistration.user_id == actor.user_id
        )
    )


def record_minutes(
    *,
    actor: Actor,
    workshop: Workshop,
    minutes: Mapping[str, str],
    attendance_count: int | None,
    now: datetime,
) -> Workshop:
    """Publish what was said in a workshop, by language, and how many persons were present."""
    policy.workshops.require(actor, WorkshopPermission.RECORD_MINUTES, workshop)
    locked = _lock(workshop)
    rules.require_minutes(locked, minutes=minutes, attendance_count=attendance_count, now=now)
    locked.texts = _merged(locked.texts, {code: {"minutes": text.strip()} for code, text in minutes.items()})
    locked.attendance_count = attendance_count
    db.session.flush()
    announce(events.MinutesPublished(**_ids(locked)))
    return locked


def _lock(workshop: Workshop) -> Workshop:
    """Return the row alone to this transaction, so that places are given one after the other."""
    locked: Workshop | None = lock_row(Workshop, workshop.id)
    if locked is None:
        raise NotFound
    return locked


def _taken(workshop: Workshop) -> int:
    return queries.count_registrations(workshop_ids=[workshop.id]).get(workshop.id, 0)


def _merged(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, Any]]:
    """Return the old texts with the new fields laid over them; a language without any text is left out."""
    codes = dict.fromkeys([*old, *new])
    merged = {code: {**old.get(code, {}), **new.get(code, {})} for code in codes}
    return {
        code: kept
        for code, fields in merged.items()
        if (kept := {key: text for key, text in fields.items() if text})
    }


def _ids(workshop: Workshop) -> dict[str, int]:
    return {
        "workshop_id": workshop.id,
        "consultation_id": workshop.consultation_id,
        "collectivity_id": workshop.collectivity_id,
    }
