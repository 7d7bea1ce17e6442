"""Counting closed votes by the rules for budgets: long work, outside any transaction, with its progress stored."""

from app.features.ballots import commands, queries
from app.features.ballots.counting.types import Election
from app.features.ballots.results import count_by_both_rules, election_of
from app.features.ballots.types import CountState
from app.foundation.database import db, transaction
from app.foundation.logs import logger


def count_due_votes() -> int:
    """Count every closed vote whose counting is not done; one that a killed worker began is begun anew."""
    due = queries.list_due_to_count()
    db.session.rollback()
    return sum(_count(question_id) for question_id in due)


def _count(question_id: int) -> bool:
    election = _election(question_id)
    progress = _Progress(question_id)
    try:
        results = count_by_both_rules(election, progress=progress)
    except Exception:  # the figures of the closing stand; whoever runs the platform is told, once
        logger().exception("votes_not_counted", question_id=question_id)
        _record(question_id, CountState.FAILED, progress.percent)
        return False
    with transaction():
        commands.record_count(
            question=queries.get_by_id(question_id), state=CountState.DONE, progress=100, results=results
        )
    return True


def _election(question_id: int) -> Election:
    question, choices = queries.get_by_id(question_id), queries.list_choices(question_id)
    election = election_of(question, choices, queries.openings(question_id))
    db.session.rollback()
    return election


def _record(question_id: int, state: CountState, percent: int) -> None:
    with transaction():
        commands.record_count(question=queries.get_by_id(question_id), state=state, progress=percent)


class _Progress:
    """Stores how much is done, in whole percents, each at most once."""

    def __init__(self, question_id: int) -> None:
        self.question_id, self.percent = question_id, 0
        _record(question_id, CountState.COUNTING, 0)

    def __call__(self, done: float) -> None:
        percent = min(99, int(done * 100))
        if percent > self.percent:
            self.percent = percent
            _record(self.question_id, CountState.COUNTING, percent)
