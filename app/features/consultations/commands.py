"""What people and the clock do with a consultation."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.collectivities.models import Collectivity
from app.features.collectivities.rules import require_declared
from app.features.consultations import checklist, events, policy, queries, rules
from app.features.consultations.figures import FigureCounter, freeze
from app.features.consultations.models import AgeDeclaration, CalendarChange, Consultation
from app.features.consultations.policy import ConsultationPermission
from app.features.consultations.types import ConsultationState, Round, Setup
from app.features.plans import commands as plans
from app.features.plans import queries as plan_queries
from app.features.plans.models import Plan, PlanVersion
from app.features.plans.types import VersionKind
from app.foundation.database import db, insert_into, lock_row
from app.foundation.errors import Invalid, NotFound
from app.foundation.events import announce as tell
from app.foundation.history import record_step
from app.foundation.policy import SYSTEM, Actor


def create_consultation(
    *,
    actor: Actor,
    plan: Plan,
    version: PlanVersion | None,
    in_round: Round,
    texts: dict[str, dict[str, Any]],
    now: datetime,
) -> Consultation:
    """Begin to prepare a consultation on a version of a plan, by default the one that is being written."""
    policy.consultations.require(actor, ConsultationPermission.SET_UP, plan)
    version = version or plan_queries.working_version(plan) or _next_version(plan, actor=actor, now=now)
    consultation = Consultation(
        collectivity_id=plan.collectivity_id,
        plan_id=plan.id,
        version_id=version.id,
        round=in_round,
        texts=texts,
        created_at=now,
    )
    return _add(consultation, actor=actor, now=now)


def create_second_round(
    *, actor: Actor, first: Consultation, texts: dict[str, dict[str, Any]], now: datetime
) -> Consultation:
    """Begin to prepare the second round of a first one that has closed, on a new working version of its plan."""
    policy.consultations.require(actor, ConsultationPermission.SET_UP, first)
    locked = _lock(first)
    rules.require_ready_for_second_round(locked)
    rules.require_no_second_round(queries.find_next_round(locked, actor=SYSTEM))
    plan = db.session.get_one(Plan, locked.plan_id)
    based_on = db.session.get(PlanVersion, locked.version_id) if locked.version_id else None
    version = plans.create_version(
        actor=actor, plan=plan, kind=VersionKind.CONSULTED, based_on=based_on, now=now
    )
    second = Consultation(
        collectivity_id=locked.collectivity_id, plan_id=plan.id, version_id=version.id, previous_round_id=locked.id,
        round=Round.DRAFT, texts=texts, minimum_age=locked.minimum_age, moderation_mode=locked.moderation_mode,
        moderation_hours=locked.moderation_hours, appeal_days=locked.appeal_days,
        appeal_decision_days=locked.appeal_decision_days, created_at=now,
    )  # fmt: skip
    return _add(second, actor=actor, now=now)


def update_setup(*, actor: Actor, consultation: Consultation, setup: Setup, now: datetime) -> Consultation:
    """Replace the texts, the calendar and the settings of a consultation that is in preparation.

    Raises ChangedMeanwhile when somebody else saved them after the consultation was read.
    """
    policy.consultations.require(actor, ConsultationPermission.SET_UP, consultation)
    read_as = consultation.lock_version
    locked = _lock(consultation)
    rules.require_unchanged(locked, lock_version=read_as)
    rules.require_in_preparation(locked)
    problems = rules.calendar_problems(
        starts_at=setup.starts_at,
        ends_at=setup.ends_at,
        answer_due_on=setup.answer_due_on,
        time_zone=_time_zone(locked),
    )
    if problems:
        raise Invalid(fields=problems)
    for name in Setup.__slots__:
        setattr(locked, name, getattr(setup, name))
    db.session.flush()
    return locked


def announce(*, actor: Actor, consultation: Consultation, now: datetime) -> Consultation:
    """Make the consultation, its dates and its version of the plan public; refused while something is missing."""
    policy.consultations.require(actor, ConsultationPermission.SET_UP, consultation)
    locked = _lock(consultation)
    state = rules.LIFECYCLE.require(locked.state, "announce")
    require_declared(db.session.get_one(Collectivity, locked.collectivity_id))
    rules.require_complete(checklist.checklist(locked))
    rules.require_not_over(locked, now=now)
    _publish_version(locked, actor=actor, now=now)
    locked.state, locked.announced_at = state, now
    _record(locked, "announce", actor=actor, now=now)
    tell(events.ConsultationAnnounced(consultation_id=locked.id, collectivity_id=locked.collectivity_id))
    return locked


def open_consultation(*, actor: Actor, consultation: Consultation, now: datetime) -> Consultation:
    """Record that the consultation opened; the clock does it once its instant has come."""
    policy.consultations.require(actor, ConsultationPermission.RECORD_BY_CLOCK, consultation)
    locked = _lock(consultation)
    state = rules.LIFECYCLE.require(locked.state, "open")
    rules.require_due_to_open(locked, now=now)
    locked.state, locked.opened_at = state, now
    _record(locked, "open", actor=actor, now=now)
    if rules.is_running(locked, now=now):  # whoever wakes up after the end invites nobody any more
        tell(events.ConsultationOpened(consultation_id=locked.id, collectivity_id=locked.collectivity_id))
    return locked


def close_consultation(
    *, actor: Actor, consultation: Consultation, count_figures: FigureCounter, now: datetime
) -> Consultation:
    """Record that the consultation closed and freeze its figures; whoever was writing has finished by then."""
    policy.consultations.require(actor, ConsultationPermission.RECORD_BY_CLOCK, consultation)
    locked = _lock(consultation)
    state = rules.LIFECYCLE.require(locked.state, "close")
    rules.require_due_to_close(locked, now=now)
    locked.state, locked.closed_at = state, now
    locked.figures = freeze(count_figures(locked))
    _record(locked, "close", actor=actor, now=now)
    tell(events.ConsultationClosed(consultation_id=locked.id, collectivity_id=locked.collectivity_id))
    return locked


def extend(
    *, actor: Actor, consultation: Consultation, new_ends_at: datetime, reason: str, now: datetime
) -> CalendarChange:
    """Put off the end of a consultation that is announced or open, for a public reason."""
    policy.consultations.require(actor, ConsultationPermission.CHANGE_CALENDAR, consultation)
    locked = _lock(consultation)
    rules.require_extendable(locked, now=now)
    reason = rules.require_reason(reason)
    rules.require_later_end(locked, new_ends_at=new_ends_at, time_zone=_time_zone(locked))
    change = CalendarChange(
        collectivity_id=locked.collectivity_id, consultation_id=locked.id, old_ends_at=locked.ends_at,
        new_ends_at=new_ends_at, reason=reason, changed_at=now,
    )  # fmt: skip
    db.session.add(change)
    locked.ends_at = new_ends_at
    _record(locked, "extend", actor=actor, now=now, reason=reason)
    tell(
        events.ConsultationExtended(
            consultation_id=locked.id,
            collectivity_id=locked.collectivity_id,
            new_ends_at=new_ends_at,
            reason=reason,
        )
    )
    return change


def mark_answered(*, actor: Actor, consultation: Consultation, now: datetime) -> Consultation:
    """Record that the answers were published; the council's command, which checks that none is missing, calls this."""
    policy.consultations.require(actor, ConsultationPermission.RECORD_ANSWERED, consultation)
    locked = _lock(consultation)
    locked.state, locked.answered_at = rules.LIFECYCLE.require(locked.state, "answer"), now
    _record(locked, "answer", actor=actor, now=now)
    tell(events.ConsultationAnswered(consultation_id=locked.id, collectivity_id=locked.collectivity_id))
    return locked


