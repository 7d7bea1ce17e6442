"""The rows that change when somebody votes; the caller holds the vote's row, so that none changes after closing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.ballots import commitments, rules
from app.features.ballots.models import (
    Ballot,
    BallotAccount,
    BallotTurnout,
    ChoiceTally,
    VotingQuestion,
)
from app.features.ballots.types import Receipt
from app.features.collectivities.models import Collectivity
from app.features.collectivities.queries import ancestors
from app.features.proposals.types import Channel
from app.features.voters.rules import account_of
from app.foundation import failpoints
from app.foundation.database import db, insert_into
from app.foundation.ledger.entering import enter
from app.foundation.ledger.pseudonyms import key_of, pseudonym_with

# The account behind a ballot has a pseudonym of its own, which is never published.
BEHIND = "account behind a ballot"


@dataclass(frozen=True, slots=True)
class Voter:
    """A person and the account that she uses, under their pseudonyms in one consultation."""

    pseudonym: str
    account: str


def voter_of(question: VotingQuestion, *, person: str, user_id: int) -> Voter:
    """Return the pseudonyms of somebody who votes; the first one makes the consultation's key."""
    key = key_of(consultation_id=question.consultation_id)
    return Voter(pseudonym=pseudonym_with(key=key, person=person), account=_account(key, user_id))


def account_pseudonym(question: VotingQuestion, *, user_id: int) -> str:
    """Return the pseudonym of an account in a consultation."""
    return _account(key_of(consultation_id=question.consultation_id), user_id)


def lock_ballot(question: VotingQuestion, pseudonym: str) -> Ballot:
    """Return the ballot of a pseudonym, made empty when there is none, alone to this transaction."""
    empty = insert_into(Ballot).values(
        question_id=question.id, pseudonym=pseudonym, collectivity_id=question.collectivity_id, revision=0,
        choices=[], nonce="", commitment="", leaf_hash="", is_withdrawn=True,
    )  # fmt: skip
    db.session.execute(empty.on_conflict_do_nothing(index_elements=["question_id", "pseudonym"]))
    statement = (
        sa.select(Ballot)
        .where(Ballot.question_id == question.id, Ballot.pseudonym == pseudonym)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one()


def stand_behind(question: VotingQuestion, voter: Voter) -> None:
    """Note that the account stands behind this ballot; refuse while it stands behind another one that counts.

    Where accounts are verified anew as other persons, no account then votes twice.
    """
    values = {"question_id": question.id, "account": voter.account, "pseudonym": voter.pseudonym}
    db.session.execute(
        insert_into(BallotAccount)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["question_id", "account"])
    )
    behind = lock_account(question, voter.account)
    if behind is None or behind.pseudonym == voter.pseudonym:
        return
    other = db.session.get(Ballot, (question.id, behind.pseudonym), populate_existing=True)
    if other is not None and not other.is_withdrawn:
        raise rules.VotedOtherwise
    behind.pseudonym = voter.pseudonym


