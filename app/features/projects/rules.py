"""WHAT a report on an activity must say, and when an activity is overdue."""

from datetime import date

import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.projects.models import FollowedActivity
from app.features.projects.types import ProgressStatus
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l
from app.foundation.policy import Actor

ENDED = frozenset({ProgressStatus.DONE, ProgressStatus.STOPPED})
NEEDS_REASON = frozenset({ProgressStatus.DELAYED, ProgressStatus.STOPPED})
LONGEST_TEXT = 3000


class ActivityDone(NotNow):
    """Nothing more is reported on an activity that is done."""

    message = _l("This activity is done: its last report closed it.")


class IncompleteReport(Invalid):
    """A report lacks what its status asks for."""

    message = _l("The report is not complete.")


def require_reportable(activity: FollowedActivity) -> None:
    """Refuse a report on an activity that is done."""
    if activity.status is ProgressStatus.DONE:
        raise ActivityDone


def require_project_owner(person: Actor, activity: FollowedActivity) -> None:
    """Refuse giving an activity to somebody who is no project owner of its collectivity."""
    if not person.has(Role.PROJECT_OWNER, activity.collectivity_id):
        raise Invalid(fields={"owner": _l("Choose a project owner of this collectivity.")})


def require_complete(
    *,
    status: ProgressStatus,
    percent: int,
    text: str,
    reason: str | None,
    new_due_on: date | None,
    today: date,
) -> None:
    """Refuse a report whose parts do not fit its status; every missing part is named at once."""
    faults: dict[str, LazyText | str] = {}
    if not text.strip():
        faults["text"] = _l("Say in a few words what was done, or what happened.")
    if status in NEEDS_REASON and not (reason or "").strip():
        faults["reason"] = _l("A delay or a stop is published only with its reason.")
    if status is ProgressStatus.DELAYED and (new_due_on is None or new_due_on <= today):
        faults["new_due_on"] = _l("Give the new date: it must be in the future.")
    if not 0 <= percent <= 100:
        faults["percent"] = _l("Give a percentage between 0 and 100.")
    elif status is ProgressStatus.DONE and percent != 100:
        faults["percent"] = _l("An activity that is done stands at 100 per cent.")
    elif status is not ProgressStatus.DONE and percent == 100:
        faults["percent"] = _l("At 100 per cent the activity is done: choose that status.")
    if faults:
        raise IncompleteReport(fields=faults)


def is_overdue(activity: FollowedActivity, *, today: date) -> bool:
    """Say whether the date it was due on has passed without its end."""
    return activity.status not in ENDED and activity.due_on is not None and activity.due_on < today


def overdue_condition(today: date) -> sa.ColumnElement[bool]:
    """Return the same question as a condition for the database."""
    return sa.and_(FollowedActivity.status.not_in(ENDED), FollowedActivity.due_on < today)
