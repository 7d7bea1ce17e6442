"""The PostgreSQL server is killed in mid-vote, again and again: what was answered is there when it comes back.

SQLite has no server: there it is the processes that write which are killed, all of them at once.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask

from app.features.ballots import queries
from app.foundation.database import db
from tests.support.applications import Workplace
from tests.support.clock import FixedClock
from tests.support.crashing import CrashingCluster
from tests.support.databases import PostgresqlDatabase, make_postgresql_template
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.stage import Stage, StageHands, kill
from tests.support.voting import Voting, entries, open_voting

ROUNDS = 8
WORKERS = 4
PEOPLE = 40


@pytest.fixture
def hands() -> Iterator[StageHands]:
    """The process that forks the others."""
    made = StageHands()
    yield made
    made.close()


@pytest.fixture
def cluster() -> Iterator[CrashingCluster]:
    """A cluster of this drill's own."""
    made = CrashingCluster()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def own_workplace(cluster: CrashingCluster, tmp_path: Path) -> Iterator[Workplace]:
    """A migrated database on that cluster."""
    make_postgresql_template(cluster.server, tmp_path)
    database = PostgresqlDatabase(server=cluster.server, name="killed")
    place = Workplace(database=database, data_folder=tmp_path / "data")
    yield place
    place.close()


def test_trust_11_the_database_server_killed_in_mid_vote_loses_nothing_that_was_answered(
    own_workplace: Workplace,
    cluster: CrashingCluster,
    hands: StageHands,
    clock: FixedClock,
    figures: Callable[..., None],
) -> None:
    def end_everything(_pids: list[int]) -> None:
        cluster.kill_at_once()

    stage = Stage(hands, own_workplace)
    with own_workplace.app.app_context():
        rounds(stage, open_voting(clock), end_everything, figures, begin_again=cluster.start_again)


@pytest.mark.sqlite_only
def test_trust_11_every_process_killed_at_once_in_mid_vote_loses_nothing_that_was_answered(
    app: Flask, workplace: Workplace, hands: StageHands, clock: FixedClock, figures: Callable[..., None]
) -> None:
    def end_everything(pids: list[int]) -> None:
        for pid in pids:
            kill(pid)

    with app.app_context():
        rounds(Stage(hands, workplace), open_voting(clock), end_everything, figures)


def rounds(
    stage: Stage,
    voting: Voting,
    end_everything: Callable[[list[int]], None],
    figures: Callable[..., None],
    *,
    begin_again: Callable[[], None] = lambda: None,
) -> None:
    """Vote until everything is killed, begin again and look; several times."""
    dice, answered = Random(11), set[str]()
    people = [voting.place.person(name=f"Voisine {number}").user_id for number in range(PEOPLE)]
    for number in range(ROUNDS):
        jobs = [
            stage.job(
                "cast_for_ever", people=people, question_id=voting.question_id, seed=100 * number + each
            )
            for each in range(WORKERS)
        ]
        outcomes = stage.run_together(jobs, After(dice.randint(20, 120), end_everything))
        answered |= {leaf for outcome in outcomes.values() for leaf in outcome.leaves}
        db.session.remove()
        db.engine.dispose()
        begin_again()
        assert faults_after(voting.question_id, answered) == []
        assert faults_of_ledger() == []
    recorded = [entry["leaf"] for entry in entries(voting.question_id, "ballot.cast")]
    lost = len(answered - set(recorded))
    figures(
        killed=ROUNDS, answered=len(answered), found=len(answered) - lost, lost=lost,
        recorded_unanswered=len(set(recorded) - answered), doubled=len(recorded) - len(set(recorded)),
    )  # fmt: skip
    assert len(recorded) - len(answered) <= ROUNDS * WORKERS
    assert queries.count_ballots(voting.question_id) <= PEOPLE


class After:
    """Ends everything, once, after so many lines."""

    def __init__(self, lines: int, end: Callable[[list[int]], None]) -> None:
        self.lines = lines
        self.end = end

    def __call__(self, _said: dict[str, Any], pids: list[int]) -> None:
        """Hear one line of a process."""
        self.lines -= 1
        if self.lines == 0:
            self.end(pids)
