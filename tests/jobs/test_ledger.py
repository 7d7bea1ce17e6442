"""The jobs of the ledger: a backlog is worked off in one run, and every key has its last day."""

from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.consultations.types import ConsultationState
from app.foundation import clock as application_clock
from app.foundation.database import db
from app.foundation.ledger import keys, pseudonyms, sequencing
from app.foundation.ledger.models import LedgerEntry, LedgerSequence
from app.jobs import ledger
from tests.support import deciding
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.ledger_tree import enter_acts, placed, require_sound_tree

AT_ONCE = 20


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few entries in one transaction that a backlog needs several."""
    monkeypatch.setattr(sequencing, "ENTRIES_AT_ONCE", AT_ONCE)
    monkeypatch.setattr(ledger, "PAUSE_SECONDS", 0)


def test_a_backlog_is_worked_off_in_one_run_across_a_closing(app: Flask) -> None:
    with app.app_context():
        enter_acts(*["ballot.cast"] * 50, "voting.closed", *["support.given"] * 25)
        assert ledger.sequence_ledger() == 76
        assert sequencing.list_waiting() == []
        kinds = [row[2] for row in placed()]
        assert kinds == ["ballot.cast"] * 50 + ["voting.closed"] + ["support.given"] * 25
        (closing,) = {batch for _place, batch, kind, _leaf in placed() if kind == "voting.closed"}
        assert [row[1] for row in placed()].count(closing) == 1
        require_sound_tree()


def test_between_two_transactions_of_a_backlog_others_write(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's act is committed in each pause: the lock is free, and what is placed so far is seen."""
    seen: list[int] = []

    def act() -> None:
        with app.app_context():
            enter_acts("support.taken_back", consultation_id=7)
            seen.append(db.session.scalar(sa.select(sa.func.count()).select_from(LedgerSequence)) or 0)
            db.session.remove()

    def let_one_act() -> None:
        other = Thread(target=act)
        other.start()
        other.join(30)

    monkeypatch.setattr(ledger, "let_others_write", let_one_act)
    with app.app_context():
        enter_acts(*["support.given"] * (3 * AT_ONCE))
        assert ledger.sequence_ledger() == 3 * AT_ONCE + len(seen)
        assert seen == [AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE]
        require_sound_tree()


def test_a_log_that_cannot_grow_keeps_no_other_waiting(app: Flask) -> None:
    with app.app_context():
        enter_acts("support.given", consultation_id=7)
        first = db.session.scalars(sa.select(LedgerEntry.log_id)).one()
        enter_acts("support.given", consultation_id=8)
        with db.engine.begin() as outside:  # somebody wrote into its tree
            outside.execute(sa.text(f"UPDATE ledger_log SET size = 5 WHERE id = {first}"))
        with pytest.raises(LookupError):
            ledger.sequence_ledger()
        assert sequencing.list_waiting() == [first]


class TestTheDayOfTheKey:
    """A consultation without a vote has a key too: supports stand under pseudonyms made with it."""

    @pytest.fixture
    def place(self, db_session: Any) -> Consulting:
        made = make_consulting()
        supporter, proposal_id = made.person(), made.published(made.person())
        deciding.support(made, proposal_id, supporter)
        return made

    def day_of(self, place: Consulting) -> date | None:
        db.session.rollback()
        key = pseudonyms.find_key(place.consultation_id)
        assert key is not None
        return key.destroy_on

    def test_none_is_stated_while_a_vote_may_still_come(self, place: Consulting) -> None:
        ledger.destroy_due_keys()
        assert self.day_of(place) is None

    @pytest.mark.parametrize("state", [ConsultationState.ANSWERED, ConsultationState.CANCELLED])
    def test_it_comes_when_the_time_for_appeals_is_over(
        self, place: Consulting, clock: FixedClock, state: ConsultationState
    ) -> None:
        place.set(state=state, closed_at=application_clock.now(), appeal_days=14, appeal_decision_days=7)
        assert ledger.destroy_due_keys() == 0
        day = self.day_of(place)
        assert day == application_clock.now().date() + timedelta(days=21)
        clock.advance(days=20)
        assert ledger.destroy_due_keys() == 0
        assert self.day_of(place) == day, "what was stated stays"
        clock.advance(days=1)
        assert ledger.destroy_due_keys() == 1
        assert keys.read_secret(pseudonyms.file_of(place.consultation_id)) is None
