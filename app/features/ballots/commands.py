"""What voters do, and what the focal point and the clock do with a vote."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.ballots import closing, commitments, events, policy, queries, recording, rules
from app.features.ballots.checklist import checklist
from app.features.ballots.models import ChoiceTally, VotingQuestion
from app.features.ballots.policy import BallotPermission
from app.features.ballots.types import CountState, Receipt, VotingKind, VotingState
from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.consultations.rules import require_age_declared
from app.features.proposals.types import Channel
from app.features.voters.rules import require_eligible
from app.foundation import clock
from app.foundation.database import db, lock_row
from app.foundation.errors import NotFound
from app.foundation.events import announce as tell
from app.foundation.history import record_step
from app.foundation.ledger.entering import enter
from app.foundation.ledger.pseudonyms import set_destruction
from app.foundation.policy import Actor


def cast(
    *,
    actor: Actor,
    question: VotingQuestion,
    choices: Sequence[int],
    now: datetime,
    channel: Channel = Channel.WEB,
) -> Receipt:
    """Record what the actor votes; a later ballot replaces an earlier one, the same again changes nothing."""
    policy.ballots.require(actor, BallotPermission.CAST, question)
    locked = _lock(question, shared=True)
    now = _after_the_lock(now)
    rules.require_open(locked, now=now)
    require_age_declared(db.session.get_one(Consultation, locked.consultation_id), actor)
    user_id = _account(actor)
    voter = recording.voter_of(locked, person=_person(actor, locked, now=now), user_id=user_id)
    numbers = _valid(locked, choices)
    recording.stand_behind(locked, voter)
    ballot = recording.lock_ballot(locked, voter.pseudonym)
    if not ballot.is_withdrawn and ballot.choices == numbers:
        return recording.receipt_of(ballot)
    receipt = recording.record_choices(locked, ballot, numbers, channel=channel, user_id=user_id, now=now)
    tell(events.BallotCast(question_id=locked.id, collectivity_id=locked.collectivity_id))
    return receipt


def withdraw(*, actor: Actor, question: VotingQuestion, now: datetime) -> Receipt | None:
    """Take the actor's ballot back, whatever she is verified as by now; None when she has none that counts."""
    policy.ballots.require(actor, BallotPermission.CAST, question)
    locked = _lock(question, shared=True)
    now = _after_the_lock(now)
    rules.require_open(locked, now=now)
    account = recording.account_pseudonym(locked, user_id=_account(actor))
    behind = recording.lock_account(locked, account)
    pseudonym = behind.pseudonym if behind is not None else _own_pseudonym(actor, locked, now=now)
    ballot = queries.find_ballot(question_id=locked.id, pseudonym=pseudonym)
    if ballot is None or ballot.is_withdrawn:
        return None
    receipt = recording.record_withdrawal(locked, ballot, now=now)
    tell(events.BallotWithdrawn(question_id=locked.id, collectivity_id=locked.collectivity_id))
    return receipt


def announce(*, actor: Actor, question: VotingQuestion, now: datetime) -> VotingQuestion:
    """Make the vote, its choices and its dates public; refused while something is missing."""
    policy.ballots.require(actor, BallotPermission.SET_UP, question)
    locked = _lock(question)
    state = rules.LIFECYCLE.require(locked.state, "announce")
    rules.require_complete(checklist(locked))
    rules.require_not_over(locked, now=now)
    for choice in queries.list_choices(locked.id):
        db.session.add(ChoiceTally(question_id=locked.id, number=choice.number, count=0))
    set_destruction(consultation_id=locked.consultation_id, on=locked.keys_destroyed_on)
    locked.state, locked.announced_at = state, now
    _record(locked, "announce", actor=actor, now=now)
    tell(events.VotingAnnounced(**_ids(locked)))
    return locked


def open(*, actor: Actor, question: VotingQuestion, now: datetime) -> VotingQuestion:
    """Record that the vote opened, and what it was then; the clock does it once its instant has come."""
    policy.ballots.require(actor, BallotPermission.RECORD_BY_CLOCK, question)
    locked = _lock(question)
    state = rules.LIFECYCLE.require(locked.state, "open")
    rules.require_due_to_open(locked, now=now)
    locked.state, locked.opened_at = state, now
    definition = commitments.digest_of_definition(locked, queries.list_choices(locked.id))
    _enter(locked, "voting.opened", {"definition": definition}, now=now)
    _record(locked, "open", actor=actor, now=now)
    if rules.is_open(locked, now=now):  # whoever wakes up after the end invites nobody any more
        tell(events.VotingOpened(**_ids(locked)))
    return locked


def extend(
    *, actor: Actor, question: VotingQuestion, new_ends_at: datetime, reason: str, now: datetime
) -> VotingQuestion:
    """Put off the end of a vote that is announced or open, for a public reason."""
    policy.ballots.require(actor, BallotPermission.CHANGE_CALENDAR, question)
    locked = _lock(question)
    now = _after_the_lock(now)
    rules.require_extendable(locked, now=now)
    reason = rules.require_reason(reason)
    consultation = db.session.get_one(Consultation, locked.consultation_id)
    rules.require_later_end(locked, consultation, new_ends_at=new_ends_at, time_zone=_time_zone(locked))
    # Whoever recounts an opened vote needs the end that it was opened with.
    details = {"ends_before": commitments.written(locked.ends_at)} if locked.ends_at else None
    locked.ends_at = new_ends_at
    _enter(locked, "voting.extended", {"ends": commitments.written(new_ends_at)}, now=now)
    _record(locked, "extend", actor=actor, now=now, reason=reason, details=details)
    tell(events.VotingExtended(**_ids(locked), new_ends_at=new_ends_at, reason=reason))
    return locked


