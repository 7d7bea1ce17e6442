"""What happens because an instant has come: consultations and votes open and close, old input is forgotten.

The rows themselves are the queue: each act is one transaction, may be run again, and loses nothing when cut short.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from app.features.ballots import commands as voting
from app.features.ballots import queries as votes
from app.features.consultations import commands, queries
from app.features.moderation import cases
from app.features.moderation import queries as moderation
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


def open_due_votes() -> int:
    """Record the opening of every vote whose instant has come; return how many."""
    return _each(votes.list_due_to_open, _open_vote)


def close_due_votes() -> int:
    """Record the closing of every vote that is over, with its figures; return how many."""
    return _each(votes.list_due_to_close, _close_vote)


def close_final_cases() -> int:
    """Close every case of moderation in which nothing can be appealed any more; return how many."""
    return _each(moderation.list_due_for_closing, _close_case)


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


def _open_vote(question_id: int, now: datetime) -> None:
    voting.open(actor=SYSTEM, question=votes.get_by_id(question_id), now=now)


def _close_vote(question_id: int, now: datetime) -> None:
    voting.close(actor=SYSTEM, question=votes.get_by_id(question_id), now=now)


def _close_case(case_id: int, now: datetime) -> None:
    cases.close_final(case_id, now=now)


def _each(list_due: Callable[..., Iterable[int]], act: Callable[[int, datetime], None]) -> int:
    """Do `act` for everything due, each in its own transaction; one that is refused holds up no other."""
    due = list(list_due(now=clock.now()))
    db.session.rollback()
    return sum(_done(row_id, act) for row_id in due)


def _done(row_id: int, act: Callable[[int, datetime], None]) -> bool:
    try:
        with transaction() as now:
            act(row_id, now)
    except DomainError as refusal:
        # Another worker was faster, or the database is busy: what is still due is found again next time.
        logger().info("job_refused", job=act.__name__, row_id=row_id, reason=type(refusal).__name__)
        return False
    return True
