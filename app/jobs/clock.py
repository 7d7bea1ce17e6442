"""What happens because an instant has come: consultations open and close, old input is forgotten.

The rows themselves are the queue: each act is one transaction, may be run again, and loses nothing when cut short.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from app.features.consultations import commands, queries
from app.features.reports.queries import count_figures
from app.foundation import clock, kept_input
from app.foundation.database import db, transaction
from app.foundation.errors import DomainError
from app.foundation.logs import logger
from app.foundation.policy import SYSTEM


def open_due_consultations() -> int:
    """Record the opening of every consultation whose instant has come; return how many."""
    return _each(queries.list_due_to_open, _open)


def close_due_consultations() -> int:
    """Record the closing of every consultation that is over, with its figures; return how many."""
    return _each(queries.list_due_to_close, _close)


def forget_old_input() -> int:
    """Delete what visitors typed and nobody came back for."""
    with transaction() as now:
        kept_input.forget_old(now=now)
    return 0


def _open(consultation_id: int, now: datetime) -> None:
    consultation = queries.get_by_id(consultation_id)
    commands.open_consultation(actor=SYSTEM, consultation=consultation, now=now)


def _close(consultation_id: int, now: datetime) -> None:
    consultation = queries.get_by_id(consultation_id)
    commands.close_consultation(actor=SYSTEM, consultation=consultation, count_figures=count_figures, now=now)


def _each(list_due: Callable[..., Iterable[int]], act: Callable[[int, datetime], None]) -> int:
    """Do `act` for everything due, each in its own transaction; one that is refused holds up no other."""
    due = list(list_due(now=clock.now()))
    db.session.rollback()
    return sum(_done(consultation_id, act) for consultation_id in due)


def _done(consultation_id: int, act: Callable[[int, datetime], None]) -> bool:
    try:
        with transaction() as now:
            act(consultation_id, now)
    except DomainError as refusal:
        # Another worker was faster, or the database is busy: what is still due is found again next time.
        logger().info(
            "job_refused", job=act.__name__, consultation_id=consultation_id, reason=type(refusal).__name__
        )
        return False
    return True