def archive(*, actor: Actor, consultation: Consultation, now: datetime) -> Consultation:
    """Keep an answered consultation for reading only."""
    policy.consultations.require(actor, ConsultationPermission.ARCHIVE, consultation)
    locked = _lock(consultation)
    locked.state, locked.archived_at = rules.LIFECYCLE.require(locked.state, "archive"), now
    _record(locked, "archive", actor=actor, now=now)
    tell(events.ConsultationArchived(consultation_id=locked.id, collectivity_id=locked.collectivity_id))
    return locked


def cancel(*, actor: Actor, consultation: Consultation, reason: str, now: datetime) -> Consultation:
    """Stop a consultation before its end, for a public reason; what was said stays readable."""
    policy.consultations.require(actor, ConsultationPermission.CHANGE_CALENDAR, consultation)
    locked = _lock(consultation)
    state = rules.LIFECYCLE.require(locked.state, "cancel")
    if locked.state is not ConsultationState.DRAFT:
        rules.require_extendable(locked, now=now)
    reason = rules.require_reason(reason)
    was_public = locked.announced_at is not None
    locked.state, locked.cancellation_reason = state, reason
    _record(locked, "cancel", actor=actor, now=now, reason=reason)
    if was_public:
        tell(
            events.ConsultationCancelled(
                consultation_id=locked.id, collectivity_id=locked.collectivity_id, reason=reason
            )
        )
    return locked


def declare_age(*, actor: Actor, consultation: Consultation, now: datetime) -> None:
    """Record the actor's own declaration that she has the minimum age; doing it again changes nothing."""
    policy.consultations.require(actor, ConsultationPermission.DECLARE_AGE, consultation)
    statement = insert_into(AgeDeclaration).values(
        consultation_id=consultation.id, user_id=actor.user_id, declared_at=now
    )
    db.session.execute(statement.on_conflict_do_nothing())


def _lock(consultation: Consultation) -> Consultation:
    """Return the row alone to this transaction: votes and closing wait for one another here."""
    locked: Consultation | None = lock_row(Consultation, consultation.id)
    if locked is None:
        raise NotFound
    return locked


def _add(consultation: Consultation, *, actor: Actor, now: datetime) -> Consultation:
    consultation.state = rules.LIFECYCLE.initial
    db.session.add(consultation)
    db.session.flush()
    _record(consultation, "create", actor=actor, now=now)
    return consultation


def _next_version(plan: Plan, *, actor: Actor, now: datetime) -> PlanVersion:
    """Make a working version of the plan that holds what its latest version holds."""
    versions = plan_queries.list_versions(plan.id)
    based_on = versions[-1] if versions else None
    return plans.create_version(
        actor=actor, plan=plan, kind=VersionKind.CONSULTED, based_on=based_on, now=now
    )


def _publish_version(consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    version = db.session.get_one(PlanVersion, consultation.version_id)
    if not version.is_published:
        version.kind = VersionKind.CONSULTED
        plans.publish_version(actor=actor, version=version, now=now)


def _time_zone(consultation: Consultation) -> str:
    statement = sa.select(Collectivity.time_zone).where(Collectivity.id == consultation.collectivity_id)
    return db.session.scalars(statement).one()


def _record(
    consultation: Consultation, step: str, *, actor: Actor, now: datetime, reason: str | None = None
) -> None:
    db.session.flush()
    record_step(
        subject=consultation, step=step, state=consultation.state, actor=actor, now=now, reason=reason
    )
    db.session.flush()
