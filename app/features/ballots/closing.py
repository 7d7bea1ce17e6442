"""What is counted and frozen when a vote closes, from the ballots themselves."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.features.ballots import queries
from app.features.ballots.commitments import digest_of_openings
from app.features.ballots.models import Ballot, BallotTurnout, VotingQuestion
from app.features.ballots.suppressing import suppress
from app.foundation.database import db
from app.foundation.logs import logger


def count(question: VotingQuestion) -> dict[str, Any]:
    """Return the figures of a vote: ballots, turnout without small groups, how often each choice is named."""
    opened = list(queries.openings(question.id))
    named = Counter(number for ballot in opened for number in ballot["choices"])
    tally = {choice.number: named[choice.number] for choice in queries.list_choices(question.id)}
    _compare(question, tally=tally, ballots=len(opened), turnout=queries.list_turnout(question.id))
    return {
        "ballots": len(opened),
        **count_turnout(question.id),
        "tally": [[number, tally[number]] for number in sorted(tally)],
        "openings": digest_of_openings(opened),
    }


def count_turnout(question_id: int) -> dict[str, Any]:
    """Return the figures of who took part: ballots taken back, and without small groups channels and territories."""
    turnout = queries.list_turnout(question_id)
    return {
        "withdrawn": _count_withdrawn(question_id),
        "channels": _figures((cell.channel.value, cell.count) for cell in turnout),
        "territories": _figures((cell.territory_id, cell.count) for cell in turnout),
    }


def _figures(cells: Iterable[tuple[Any, int]]) -> list[list[Any]]:
    """Return [[key, count or None where it is not shown]…] of one way to tell ballots apart."""
    sums: Counter[Any] = Counter()
    for key, number in cells:
        sums[key] += number
    shown = suppress(sums)
    return [[key, shown[key]] for key in sorted(shown, key=lambda key: (key is None, key))]


def _count_withdrawn(question_id: int) -> int:
    statement = (
        sa.select(sa.func.count())
        .select_from(Ballot)
        .where(Ballot.question_id == question_id, Ballot.is_withdrawn)
    )
    return db.session.scalar(statement) or 0


def _compare(
    question: VotingQuestion, *, tally: dict[int, int], ballots: int, turnout: list[BallotTurnout]
) -> None:
    """Say loudly when the counters kept beside the ballots differ from them; the ballots decide."""
    counted = sum(cell.count for cell in turnout)
    if counted != ballots or queries.tally(question.id) != tally:
        logger().error("ballot_counters_differ", question_id=question.id, ballots=ballots, counted=counted)
