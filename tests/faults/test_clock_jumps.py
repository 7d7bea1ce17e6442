"""Clocks that jump, and processes whose clocks differ: the ledger keeps its order, and a closed vote stays closed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.ballots import commands
from app.features.ballots.types import VotingState
from app.foundation.database import db, transaction
from app.foundation.ledger.models import LedgerEntry, LedgerSequence
from app.foundation.policy import Actor
from tests.support.applications import Workplace
from tests.support.clock import FixedClock
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.stage import Outcome, Stage, let_go
from tests.support.voting import Voting, entries, settle

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INSTANT = timedelta(milliseconds=1)


class Ballots:
    """One ballot after the other, each by a process with a clock of its own."""

    def __init__(self, stage: Stage, voting: Voting) -> None:
        self.stage, self.question_id = stage, voting.question_id
        self.answered: list[str] = []

    def do(self, act: str, actor: Actor, now: datetime, **arguments: object) -> Outcome:
        """Let a process vote, or take a ballot back, at the instant that its clock shows."""
        job = self.stage.job(act, now=now, user_id=actor.user_id, question_id=self.question_id, **arguments)
        outcome = self.stage.run(job)
        self.answered += outcome.leaves
        return outcome

    def work(self, now: datetime, *jobs: str) -> None:
        """Let the jobs run in a process whose clock shows an instant."""
        outcome = self.stage.run(self.stage.job("work", now=now, jobs=list(jobs)))
        assert (outcome.code, outcome.refusals) == (0, [])

    def faults(self) -> list[str]:
        """Return what is wrong with the vote and its ledger."""
        return [
            *faults_after(self.question_id, self.answered),
            *faults_of_ledger(),
            *batches_across_a_closing(),
        ]


@pytest.fixture
def ballots(stage: Stage, voting: Voting) -> Ballots:
    """Ballots of the open vote."""
    return Ballots(stage, voting)


def batches_across_a_closing() -> list[str]:
    """Return what stands beside or after a vote's closing in the tree though it was entered before, and vice versa."""
    let_go()
    statement = sa.select(
        LedgerSequence.position, LedgerSequence.batch, LedgerEntry.id, LedgerEntry.kind
    ).join(LedgerEntry, LedgerEntry.id == LedgerSequence.entry_id)
    rows = db.session.execute(statement.order_by(LedgerSequence.log_id, LedgerSequence.position)).all()
    found = []
    for closing in (row for row in rows if row.kind == "voting.closed"):
        for row in rows:
            is_ballot = row.kind.startswith("ballot.")
            if row.batch == closing.batch and row.id != closing.id:
                found.append("something shares the batch of a closing")
            if is_ballot and row.position > closing.position:
                found.append("a ballot stands after the closing")
    return found


def test_trust_19_a_clock_that_goes_back_an_hour_or_forward_a_day_leaves_no_gap(
    ballots: Ballots, voting: Voting, people: list[Actor], clock: FixedClock
) -> None:
    now = clock.advance(days=3)
    for number, shift in enumerate([-HOUR, DAY, -DAY, 0 * HOUR]):
        for actor in people[:2]:
            act = "withdraw" if number == 2 else "cast"
            wish = {} if number == 2 else {"choices": [1 + number]}
            assert ballots.do(act, actor, now + shift, **wish).refusals == []
        ballots.work(now - shift, "sequence_ledger")
    assert ballots.faults() == []
    assert len(entries(voting.question_id, "ballot.cast", "ballot.withdrawn")) == 8


def test_trust_19_a_clock_that_goes_back_over_the_closing_reopens_nothing(
    ballots: Ballots, voting: Voting, people: list[Actor], clock: FixedClock
) -> None:
    ends, amina = voting.ends, people[0]
    clock.set(ends)
    assert ballots.do("cast", amina, ends - INSTANT, choices=[1]).leaves != []
    for late in (ends, ends + INSTANT, ends + DAY):
        assert ballots.do("cast", people[1], late, choices=[2]).leaves == []
    # Not recorded as closed yet, and the clock of one worker is an hour behind: its ballot is in, and counted.
    assert ballots.do("cast", people[2], ends - HOUR, choices=[3]).leaves != []
    ballots.work(ends, "close_due_votes")
    for early in (ends - INSTANT, ends - HOUR, ends - DAY):
        assert ballots.do("cast", people[3], early, choices=[4]).leaves == []
        assert ballots.do("withdraw", amina, early).leaves == []
        ballots.work(early, "close_due_votes", "sequence_ledger")
    figures = voting.question.figures or {}
    assert figures["tally"] == [[1, 1], [2, 0], [3, 1], [4, 0]]
    assert len(entries(voting.question_id, "voting.closed")) == 1
    assert ballots.faults() == []


def test_trust_19_a_clock_that_runs_ahead_closes_once_and_everything_counted_stands_before(
    ballots: Ballots, voting: Voting, people: list[Actor], clock: FixedClock
) -> None:
    ends = voting.ends
    clock.set(ends - DAY)
    for actor in people[:4]:
        assert ballots.do("cast", actor, ends - DAY, choices=[1, 4]).leaves != []
    ballots.work(ends + DAY, "close_due_votes", "sequence_ledger")
    assert ballots.do("cast", people[5], ends - DAY, choices=[2]).leaves == []
    ballots.work(ends - DAY, "sequence_ledger", "verify_ledger")
    clock.set(ends + 2 * DAY)
    ballots.work(ends + 2 * DAY, "close_due_votes", "sequence_ledger")
    db.session.expire_all()
    assert voting.question.state is VotingState.CLOSED
    assert (voting.question.figures or {})["tally"] == [[1, 4], [2, 0], [3, 0], [4, 4]]
    assert ballots.faults() == []


def test_trust_19_what_is_under_way_while_the_clock_jumps_a_day_finds_its_place_later(
    app: Flask, ballots: Ballots, voting: Voting, people: list[Actor], clock: FixedClock, workplace: Workplace
) -> None:
    entered, others_are_done = Event(), Event()
    question_id, now = voting.question_id, clock()
    settle(people[1], voting.place.collectivity.territory_id)  # so that they do not wait for the same counter

    def vote_slowly() -> None:
        with app.app_context():
            with transaction() as instant:
                commands.cast(actor=people[0], question=voting.question, choices=[1], now=instant)
                entered.set()
                if workplace.database.url.startswith("postgresql"):  # SQLite has one writer at a time
                    assert others_are_done.wait(timeout=60)
            db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(vote_slowly)
        assert entered.wait(timeout=60)
        assert ballots.do("cast", people[1], now, choices=[2]).leaves != []
        ballots.work(now + DAY, "sequence_ledger")
        others_are_done.set()
        slow.result(timeout=60)
    ballots.work(now + HOUR, "sequence_ledger", "verify_ledger")
    clock.advance(days=2)
    assert len(entries(question_id, "ballot.cast")) == 2
    assert ballots.faults() == []
