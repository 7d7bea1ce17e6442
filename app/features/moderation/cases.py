"""The life of a case: found or opened, taken up again, settled; called inside the acts of the commands."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.moderation import queries, queue, rules
from app.features.moderation.models import ModerationCase, ModerationDecision
from app.features.moderation.rules import Contribution
from app.features.moderation.types import CaseState, Decision, Order, Said, Source, Subject, Waiting
from app.foundation.database import db, insert_into, lock_row
from app.foundation.history import record_step
from app.foundation.policy import SYSTEM, Actor

NOT_CLOSED = sa.text("state <> 'closed'")


def case_for(
    subject: Contribution, *, source: Source, actor: Actor, now: datetime, since: datetime | None = None
) -> ModerationCase:
    """Return the case of a text that is not closed, locked; opened now, or since its text waits, when there is none.

    The text is locked before: reports and decisions of one text meet in one case.
    """
    kind, opened_at = queries.subject_of(subject), since or now
    hours = db.session.get_one(Consultation, subject.consultation_id).moderation_hours
    statement = (
        insert_into(ModerationCase)
        .values(
            collectivity_id=subject.collectivity_id, consultation_id=subject.consultation_id, subject=kind,
            subject_id=subject.id, state=CaseState.OPEN, source=source, opened_at=opened_at,
            due_at=opened_at + timedelta(hours=hours), decision_count=0,
        )
        .on_conflict_do_nothing(index_elements=["subject", "subject_id"], index_where=NOT_CLOSED)
        .returning(ModerationCase.id)
    )  # fmt: skip
    case_id = db.session.scalar(statement)
    if case_id is None:
        return _lock(queries.find_case(subject=kind, subject_id=subject.id))
    case: ModerationCase = lock_row(ModerationCase, case_id)
    record_step(subject=case, step="open", state=case.state, actor=actor, now=now)
    return case


def _lock(case: ModerationCase | None) -> ModerationCase:
    if case is None:
        raise rules.DecisionNotPossible
    locked: ModerationCase = lock_row(ModerationCase, case.id)
    return locked


def lock_case(case_id: int) -> ModerationCase:
    """Return a case locked; its text is locked before."""
    locked: ModerationCase = lock_row(ModerationCase, case_id)
    return locked


def move(case: ModerationCase, step: str, *, actor: Actor, now: datetime, reason: str | None = None) -> None:
    """Take one step of the lifecycle, with its history row."""
    case.state = rules.lifecycle.require(case.state, step)
    case.closed_at = now if case.state is CaseState.CLOSED else None
    record_step(subject=case, step=step, state=case.state, actor=actor, reason=reason, now=now)
    db.session.flush()


def note(case: ModerationCase, step: str, *, actor: Actor, now: datetime) -> None:
    """Write the history row of something that leaves the state of a case as it is."""
    record_step(subject=case, step=step, state=case.state, actor=actor, now=now)
    db.session.flush()


def bring_up(
    case: ModerationCase, source: Source, *, actor: Actor, now: datetime, order: Order | None = None
) -> None:
    """Let a case wait for a decision because of a report or an order; its promised hour counts from now if none ran."""
    if case.state is CaseState.DECIDED:
        move(case, "reopen", actor=actor, now=now)
        hours = db.session.get_one(Consultation, case.consultation_id).moderation_hours
        case.due_at = now + timedelta(hours=hours)
    if order is not None:
        case.order_authority, case.order_reference = order.authority, order.reference
        case.ordered_on, case.order_recorded_at, case.order_waits = order.dated_on, now, True
    ranks = list(Source)
    case.source = max(case.source, source, key=ranks.index)
    db.session.flush()


def write_decision(
    case: ModerationCase,
    decision: Decision,
    *,
    source: Source,
    actor_id: int | None,
    role: str,
    said: Said,
    charter_version: int | None,
    appeal_until: datetime | None,
    now: datetime,
) -> ModerationDecision:
    """Add the next decision of a case."""
    case.decision_count += 1
    case.order_waits = False
    recorded = ModerationDecision(
        collectivity_id=case.collectivity_id, case_id=case.id, number=case.decision_count,
        consultation_id=case.consultation_id, subject=case.subject, subject_id=case.subject_id, decision=decision,
        source=source, ground=said.ground, charter_rule=said.charter_rule, charter_version=charter_version,
        label=said.label, reason=said.reason or None, language=said.language if said.reason else None,
        is_automated=False,
        decided_by_id=actor_id, decided_by_role=role, decided_at=now, appeal_until=appeal_until,
    )  # fmt: skip
    db.session.add(recorded)
    db.session.flush()
    return recorded


def settle(case: ModerationCase, subject: Contribution, *, actor: Actor, now: datetime) -> None:
    """Bring a decided case to where it stands: it waits again, can be appealed, or is over."""
    waiting = queue.waiting_on(subject)
    if Waiting.APPEAL in waiting:
        move(case, "appeal", actor=actor, now=now)
    elif waiting:
        move(case, "reopen", actor=actor, now=now)
    elif not _can_be_appealed(case, now=now):
        move(case, "close", actor=actor, now=now)


def _can_be_appealed(case: ModerationCase, *, now: datetime) -> bool:
    until = queries.last_appeal_until(case_id=case.id)
    return until is not None and now < until


def close_of(kind: Subject, subject_id: int, *, now: datetime) -> None:
    """Close the case of a text whose author took it back: nothing is left to decide."""
    case = queries.find_case(subject=kind, subject_id=subject_id)
    if case is not None:
        move(lock_case(case.id), "close", actor=SYSTEM, now=now)


def close_final(case_id: int, *, now: datetime) -> bool:
    """Close a decided case in which nothing can be appealed any more; say whether it was closed now."""
    case = lock_case(case_id)
    if case.state is not CaseState.DECIDED or _can_be_appealed(case, now=now):
        return False
    move(case, "close", actor=SYSTEM, now=now)
    return True
