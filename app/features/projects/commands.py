"""What is done to followed activities: begin, assign, report."""

from datetime import date, datetime

import sqlalchemy as sa

from app.features.accounts.queries import load_actor
from app.features.plans.models import ItemRevision, PlanVersion
from app.features.plans.types import ItemKind
from app.features.projects import policy, rules
from app.features.projects.events import FollowUpBegun, ProgressReported
from app.features.projects.models import FollowedActivity, ProgressReport
from app.features.projects.policy import ProjectPermission
from app.features.projects.types import ProgressStatus, Words
from app.foundation.database import db, insert_into, lock_row
from app.foundation.events import announce
from app.foundation.policy import Actor


def begin_follow_up(*, version: PlanVersion) -> None:
    """Follow every activity of an adopted or revised version; those followed already keep their reports."""
    activities = db.session.scalars(
        sa.select(ItemRevision).where(
            ItemRevision.version_id == version.id, ItemRevision.kind == ItemKind.ACTIVITY
        )
    ).all()
    for revision in activities:
        db.session.execute(
            insert_into(FollowedActivity)
            .values(
                collectivity_id=version.collectivity_id,
                plan_id=version.plan_id,
                item_id=revision.item_id,
                status=ProgressStatus.NOT_STARTED,
                percent=0,
                planned_end_on=revision.ends_on,
                due_on=revision.ends_on,
            )
            .on_conflict_do_nothing(index_elements=["item_id"])
        )
    announce(FollowUpBegun(plan_id=version.plan_id, version_id=version.id))


def assign_owner(*, actor: Actor, activity: FollowedActivity, owner_id: int | None) -> None:
    """Give an activity to one project owner, or back to all of them."""
    policy.projects.require(actor, ProjectPermission.ASSIGN_OWNER, activity)
    if owner_id is not None:
        rules.require_project_owner(load_actor(owner_id), activity)
    activity.owner_id = owner_id
    db.session.flush()


def report_progress(
    *,
    actor: Actor,
    activity: FollowedActivity,
    status: ProgressStatus,
    percent: int,
    texts: Words,
    now: datetime,
    today: date,
    new_due_on: date | None = None,
    link: str | None = None,
    image_file_id: int | None = None,
) -> ProgressReport:
    """Publish a report on an activity in the languages it was written in; a delay or a stop carries its reason."""
    policy.projects.require(actor, ProjectPermission.REPORT, activity)
    locked: FollowedActivity = lock_row(FollowedActivity, activity.id)
    rules.require_reportable(locked)
    written = rules.clean_words(texts)
    rules.require_complete(status=status, percent=percent, texts=written, new_due_on=new_due_on, today=today)
    report = ProgressReport(
        collectivity_id=locked.collectivity_id,
        activity_id=locked.id,
        status=status,
        percent=percent,
        texts=written,
        new_due_on=new_due_on if status is ProgressStatus.DELAYED else None,
        link=link or None,
        image_file_id=image_file_id,
        reported_by_id=actor.user_id,
        reported_at=now,
    )
    db.session.add(report)
    previous = locked.status
    locked.status, locked.percent, locked.last_reported_at = status, percent, now
    if report.new_due_on is not None:
        locked.due_on = report.new_due_on
    db.session.flush()
    announce(
        ProgressReported(
            activity_id=locked.id,
            report_id=report.id,
            item_id=locked.item_id,
            status=status,
            previous_status=previous,
        )
    )
    return report
