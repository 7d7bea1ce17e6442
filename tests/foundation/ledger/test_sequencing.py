"""Entries are placed in batches sorted by hash; none crosses a closing, none is lost, none is placed twice."""

import subprocess
import sys
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.foundation.database import db, transaction
from app.foundation.ledger.entering import NewEntry, enter_many
from app.foundation.ledger.models import LedgerEntry, LedgerLog, LedgerSequence
from app.foundation.ledger.sequencing import ENTRIES_AT_ONCE, list_waiting, sequence
from config import ROOT
from tests.support.applications import Workplace
from tests.support.ledger_tree import AT, enter_acts, only_log, place_all, placed, require_sound_tree
from tests.support.together import do_together

LATER = timedelta(hours=3)
CRASH = 86


def test_entries_are_placed_once_and_each_batch_is_sorted_by_hash(db_session: Any) -> None:
    for count in (3, 1, 6, 0, 5):
        enter_acts(*["support.given"] * count)
        assert place_all() == count
    assert place_all() == 0
    require_sound_tree()
    assert {row[1] for row in placed()} == {1, 2, 3, 4}


def test_no_batch_crosses_a_closing_which_stands_alone(db_session: Any) -> None:
    enter_acts(
        "ballot.cast", "support.given", "voting.closed", "support.given", "consultation.closed",
        "voting.closed", "moderation.decided",
    )  # fmt: skip
    assert place_all() == 7
    rows = placed()
    assert {row[2] for row in rows[:2]} == {"ballot.cast", "support.given"}
    assert [row[2] for row in rows[2:]] == [
        "voting.closed", "support.given", "consultation.closed", "voting.closed", "moderation.decided",
    ]  # fmt: skip
    assert [row[1] for row in rows] == [1, 1, 2, 3, 4, 5, 6]
    require_sound_tree()


def test_the_tree_of_each_log_grows_by_itself(db_session: Any) -> None:
    enter_acts("support.given", consultation_id=7)
    enter_acts("support.given", "support.given", consultation_id=8)
    assert len(list_waiting()) == 2
    assert place_all() == 3
    assert list_waiting() == []
    assert sorted(db.session.scalars(sa.select(LedgerLog.size))) == [1, 2]


def test_more_than_a_few_thousand_entries_are_placed_some_at_a_time(db_session: Any) -> None:
    enter_acts(*["support.given"] * (ENTRIES_AT_ONCE + 500))
    assert [place_all(AT + LATER) for _ in range(3)] == [ENTRIES_AT_ONCE, 500, 0]
    require_sound_tree()


def test_workers_that_place_at_the_same_time_place_each_entry_once(app: Flask) -> None:
    with app.app_context():
        enter_acts(*["support.given"] * 40)
        log_id = only_log().id

    def place() -> int:
        with transaction() as now:
            return sequence(log_id, now)

    assert sorted(do_together(app, [place] * 4)) == [0, 0, 0, 40]  # type: ignore[type-var]
    with app.app_context():
        require_sound_tree()


def test_the_mark_advances_only_past_entries_old_enough(db_session: Any) -> None:
    enter_acts("support.given")
    place_all(AT)
    assert only_log().low_entry_id == 0
    enter_acts("support.given")
    place_all(AT + LATER)
    assert only_log().low_entry_id == db.session.scalar(sa.select(sa.func.max(LedgerEntry.id)))


@pytest.mark.parametrize(
    "how", ["within the margin", "long after, found at a closing", "asked to be thorough"]
)
def test_an_entry_that_becomes_visible_late_is_never_lost(app: Flask, how: str) -> None:
    """A vote's transaction takes its number early and commits after entries with larger numbers were placed."""
    entered, may_commit = Event(), Event()

    def enter_slowly() -> None:
        with app.app_context():
            with transaction():
                enter_many(
                    collectivity_id=25, consultation_id=7, now=AT, entries=[NewEntry("support.given", {}, "slow")]
                )  # fmt: skip
                entered.set()
                assert may_commit.wait(30)
            db.session.remove()

    with app.app_context():
        enter_acts("support.given")
        if db.engine.dialect.name == "sqlite":  # one writer at a time: nobody is ever late
            may_commit.set()
        slow = Thread(target=enter_slowly)
        slow.start()
        assert entered.wait(30)
        if db.engine.dialect.name == "sqlite":
            slow.join()
        enter_acts("proposal.published")
        placed_at = AT if how == "within the margin" else AT + LATER
        place_all(placed_at)
        place_all(placed_at)
        may_commit.set()
        slow.join()
        if how == "long after, found at a closing":
            enter_acts("voting.closed")
        with transaction():
            sequence(only_log().id, AT, is_thorough=how == "asked to be thorough")
        subjects = set(db.session.scalars(sa.select(LedgerEntry.subject).join(LedgerSequence)))
        assert "slow" in subjects
        require_sound_tree()


def test_placing_does_not_wait_for_a_vote_under_way_nor_the_vote_for_it(app: Flask) -> None:
    """On PostgreSQL both lock the row of the log, in ways that let each other pass."""
    with app.app_context():
        enter_acts("support.given")
        if db.engine.dialect.name == "sqlite":
            return
        with db.engine.connect() as voter:
            log_id = only_log().id
            voter.execute(
                sa.insert(LedgerEntry).values(
                    log_id=log_id,
                    kind="ballot.cast",
                    body="{}",
                    leaf_hash="0" * 64,
                    recorded_at=AT,
                    revision=1,
                )
            )
            assert place_all() == 1
            voter.rollback()
        with transaction() as now:
            sequence(log_id, now)
            with db.engine.connect() as voter:
                voter.execute(sa.text("SET lock_timeout = '1s'"))
                voter.execute(
                    sa.insert(LedgerEntry).values(
                        log_id=log_id,
                        kind="ballot.cast",
                        body="{}",
                        leaf_hash="0" * 64,
                        recorded_at=AT,
                        revision=1,
                    )
                )
                voter.rollback()


@pytest.mark.parametrize("place", ["before_commit", "after_commit"])
def test_a_worker_that_dies_while_placing_leaves_a_sound_tree(workplace: Workplace, place: str) -> None:
    with workplace.app.app_context():
        enter_acts("ballot.cast", "voting.closed", "support.given")
        place_all()
        enter_acts(*["support.given"] * 5, "consultation.closed")
        log_id = only_log().id
        db.session.remove()
        db.engine.dispose()
        code = f"""
from pathlib import Path
from app import create_app
from app.foundation import failpoints
from app.foundation.database import transaction
from app.foundation.ledger import sequencing
from config import Config
data_folder = Path({str(workplace.data_folder)!r})
app = create_app(Config.for_tests(database_url={workplace.database.url!r}, data_folder=data_folder))
with app.app_context():
    failpoints.arm({place!r})
    with transaction() as now:
        sequencing.sequence({log_id}, now)
"""
        ended = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
        )
        assert ended.returncode == CRASH, ended.stderr
        assert len(placed()) == (3 if place == "before_commit" else 9)
        require_sound_tree()
        place_all()
        assert len(placed()) == 9
        require_sound_tree()
