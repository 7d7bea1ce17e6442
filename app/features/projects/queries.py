"""Reads of followed activities and their reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.features.projects.models import FollowedActivity, ProgressReport
from app.features.projects.rules import WAITING, overdue_condition
from app.features.projects.types import DeskFilters, DeskPart, ProgressStatus
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.pagination import Page, paginate


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How the activities of a plan stand: how many in each status, how many overdue, mean percentage."""

    by_status: dict[ProgressStatus, int]
    overdue: int
    percent: int

    @property
    def total(self) -> int:
        return sum(self.by_status.values())


def get_activity(*, collectivity_id: int, activity_id: int) -> FollowedActivity:
    """Return a followed activity of a collectivity, or raise NotFound."""
    activity = db.session.get(FollowedActivity, activity_id)
    if activity is None or activity.collectivity_id != collectivity_id:
        raise NotFound
    return activity


def find_by_item(item_id: int) -> FollowedActivity | None:
    """Return the follow-up of an activity of a plan, or None when it is not followed."""
    return db.session.scalar(sa.select(FollowedActivity).where(FollowedActivity.item_id == item_id))


def progress_of_items(item_ids: Iterable[int]) -> dict[int, FollowedActivity]:
    """Return {item id: followed activity} for those of the items that are followed; one query."""
    statement = sa.select(FollowedActivity).where(FollowedActivity.item_id.in_(list(item_ids)))
    return {activity.item_id: activity for activity in db.session.scalars(statement)}


def list_of_plan(plan_id: int) -> list[FollowedActivity]:
    """Return every followed activity of a plan; one query."""
    return list(db.session.scalars(sa.select(FollowedActivity).where(FollowedActivity.plan_id == plan_id)))


def list_to_report(
    *, collectivity_id: int, today: date, filters: DeskFilters, number: int, size: int
) -> Page[FollowedActivity]:
    """Return one page of the activities that have not ended, overdue first, then by the date they are due on."""
    statement = (
        sa.select(FollowedActivity)
        .where(
            FollowedActivity.collectivity_id == collectivity_id,
            FollowedActivity.status.in_(WAITING),
            *_narrowed(filters, today),
        )
        .order_by(
            sa.case((overdue_condition(today), 0), else_=1),
            FollowedActivity.due_on.is_(None),
            FollowedActivity.due_on,
            FollowedActivity.id,
        )
    )
    return paginate(statement, number=number, size=size)


def _narrowed(filters: DeskFilters, today: date) -> list[sa.ColumnElement[bool]]:
    parts = {
        DeskPart.OVERDUE: overdue_condition(today),
        DeskPart.MINE: FollowedActivity.owner_id == filters.reader_id,
        DeskPart.NOBODYS: FollowedActivity.owner_id.is_(None),
    }
    narrowed = [parts[filters.part]] if filters.part is not None else []
    return [*narrowed, FollowedActivity.status == filters.status] if filters.status is not None else narrowed


def list_overdue(*, collectivity_id: int, today: date, limit: int = 50) -> list[FollowedActivity]:
    """Return the overdue activities of a collectivity, the longest overdue first."""
    statement = (
        sa.select(FollowedActivity)
        .where(FollowedActivity.collectivity_id == collectivity_id, overdue_condition(today))
        .order_by(FollowedActivity.due_on, FollowedActivity.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def count_overdue(*, collectivity_id: int, today: date) -> int:
    """Return how many activities of a collectivity are overdue."""
    statement = (
        sa.select(sa.func.count())
        .select_from(FollowedActivity)
        .where(FollowedActivity.collectivity_id == collectivity_id, overdue_condition(today))
    )
    return db.session.scalar(statement) or 0


def list_reports(activity_id: int) -> list[ProgressReport]:
    """Return the reports on an activity, newest first."""
    statement = (
        sa.select(ProgressReport)
        .where(ProgressReport.activity_id == activity_id)
        .order_by(ProgressReport.id.desc())
    )
    return list(db.session.scalars(statement))


def get_report(report_id: int) -> ProgressReport:
    """Return a report, or raise NotFound."""
    report = db.session.get(ProgressReport, report_id)
    if report is None:
        raise NotFound
    return report


def latest_reports(activity_ids: Iterable[int]) -> dict[int, ProgressReport]:
    """Return {activity id: its last report}; one query."""
    ids = list(activity_ids)
    last = (
        sa.select(sa.func.max(ProgressReport.id))
        .where(ProgressReport.activity_id.in_(ids))
        .group_by(ProgressReport.activity_id)
    )
    statement = sa.select(ProgressReport).where(ProgressReport.id.in_(last))
    return {report.activity_id: report for report in db.session.scalars(statement)}


def progress_of_plans(*, collectivity_id: int, today: date) -> dict[int, PlanProgress]:
    """Return {plan id: how its activities stand} for a collectivity; one query."""
    statement = (
        sa.select(
            FollowedActivity.plan_id,
            FollowedActivity.status,
            sa.func.count(),
            sa.func.sum(FollowedActivity.percent),
            sa.func.sum(sa.case((overdue_condition(today), 1), else_=0)),
        )
        .where(FollowedActivity.collectivity_id == collectivity_id)
        .group_by(FollowedActivity.plan_id, FollowedActivity.status)
    )
    rows: dict[int, list[tuple[ProgressStatus, int, int, int]]] = {}
    for plan_id, status, count, percent, overdue in db.session.execute(statement).all():
        rows.setdefault(plan_id, []).append((status, count, percent, overdue))
    return {plan_id: _summed(each) for plan_id, each in rows.items()}


def _summed(rows: list[tuple[ProgressStatus, int, int, int]]) -> PlanProgress:
    total = sum(count for _, count, _, _ in rows)
    return PlanProgress(
        by_status={status: count for status, count, _, _ in rows},
        overdue=sum(overdue for *_, overdue in rows),
        percent=round(sum(percent for _, _, percent, _ in rows) / total) if total else 0,
    )
