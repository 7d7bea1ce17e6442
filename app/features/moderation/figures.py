"""Public figures of moderation, month by month, in the collectivity's own months; each has one definition."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.features.discussion.models import Comment
from app.features.moderation.models import Appeal, AppealRuling, ModerationCase, ModerationDecision
from app.features.moderation.types import AppealOutcome, Decision, Source
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.foundation.clock import instant_of, local_date
from app.foundation.database import db
from app.foundation.i18n import LazyText, _l

MONTHS = 24
Month = tuple[int, int]
KEPT = frozenset({Decision.PUBLISH, Decision.KEEP, Decision.RESTORE})
HIDDEN = frozenset({Decision.HIDE, Decision.REFUSE, Decision.REMOVE})
OVERTURNED = (AppealOutcome.OVERTURNED, AppealOutcome.PARTLY)

# Column → (heading, its one definition), in the order of the page.
DEFINITIONS: dict[str, tuple[LazyText, LazyText]] = {
    "received": (
        _l("Received"),
        _l("Proposals and comments sent in the month, by every channel, whatever became of them."),
    ),
    "kept": (
        _l("Published or kept"),
        _l("Decisions of the month that published a text, left it where it is or showed it again."),
    ),
    "hidden": (
        _l("Hidden or refused"),
        _l("Decisions of the month that hid a text, refused it or removed it as illegal."),
    ),
    "returned": (
        _l("Returned to authors"),
        _l("Decisions of the month that sent a text, or a change of it, back to its author."),
    ),
    "labelled": (_l("Labelled"), _l("Decisions of the month that put a label beside a text.")),
    "appealed": (
        _l("Appealed"),
        _l("Decisions against which a first appeal was lodged in the month, whenever they were taken."),
    ),
    "overturned": (
        _l("Overturned"),
        _l("Appeals decided in the month after which the decision did not stand as it was."),
    ),
    "decision_hours": (
        _l("Hours to the decision"),
        _l(
            "Median of the hours from when a text began to wait (sent, reported, ordered) to the first decision, for"
            " first decisions of the month. What moderators took up themselves did not wait and is left out."
        ),
    ),
    "appeal_hours": (
        _l("Hours to the decision on appeal"),
        _l(
            "Median of the hours from the first appeal to the decision on it, for those decided in the month."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class MonthOfModeration:
    """The figures of one month; hours are rounded to halves, None when nothing was decided."""

    year: int
    month: int
    received: int = 0
    kept: int = 0
    hidden: int = 0
    returned: int = 0
    labelled: int = 0
    appealed: int = 0
    overturned: int = 0
    decision_hours: float | None = None
    appeal_hours: float | None = None


def months_of_moderation(
    *, collectivity_id: int, time_zone: str, now: datetime, months: int = MONTHS
) -> list[MonthOfModeration]:
    """Return the last months, this one included and first, without those before anything happened; five queries."""
    last = local_date(now, time_zone)
    wanted = [_before((last.year, last.month), back) for back in range(months)]
    begins = instant_of(datetime(*wanted[-1], 1), time_zone)  # noqa: DTZ001
    month_of = _by_month(time_zone)
    received = _counted(month_of, _sent(collectivity_id, begins))
    decided = _group(month_of, _decisions(collectivity_id, begins))
    appealed = _counted(month_of, _first_appeals(collectivity_id, begins))
    ruled = _group(month_of, _rulings(collectivity_id, begins))
    shown = [
        _month(each, received.get(each, 0), decided.get(each, ()), appealed.get(each, 0), ruled.get(each, ()))
        for each in wanted
    ]
    while len(shown) > 1 and shown[-1] == MonthOfModeration(shown[-1].year, shown[-1].month):
        shown.pop()
    return shown


def _before(month: Month, back: int) -> Month:
    year, index = divmod(month[0] * 12 + month[1] - 1 - back, 12)
    return year, index + 1


def _by_month(time_zone: str) -> Callable[[datetime], Month]:
    def month_of(instant: datetime) -> Month:
        day = local_date(instant, time_zone)
        return day.year, day.month

    return month_of


def _group(month_of: Callable[[datetime], Month], rows: Iterable[Any]) -> dict[Month, list[Any]]:
    """Return the rows by the month of their first value."""
    found: dict[Month, list[Any]] = {}
    for row in rows:
        found.setdefault(month_of(row[0]), []).append(row)
    return found


def _counted(month_of: Callable[[datetime], Month], rows: Iterable[Any]) -> dict[Month, int]:
    return {month: len(each) for month, each in _group(month_of, rows).items()}


def _month(
    month: Month, received: int, decisions: Sequence[Any], appealed: int, rulings: Sequence[Any]
) -> MonthOfModeration:
    taken = [row.decision for row in decisions]
    waits = [
        row.decided_at - row.opened_at
        for row in decisions
        if row.number == 1 and row.source is not Source.OWN_INITIATIVE
    ]
    return MonthOfModeration(
        *month,
        received=received,
        kept=sum(each in KEPT for each in taken),
        hidden=sum(each in HIDDEN for each in taken),
        returned=taken.count(Decision.RETURN),
        labelled=taken.count(Decision.RELABEL),
        appealed=appealed,
        overturned=sum(row.outcome in OVERTURNED for row in rulings),
        decision_hours=_median_hours(each.total_seconds() for each in waits),
        appeal_hours=_median_hours((row.decided_at - row.lodged_at).total_seconds() for row in rulings),
    )


def _median_hours(seconds: Iterable[float]) -> float | None:
    waited = list(seconds)
    return round(median(waited) / 1800) / 2 if waited else None


def _sent(collectivity_id: int, begins: datetime) -> list[Any]:
    proposals = sa.select(Proposal.submitted_at).where(
        Proposal.collectivity_id == collectivity_id,
        Proposal.submitted_at >= begins,
        Proposal.state != ProposalState.DRAFT,
    )
    comments = sa.select(Comment.created_at).where(
        Comment.collectivity_id == collectivity_id, Comment.created_at >= begins
    )
    return [*db.session.execute(proposals), *db.session.execute(comments)]


def _decisions(collectivity_id: int, begins: datetime) -> Sequence[Any]:
    """Return the decisions of the time, without those that an appeal led to: they count as overturned."""
    led_to = sa.select(AppealRuling.id).where(AppealRuling.new_decision_id == ModerationDecision.id)
    statement = (
        sa.select(
            ModerationDecision.decided_at,
            ModerationDecision.decision,
            ModerationDecision.number,
            ModerationDecision.source,
            ModerationCase.opened_at,
        )
        .join(ModerationCase, ModerationCase.id == ModerationDecision.case_id)
        .where(
            ModerationDecision.collectivity_id == collectivity_id,
            ModerationDecision.decided_at >= begins,
            ~led_to.exists(),
        )
    )
    return db.session.execute(statement).all()


def _first_appeals(collectivity_id: int, begins: datetime) -> Sequence[Any]:
    first = sa.func.min(Appeal.lodged_at)
    statement = (
        sa.select(sa.type_coerce(first, Appeal.lodged_at.type))
        .where(Appeal.collectivity_id == collectivity_id)
        .group_by(Appeal.decision_id)
        .having(first >= sa.literal(begins, Appeal.lodged_at.type))
    )
    return db.session.execute(statement).all()


def _rulings(collectivity_id: int, begins: datetime) -> Sequence[Any]:
    statement = (
        sa.select(
            AppealRuling.decided_at, AppealRuling.outcome, sa.func.min(Appeal.lodged_at).label("lodged_at")
        )
        .join(Appeal, Appeal.decision_id == AppealRuling.decision_id)
        .where(AppealRuling.collectivity_id == collectivity_id, AppealRuling.decided_at >= begins)
        .group_by(AppealRuling.id, AppealRuling.decided_at, AppealRuling.outcome)
    )
    return db.session.execute(statement).all()
