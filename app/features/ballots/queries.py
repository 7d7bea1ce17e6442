"""Reads of votes: the open one, one's own ballot, turnout, counts once they are public, and the openings."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.ballots import recording, rules
from app.features.ballots.commitments import opening
from app.features.ballots.models import (
    Ballot,
    BallotAccount,
    BallotTurnout,
    ChoiceTally,
    VotingChoice,
    VotingQuestion,
)
from app.features.ballots.types import CountState, OwnBallot, VotingState
from app.features.consultations.models import Consultation
from app.features.plans.models import ItemRevision
from app.features.proposals.models import Proposal
from app.features.proposals.types import Outcome, ProposalState
from app.features.voters.rules import require_eligible
from app.foundation.database import db
from app.foundation.errors import DomainError, NotFound
from app.foundation.ledger.keys import KeyDestroyed
from app.foundation.ledger.pseudonyms import find_key
from app.foundation.policy import Actor

AT_ONCE = 2000


def get_by_id(question_id: int) -> VotingQuestion:
    """Return a vote, or raise NotFound."""
    question = db.session.get(VotingQuestion, question_id)
    if question is None:
        raise NotFound
    return question


def find_of_consultation(consultation_id: int) -> VotingQuestion | None:
    """Return the vote of a consultation, or else the last one that was cancelled, or None."""
    statement = (
        sa.select(VotingQuestion)
        .where(VotingQuestion.consultation_id == consultation_id)
        .order_by((VotingQuestion.state == VotingState.CANCELLED), VotingQuestion.id.desc())
    )
    return db.session.scalar(statement.limit(1))


def announced_votes(consultation_ids: Iterable[int]) -> dict[int, VotingQuestion]:
    """Return {consultation id: its vote} of those that were announced and go on or went on; one query."""
    statement = sa.select(VotingQuestion).where(
        VotingQuestion.consultation_id.in_(list(consultation_ids)),
        VotingQuestion.announced_at.is_not(None),
        VotingQuestion.state != VotingState.CANCELLED,
    )
    return {question.consultation_id: question for question in db.session.scalars(statement)}


def list_waiting(collectivity_id: int) -> list[VotingQuestion]:
    """Return the votes of a collectivity with which somebody has something to do, the first to open first."""
    statement = sa.select(VotingQuestion).where(
        VotingQuestion.collectivity_id == collectivity_id,
        VotingQuestion.state.in_([VotingState.DRAFT, VotingState.ANNOUNCED])
        | (VotingQuestion.count_state == CountState.FAILED),
    )
    return list(db.session.scalars(statement.order_by(VotingQuestion.starts_at, VotingQuestion.id)))


def list_choices(question_id: int) -> list[VotingChoice]:
    """Return the choices of a vote by number."""
    statement = sa.select(VotingChoice).where(VotingChoice.question_id == question_id)
    return list(db.session.scalars(statement.order_by(VotingChoice.number)))


def in_fair_order(choices: Sequence[VotingChoice], *, seed: int) -> list[VotingChoice]:
    """Return the choices in an order of the voter's own, the same for each seed: none stands first for everybody."""
    return sorted(choices, key=lambda choice: _place(choice, seed))


def available_numbers(
    question: VotingQuestion, choices: Sequence[VotingChoice], *, lock: bool = False
) -> set[int]:
    """Return the choices that everybody can read now: items of the consulted draft, published proposals.

    With `lock` the proposals stay so until the transaction ends.
    """
    items = _items_of_draft(question, [choice.item_id for choice in choices if choice.item_id is not None])
    proposals = _readable_proposals(
        question, [choice.proposal_id for choice in choices if choice.proposal_id is not None], lock=lock
    )
    return {choice.number for choice in choices if choice.item_id in items or choice.proposal_id in proposals}


def find_ballot(*, question_id: int, pseudonym: str) -> Ballot | None:
    """Return the ballot of a pseudonym, alone to this transaction, or None."""
    statement = sa.select(Ballot).where(Ballot.question_id == question_id, Ballot.pseudonym == pseudonym)
    return db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


def find_own_ballot(*, actor: Actor, question: VotingQuestion, now: datetime) -> OwnBallot | None:
    """Return what the actor has voted, by this account or another of hers; None when nothing counts, or unknowable."""
    pseudonym = _own_pseudonym(actor, question, now=now)
    ballot = db.session.get(Ballot, (question.id, pseudonym)) if pseudonym is not None else None
    if ballot is None or ballot.is_withdrawn:
        return None
    return OwnBallot(choices=tuple(ballot.choices), receipt=recording.receipt_of(ballot))


def count_ballots(question_id: int) -> int:
    """Return how many ballots count so far."""
    statement = sa.select(sa.func.sum(BallotTurnout.count)).where(BallotTurnout.question_id == question_id)
    return int(db.session.scalar(statement) or 0)


