"""Help sessions whose half hour is over are ended, and the persons told what was done."""

from app.features.helping import commands, queries
from app.features.helping.types import EndedBy
from app.foundation import clock
from app.foundation.database import db, transaction


def end_due_help() -> int:
    """End every help session that is over, each in its own transaction; return how many."""
    due = queries.list_due_to_end(now=clock.now())
    db.session.rollback()
    return sum(_end(session_id) for session_id in due)


def _end(session_id: int) -> bool:
    with transaction() as now:
        return commands.end(session_id=session_id, ended_by=EndedBy.CLOCK, now=now)
