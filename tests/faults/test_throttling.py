"""Attempts are counted in the database, so that several processes share one count (trust.md 33)."""

from app.features.accounts import throttling
from app.foundation.database import db
from tests.support.clock import FixedClock
from tests.support.stage import Stage


def test_trust_33_several_processes_share_one_count(
    stage: Stage, clock: FixedClock, db_session: object
) -> None:
    db.session.rollback()
    arguments = {"times": 4, "network": "203.0.113.0/24", "account": "amina@example.org"}
    outcomes = stage.run_together([stage.job("try_password", **arguments) for _ in range(4)])
    answers = [answer for outcome in outcomes.values() for answer in outcome.all("within")]
    assert (len(answers), answers.count(True)) == (16, throttling.TRY_PASSWORD.for_account)
