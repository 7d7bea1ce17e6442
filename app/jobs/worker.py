"""The program that runs every job again and again, until it is asked to stop."""

import signal
import threading
from collections.abc import Callable, Mapping
from types import FrameType

from flask import Flask, current_app

from app.foundation.database import db
from app.foundation.logs import logger
from app.jobs import clock, counting, delivery, helping, ledger, privacy, retention

PAUSE_SECONDS = 2
Job = Callable[[], object]

JOBS: Mapping[str, Job] = {
    "open_due_consultations": clock.open_due_consultations,
    "close_due_consultations": clock.close_due_consultations,
    "open_due_votes": clock.open_due_votes,
    "close_due_votes": clock.close_due_votes,
    "count_due_votes": counting.count_due_votes,
    "end_due_help": helping.end_due_help,
    "begin_ledger": ledger.begin_ledger,
    "sequence_ledger": ledger.sequence_ledger,
    "verify_ledger": ledger.verify_ledger,
    "prepare_exports": ledger.prepare_exports,
    "destroy_due_keys": ledger.destroy_due_keys,
    "deliver_waiting": lambda: delivery.deliver_waiting(_app()),
    "close_final_cases": clock.close_final_cases,
    "forget_old_input": clock.forget_old_input,
    "apply_retention": retention.apply_retention,
    "finish_erasures": privacy.finish_erasures,
    "prepare_personal_exports": privacy.prepare_personal_exports,
}
# These need no more than a run now and then; the others run at every turn.
EVERY_SO_MANY_TURNS = {
    "begin_ledger": 1800,
    "sequence_ledger": 20,  # some forty seconds: larger batches tell less about when somebody voted
    "verify_ledger": 30,
    "prepare_exports": 150,
    "destroy_due_keys": 900,
    "close_final_cases": 1800,
    "forget_old_input": 1800,
    "apply_retention": 1800,
    "finish_erasures": 30,
}


def run_once() -> list[str]:
    """Run every job once; return the names of those that failed, whose rows stay due."""
    return [name for name in JOBS if not run(name)]


def run(name: str) -> bool:
    """Run one job; a fault is logged, and what it was about stays due."""
    try:
        JOBS[name]()
    except Exception:
        logger().exception("job_failed", job=name)
        return False
    finally:
        db.session.remove()
    return True


def work(stop: threading.Event) -> None:
    """Run the jobs until `stop` is set; the one under way is finished first."""
    turn = 0
    while not stop.is_set():
        for name in JOBS:
            if not stop.is_set() and turn % EVERY_SO_MANY_TURNS.get(name, 1) == 0:
                run(name)
        turn += 1
        stop.wait(PAUSE_SECONDS)


def stop_on_signals(stop: threading.Event) -> None:
    """Make SIGINT and SIGTERM end the work after the job under way."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