def lock_account(question: VotingQuestion, account: str) -> BallotAccount | None:
    """Return which ballot an account stands behind, alone to this transaction, or None."""
    statement = (
        sa.select(BallotAccount)
        .where(BallotAccount.question_id == question.id, BallotAccount.account == account)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(statement)


def record_choices(
    question: VotingQuestion,
    ballot: Ballot,
    choices: list[int],
    *,
    channel: Channel,
    user_id: int,
    now: datetime,
) -> Receipt:
    """Make the ballot say these choices, in the ledger and in every counter."""
    before = list(ballot.choices)
    if ballot.is_withdrawn:
        ballot.turnout_id = _count_in(question, channel=channel, user_id=user_id)
    _change_tally(question, removed=set(before) - set(choices), added=set(choices) - set(before))
    ballot.nonce = commitments.new_nonce()
    ballot.commitment = commitments.commitment(question_id=question.id, choices=choices, nonce=ballot.nonce)
    ballot.choices, ballot.is_withdrawn = list(choices), False
    facts = {"channel": channel.value, "commitment": ballot.commitment}
    _enter(question, ballot, "ballot.cast", facts, now=now)
    return receipt_of(ballot)


def record_withdrawal(question: VotingQuestion, ballot: Ballot, *, now: datetime) -> Receipt:
    """Make the ballot say nothing, in the ledger and in every counter."""
    # Turnout first, then the tally, as when a ballot is recorded: two voters never wait for each other crosswise.
    _count_out(ballot)
    _change_tally(question, removed=set(ballot.choices), added=set())
    ballot.choices, ballot.nonce, ballot.commitment, ballot.is_withdrawn = [], "", "", True
    _enter(question, ballot, "ballot.withdrawn", {}, now=now)
    return receipt_of(ballot)


def receipt_of(ballot: Ballot) -> Receipt:
    """Return what the voter keeps of her ballot."""
    return Receipt(leaf_hash=ballot.leaf_hash, nonce=ballot.nonce, revision=ballot.revision)


def forget_who_voted(question: VotingQuestion) -> None:
    """Delete what ties ballots to accounts and to turnout counters; needed only while ballots may change."""
    db.session.execute(sa.delete(BallotAccount).where(BallotAccount.question_id == question.id))
    db.session.execute(
        sa.update(Ballot)
        .where(Ballot.question_id == question.id)
        .values(turnout_id=None)
        .execution_options(synchronize_session=False)
    )
    failpoints.reached("between_counting_and_closing")


def _account(key: bytes, user_id: int) -> str:
    return pseudonym_with(key=key, person=account_of(user_id), object=BEHIND)


def _enter(
    question: VotingQuestion, ballot: Ballot, kind: str, facts: dict[str, str], *, now: datetime
) -> None:
    ballot.revision += 1
    entry = enter(
        collectivity_id=question.collectivity_id, consultation_id=question.consultation_id, kind=kind, facts=facts,
        now=now, subject=f"voting:{question.id}", pseudonym=ballot.pseudonym, revision=ballot.revision,
    )  # fmt: skip
    failpoints.reached("between_entry_and_ballot")
    ballot.leaf_hash = entry.leaf_hash
    db.session.flush()


def _change_tally(question: VotingQuestion, *, removed: Iterable[int], added: Iterable[int]) -> None:
    changes = dict.fromkeys(removed, -1) | dict.fromkeys(added, 1)
    # One row after another in the order of numbers: two ballots never wait for each other crosswise.
    for number in sorted(changes):
        db.session.execute(
            sa.update(ChoiceTally)
            .where(ChoiceTally.question_id == question.id, ChoiceTally.number == number)
            .values(count=ChoiceTally.count + changes[number])
            .execution_options(synchronize_session=False)
        )


def _count_in(question: VotingQuestion, *, channel: Channel, user_id: int) -> int:
    territory_id = _territory(question.collectivity_id, user_id)
    one = insert_into(BallotTurnout).values(
        question_id=question.id, collectivity_id=question.collectivity_id, territory_id=territory_id,
        channel=channel, count=1,
    )  # fmt: skip
    counted = {"count": BallotTurnout.count + 1}
    if territory_id is None:
        elsewhere = BallotTurnout.territory_id.is_(None)
        one = one.on_conflict_do_update(
            index_elements=["question_id", "channel"], index_where=elsewhere, set_=counted
        )
    else:
        one = one.on_conflict_do_update(
            index_elements=["question_id", "channel", "territory_id"], set_=counted
        )
    turnout_id: int = db.session.scalars(one.returning(BallotTurnout.id)).one()
    return turnout_id


def _count_out(ballot: Ballot) -> None:
    db.session.execute(
        sa.update(BallotTurnout)
        .where(BallotTurnout.id == ballot.turnout_id)
        .values(count=BallotTurnout.count - 1)
        .execution_options(synchronize_session=False)
    )
    ballot.turnout_id = None


def _territory(collectivity_id: int, user_id: int) -> int | None:
    """Return the part of the collectivity's territory that an account names: no finer, so that groups stay large."""
    named = db.session.scalar(sa.select(User.territory_id).where(User.id == user_id))
    whole = db.session.scalar(sa.select(Collectivity.territory_id).where(Collectivity.id == collectivity_id))
    if named is None or named == whole:
        return named
    chain = [named, *(place.id for place in ancestors([named])[named])]
    return chain[chain.index(whole) - 1] if whole in chain else None
