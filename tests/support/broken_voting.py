"""Ways of recording ballots that lose or double votes: the checks of the suite must find each of them out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Barrier

import sqlalchemy as sa

from app.features.ballots import recording
from app.features.ballots.models import Ballot, VotingQuestion
from app.features.ballots.types import Receipt
from app.features.proposals.types import Channel
from app.features.voters.rules import account_of
from app.foundation.database import db, transaction
from app.foundation.policy import Actor

Pause = Callable[[], object]


def check_then_insert(*, question_id: int, actor: Actor, choices: Sequence[int], checked: Barrier) -> Receipt:
    """Look whether there is a ballot, then insert one: right as long as nobody else looks at the same moment."""
    pseudonym = _pseudonym(question_id, actor)
    found = db.session.get(Ballot, (question_id, pseudonym))
    db.session.rollback()
    checked.wait(timeout=30)
    with transaction() as now:
        question = db.session.get_one(VotingQuestion, question_id)
        if found is None:
            ballot = _empty(question, pseudonym)
            db.session.add(ballot)
            db.session.flush()
        else:
            ballot = db.session.get_one(Ballot, (question_id, pseudonym))
        return _record(question, ballot, choices, actor, now=now)


def tally_in_a_second_transaction(
    *, question_id: int, actor: Actor, choices: Sequence[int], between: Pause
) -> Receipt:
    """Record the ballot, and count it a moment later: whatever happens in between, one of the two is missing."""
    pseudonym = _pseudonym(question_id, actor)
    with transaction() as now:
        question = db.session.get_one(VotingQuestion, question_id)
        ballot = _empty(question, pseudonym)
        db.session.add(ballot)
        db.session.flush()
        receipt = _record(question, ballot, choices, actor, now=now)
        _uncount(question, ballot)
    between()
    with transaction():
        _count(question_id, choices)
    return receipt


def answer_before_commit(act: Callable[[datetime], Receipt], answers: list[Receipt]) -> Receipt:
    """Answer with success, then commit: whoever is cut off in between was told something that is not so."""
    with transaction() as now:
        receipt = act(now)
        answers.append(receipt)
    return receipt


def _pseudonym(question_id: int, actor: Actor) -> str:
    assert actor.user_id is not None
    with transaction():
        question = db.session.get_one(VotingQuestion, question_id)
        voter = recording.voter_of(question, person=account_of(actor.user_id), user_id=actor.user_id)
    return voter.pseudonym


def _empty(question: VotingQuestion, pseudonym: str) -> Ballot:
    return Ballot(
        question_id=question.id, pseudonym=pseudonym, collectivity_id=question.collectivity_id, revision=0,
        choices=[], nonce="", commitment="", leaf_hash="", is_withdrawn=True,
    )  # fmt: skip


def _record(
    question: VotingQuestion, ballot: Ballot, choices: Sequence[int], actor: Actor, *, now: datetime
) -> Receipt:
    assert actor.user_id is not None
    return recording.record_choices(
        question, ballot, list(choices), channel=Channel.WEB, user_id=actor.user_id, now=now
    )


def _uncount(question: VotingQuestion, ballot: Ballot) -> None:
    _count(question.id, ballot.choices, by=-1)


def _count(question_id: int, choices: Sequence[int], *, by: int = 1) -> None:
    for number in choices:
        statement = sa.text(
            "UPDATE choice_tally SET count = count + :by WHERE question_id = :id AND number = :number"
        )
        db.session.execute(statement, {"by": by, "id": question_id, "number": number})