def find_counts(question: VotingQuestion) -> dict[int, int] | None:
    """Return {number: ballots that name it}, or None while the counts are hidden."""
    if not rules.counts_are_public(question):
        return None
    if question.figures is not None:
        return dict(question.figures["tally"])
    return tally(question.id)


def tally(question_id: int) -> dict[int, int]:
    """Return {number: ballots that name it} as the counters have it; not for pages, which ask find_counts."""
    statement = sa.select(ChoiceTally.number, ChoiceTally.count).where(ChoiceTally.question_id == question_id)
    return dict(db.session.execute(statement.order_by(ChoiceTally.number)).all())


def list_turnout(question_id: int) -> list[BallotTurnout]:
    """Return the counters of turnout; figures made from them hide small groups."""
    statement = sa.select(BallotTurnout).where(BallotTurnout.question_id == question_id)
    return list(db.session.scalars(statement.order_by(BallotTurnout.id)))


def openings(question_id: int) -> Iterator[dict[str, Any]]:
    """Give what opens each ballot that counts, in the order of their leaves; public once the vote is closed."""
    statement = (
        sa.select(Ballot.leaf_hash, Ballot.choices, Ballot.nonce)
        .where(Ballot.question_id == question_id, Ballot.is_withdrawn.is_(False))
        .order_by(Ballot.leaf_hash)
    )
    for leaf_hash, choices, nonce in db.session.execute(statement).yield_per(AT_ONCE):
        yield opening(leaf_hash=leaf_hash, choices=choices, nonce=nonce)


def find_opening(*, question: VotingQuestion, leaf_hash: str) -> dict[str, Any] | None:
    """Return what opens the ballot of a receipt, once the vote is closed, or None."""
    if question.state is not VotingState.CLOSED:
        return None
    statement = sa.select(Ballot).where(
        Ballot.question_id == question.id, Ballot.leaf_hash == leaf_hash, Ballot.is_withdrawn.is_(False)
    )
    ballot = db.session.scalar(statement)
    if ballot is None:
        return None
    return opening(leaf_hash=ballot.leaf_hash, choices=ballot.choices, nonce=ballot.nonce)


def list_due_to_open(*, now: datetime) -> list[int]:
    """Return the ids of what should be recorded as open by now."""
    return _due(VotingState.ANNOUNCED, VotingQuestion.starts_at <= now)


def list_due_to_close(*, now: datetime) -> list[int]:
    """Return the ids of what should be recorded as closed by now."""
    return _due(VotingState.OPEN, VotingQuestion.ends_at <= now)


def list_due_to_count() -> list[int]:
    """Return the ids of closed votes whose counting is not done."""
    waiting = VotingQuestion.count_state.in_([CountState.WAITING, CountState.COUNTING])
    return _due(VotingState.CLOSED, waiting)


def _due(state: VotingState, condition: sa.ColumnElement[bool]) -> list[int]:
    statement = sa.select(VotingQuestion.id).where(VotingQuestion.state == state, condition)
    return list(db.session.scalars(statement.order_by(VotingQuestion.id)))


def _place(choice: VotingChoice, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{choice.question_id}:{choice.number}".encode()).digest()


def _own_pseudonym(actor: Actor, question: VotingQuestion, *, now: datetime) -> str | None:
    if actor.user_id is None or find_key(question.consultation_id) is None:
        return None
    try:
        account = recording.account_pseudonym(question, user_id=actor.user_id)
        behind = db.session.get(BallotAccount, (question.id, account))
        if behind is not None:
            return behind.pseudonym
        person = require_eligible(
            actor=actor, collectivity_id=question.collectivity_id, consultation_id=question.consultation_id,
            level=question.level, now=now,
        )  # fmt: skip
        return recording.voter_of(question, person=person, user_id=actor.user_id).pseudonym
    except KeyDestroyed:
        return None
    except DomainError as refusal:
        if refusal.status >= 500:
            raise
        return None


def _items_of_draft(question: VotingQuestion, item_ids: list[int]) -> set[int]:
    if not item_ids:
        return set()
    statement = (
        sa.select(ItemRevision.item_id)
        .join(Consultation, Consultation.version_id == ItemRevision.version_id)
        .where(Consultation.id == question.consultation_id, ItemRevision.item_id.in_(item_ids))
    )
    return set(db.session.scalars(statement))


def _readable_proposals(question: VotingQuestion, proposal_ids: list[int], *, lock: bool) -> set[int]:
    if not proposal_ids:
        return set()
    statement = (
        sa.select(Proposal.id)
        .where(
            Proposal.id.in_(proposal_ids),
            Proposal.consultation_id == question.consultation_id,
            Proposal.state == ProposalState.PUBLISHED,
            sa.or_(Proposal.outcome.is_(None), Proposal.outcome != Outcome.MERGED),
        )
        .order_by(Proposal.id)
    )
    return set(db.session.scalars(statement.with_for_update(read=True) if lock else statement))