def close(*, actor: Actor, question: VotingQuestion, now: datetime) -> VotingQuestion:
    """Record that the vote closed, and freeze its ballots and figures; whoever was voting has finished by then."""
    policy.ballots.require(actor, BallotPermission.RECORD_BY_CLOCK, question)
    locked = _lock(question)
    now = _after_the_lock(now)
    state = rules.LIFECYCLE.require(locked.state, "close")
    rules.require_due_to_close(locked, now=now)
    figures = closing.count(locked)
    recording.forget_who_voted(locked)
    locked.state, locked.closed_at, locked.figures = state, now, figures
    is_counted = locked.kind is VotingKind.APPROVAL
    locked.count_state = CountState.DONE if is_counted else CountState.WAITING
    locked.count_progress = 100 if is_counted else 0
    facts = {name: figures[name] for name in ("ballots", "openings", "tally")}
    _enter(locked, "voting.closed", facts, now=now)
    _record(locked, "close", actor=actor, now=now)
    tell(events.VotingClosed(**_ids(locked)))
    return locked


def cancel(*, actor: Actor, question: VotingQuestion, reason: str, now: datetime) -> VotingQuestion:
    """Stop a vote before its end, for a public reason; nothing of it is counted."""
    policy.ballots.require(actor, BallotPermission.CHANGE_CALENDAR, question)
    locked = _lock(question)
    now = _after_the_lock(now)
    state = rules.LIFECYCLE.require(locked.state, "cancel")
    if locked.state is not VotingState.DRAFT and not actor.is_system:
        rules.require_extendable(locked, now=now)
    reason = rules.require_reason(reason)
    was_public = locked.announced_at is not None
    locked.state, locked.cancellation_reason = state, reason
    if was_public:
        _enter(locked, "voting.cancelled", {}, now=now)
    _record(locked, "cancel", actor=actor, now=now, reason=reason)
    if was_public:
        tell(events.VotingCancelled(**_ids(locked), reason=reason))
    return locked


def record_count(
    *, question: VotingQuestion, state: CountState, progress: int, results: dict[str, Any] | None = None
) -> VotingQuestion:
    """Note how far the counting of a closed vote has come, with its results once it is done."""
    locked = _lock(question)
    locked.count_state, locked.count_progress = state, progress
    if results is not None:
        locked.results = results
    db.session.flush()
    return locked


def _lock(question: VotingQuestion, *, shared: bool = False) -> VotingQuestion:
    """Return the row: shared among voters, alone to whoever closes, extends or cancels."""
    locked: VotingQuestion | None = lock_row(VotingQuestion, question.id, shared=shared)
    if locked is None:
        raise NotFound
    return locked


def _after_the_lock(now: datetime) -> datetime:
    """Return the instant at which the lock is held: who waited for it may have waited past the end."""
    return max(now, clock.now())


def _account(actor: Actor) -> int:
    if actor.user_id is None:
        raise ValueError("only people vote")
    return actor.user_id


def _person(actor: Actor, question: VotingQuestion, *, now: datetime) -> str:
    return require_eligible(
        actor=actor,
        collectivity_id=question.collectivity_id,
        consultation_id=question.consultation_id,
        level=question.level,
        now=now,
    )


def _own_pseudonym(actor: Actor, question: VotingQuestion, *, now: datetime) -> str:
    person = _person(actor, question, now=now)
    return recording.voter_of(question, person=person, user_id=_account(actor)).pseudonym


def _valid(question: VotingQuestion, given: Sequence[int]) -> list[int]:
    choices = queries.list_choices(question.id)
    named = [choice for choice in choices if choice.number in set(given)]
    available = queries.available_numbers(question, named, lock=True)
    return rules.require_choices(question, given, choices=choices, available=available)


def _ids(question: VotingQuestion) -> dict[str, int]:
    return {
        "question_id": question.id,
        "consultation_id": question.consultation_id,
        "collectivity_id": question.collectivity_id,
    }


def _enter(question: VotingQuestion, kind: str, facts: dict[str, Any], *, now: datetime) -> None:
    enter(
        collectivity_id=question.collectivity_id, consultation_id=question.consultation_id, kind=kind,
        facts=facts, now=now, subject=f"voting:{question.id}",
    )  # fmt: skip


def _time_zone(question: VotingQuestion) -> str:
    statement = sa.select(Collectivity.time_zone).where(Collectivity.id == question.collectivity_id)
    return db.session.scalars(statement).one()


def _record(
    question: VotingQuestion,
    step: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    db.session.flush()
    record_step(
        subject=question,
        step=step,
        state=question.state,
        actor=actor,
        now=now,
        reason=reason,
        details=details,
    )
    db.session.flush()
