"""What the focal point does while a vote is prepared: begin it, set it up, put its choices together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.features.ballots import policy, queries, rules
from app.features.ballots.models import VotingChoice, VotingQuestion
from app.features.ballots.policy import BallotPermission
from app.features.ballots.types import ChoiceDraft, Setup, VotingKind
from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.foundation.database import db, lock_row
from app.foundation.errors import Invalid, NotFound
from app.foundation.history import record_step
from app.foundation.i18n import _l
from app.foundation.policy import Actor


def create_question(
    *,
    actor: Actor,
    consultation: Consultation,
    kind: VotingKind,
    texts: dict[str, dict[str, Any]],
    now: datetime,
) -> VotingQuestion:
    """Begin to prepare the vote of a consultation; it has one, unless it was cancelled."""
    policy.ballots.require(actor, BallotPermission.SET_UP, consultation)
    rules.require_vote_possible(consultation)
    question = VotingQuestion(
        collectivity_id=consultation.collectivity_id, consultation_id=consultation.id, kind=kind, texts=texts,
        state=rules.LIFECYCLE.initial,
    )  # fmt: skip
    db.session.add(question)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise rules.VotingExists from error
    record_step(subject=question, step="create", state=question.state, actor=actor, now=now)
    db.session.flush()
    return question


def update_setup(
    *, actor: Actor, question: VotingQuestion, setup: Setup, lock_version: int, now: datetime
) -> VotingQuestion:
    """Replace the texts, the calendar and the settings of a vote in preparation.

    Raises ChangedMeanwhile when somebody else saved them after the version that was read.
    """
    policy.ballots.require(actor, BallotPermission.SET_UP, question)
    locked = _lock(question, lock_version=lock_version)
    consultation = db.session.get_one(Consultation, locked.consultation_id)
    problems = rules.setup_problems(setup) | rules.calendar_problems(
        starts_at=setup.starts_at, ends_at=setup.ends_at, keys_destroyed_on=setup.keys_destroyed_on,
        consultation=consultation, time_zone=_time_zone(locked),
    )  # fmt: skip
    if problems:
        raise Invalid(fields=problems)
    for name in Setup.__slots__:
        setattr(locked, name, getattr(setup, name))
    db.session.flush()
    return locked


def replace_choices(
    *,
    actor: Actor,
    question: VotingQuestion,
    choices: Sequence[ChoiceDraft],
    lock_version: int,
    now: datetime,
) -> VotingQuestion:
    """Put the choices of a vote in preparation together, numbered in their order from 1."""
    policy.ballots.require(actor, BallotPermission.SET_UP, question)
    locked = _lock(question, lock_version=lock_version)
    rules.require_choice_drafts(choices)
    db.session.execute(sa.delete(VotingChoice).where(VotingChoice.question_id == locked.id))
    made = [
        VotingChoice(
            collectivity_id=locked.collectivity_id, question_id=locked.id, number=number,
            item_id=draft.item_id, proposal_id=draft.proposal_id, cost=draft.cost,
        )
        for number, draft in enumerate(choices, start=1)
    ]  # fmt: skip
    if len(queries.available_numbers(locked, made)) < len(made):
        raise Invalid(fields={"choices": _l("Choose items of the consulted draft and published proposals.")})
    db.session.add_all(made)
    locked.lock_version += 1
    db.session.flush()
    db.session.expire(locked, ["choices"])
    return locked


def _lock(question: VotingQuestion, *, lock_version: int) -> VotingQuestion:
    locked: VotingQuestion | None = lock_row(VotingQuestion, question.id)
    if locked is None:
        raise NotFound
    rules.require_in_preparation(locked)
    rules.require_unchanged(locked, lock_version=lock_version)
    return locked


def _time_zone(question: VotingQuestion) -> str:
    statement = sa.select(Collectivity.time_zone).where(Collectivity.id == question.collectivity_id)
    return db.session.scalars(statement).one()
