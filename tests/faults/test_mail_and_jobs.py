"""Mail servers that fail and job workers that are killed: votes go on, and each effect comes once."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.ballots.models import VotingQuestion
from app.features.ballots.types import CountState, VotingKind
from app.foundation import outbox
from app.foundation.database import db, transaction
from app.foundation.outbox import Medium, OutboxMessage
from app.foundation.policy import Actor
from app.jobs import worker
from tests.support.clock import FixedClock
from tests.support.mail_server import MailServer, mail_server, refusing_port
from tests.support.soundness import faults_after, faults_of_ledger, trace
from tests.support.stage import Outcome, Stage
from tests.support.voting import Voting, entries, open_voting

Deliver = Callable[..., Outcome]
MOST_KILLS = 120


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes what it is given."""
    with mail_server() as running:
        yield running


@pytest.fixture
def deliver(stage: Stage, server: MailServer) -> Deliver:
    """Return a function that lets a process of its own send what waits."""

    def send(*, port: int | None = None, cut_at: int | None = None) -> Outcome:
        settings = {"mail_port": port or server.port, "mail_patience": 1}
        return stage.run(stage.job("work", settings=settings, cut_at=cut_at, jobs=["deliver_waiting"]))

    return send


def forget_news() -> None:
    """Leave out the mail that tells of the opening: the tests count the mails that they post themselves."""
    with transaction():
        db.session.execute(sa.delete(OutboxMessage))


def post(number: int = 0) -> None:
    """Let a mail wait."""
    with transaction() as now:
        outbox.post(
            medium=Medium.MAIL, recipient="amina@example.org", language="fr", template="accounts/password_changed",
            values={}, now=now, dedupe_key=f"mail-{number}",
        )  # fmt: skip


@pytest.mark.parametrize("fault", ["refuse", "hang", "drop"])
def test_trust_15_votes_go_on_while_the_mail_server_fails_and_the_mail_leaves_later_once(
    fault: str,
    app: Flask,
    voting: Voting,
    people: list[Actor],
    server: MailServer,
    deliver: Deliver,
    clock: FixedClock,
) -> None:
    answered: list[str] = []

    def vote() -> None:
        with app.app_context():
            answered.extend(voting.cast(actor, 1, 3).leaf_hash for actor in people)

    forget_news()
    post()
    server.fault, server.meanwhile = fault, vote
    failed = deliver(port=refusing_port() if fault == "refuse" else None)
    if fault == "refuse":
        vote()
    assert (failed.code, failed.refusals, failed.last("done")) == (0, [], 0)
    assert (len(answered), server.taken) == (12, [])
    assert faults_after(voting.question_id, answered) == []
    server.fault = None
    clock.advance(minutes=2)
    assert deliver().last("done") == 1
    clock.advance(days=1)
    assert deliver().last("done") == 0
    assert len(server.taken) == 1


@pytest.mark.usefixtures("voting")
def test_trust_16_a_delivery_killed_anywhere_is_one_mail_for_its_reader(
    server: MailServer, deliver: Deliver, clock: FixedClock
) -> None:
    seen: list[str] = []
    forget_news()
    for place in range(1, 8):
        post(place)
        outcome = deliver(cut_at=place)
        assert outcome.is_cut_off == (place < 7)
        seen = outcome.places
        clock.advance(minutes=10)
        assert deliver().code == 0
        # Killed after the server took it and before that was noted, it leaves again: under the same id.
        assert {one.partition("@")[0] for one in server.message_ids} == {
            f"<mail-{n}" for n in range(1, place + 1)
        }
    assert seen == ["before_commit", "after_commit"] * 3
    assert len(server.taken) == 7 + 1


@pytest.fixture
def ending(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """A vote on a budget whose end has come, with mails and older acts to enter: something for every job."""
    with app.app_context():
        voting = open_voting(clock, costs=(60, 50, 40, 10), kind=VotingKind.BUDGET, ceiling=100, maximum=4)
        for number in range(6):
            voting.cast(voting.place.person(name=f"Voisin {number}"), 1 + number % 4, 4)
        clock.set(voting.ends)
        post()
        yield voting


def standing(question_id: int) -> tuple[object, ...]:
    """Return everything that jobs change, in brief."""
    question = db.session.get_one(VotingQuestion, question_id)
    mails = sa.select(OutboxMessage.dedupe_key, OutboxMessage.attempt_count).order_by(OutboxMessage.id)
    sent = [tuple(row) for row in db.session.execute(mails)]
    counted = (question.state, question.figures, question.count_state, question.count_progress)
    db.session.rollback()
    return (*counted, sent, trace())


def test_trust_16_jobs_killed_after_every_single_commit_do_everything_once(
    stage: Stage, ending: Voting, clock: FixedClock
) -> None:
    names, before = list(worker.JOBS), standing(ending.question_id)
    for _ in range(MOST_KILLS):
        # Whatever the worker would do after its first commit is left undone, the acknowledgement first of all.
        outcome = stage.do("work", cut_at="after_commit", jobs=names)
        assert (outcome.is_cut_off, outcome.refusals) == (True, [])
        assert faults_after(ending.question_id, []) == []
        after = standing(ending.question_id)
        if after == before:
            break
        before = after
    clock.advance(minutes=10)
    done = [standing(ending.question_id) for _ in range(2) if stage.do("work", jobs=names).code == 0]
    assert done[0] == done[1]
    question = ending.question
    assert question.count_state is CountState.DONE
    assert question.figures is not None
    assert question.figures["ballots"] == 6
    assert len(entries(ending.question_id, "voting.closed")) == 1
    assert faults_of_ledger() == []
