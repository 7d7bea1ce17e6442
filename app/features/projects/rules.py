"""WHAT a report on an activity must say, and when an activity is overdue."""

from datetime import date

import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.plans.types import TextOrigin
from app.features.projects.models import FollowedActivity
from app.features.projects.types import WRITTEN_FIELDS, ProgressStatus, Words
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l
from app.foundation.policy import Actor
from app.foundation.text.clean import clean_text

ENDED = frozenset({ProgressStatus.DONE, ProgressStatus.STOPPED})
NEEDS_REASON = frozenset({ProgressStatus.DELAYED, ProgressStatus.STOPPED})
LONGEST_TEXT = 3000
WAITING = tuple(each for each in ProgressStatus if each not in ENDED)


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
    texts: Words,
    new_due_on: date | None,
    today: date,
) -> None:
    """Refuse a report whose parts do not fit its status; every missing part is named at once."""
    faults = _faults_of_words(texts)
    if not texts:
        faults["text"] = _l("Say in a few words what was done, or what happened.")
    if status in NEEDS_REASON and not any(said.get("reason") for said in texts.values()):
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


def clean_words(texts: Words) -> dict[str, dict[str, str]]:
    """Return what a report says as it is kept: cleaned, without empty fields and languages, each with its origin."""
    cleaned = {}
    for code, said in texts.items():
        kept = {name: clean_text(said.get(name) or "") for name in WRITTEN_FIELDS}
        kept = {name: text for name, text in kept.items() if text}
        if kept:
            cleaned[code] = kept | {"origin": TextOrigin(said.get("origin") or TextOrigin.ORIGINAL).value}
    return cleaned


def _faults_of_words(texts: Words) -> dict[str, LazyText | str]:
    """Return what is wrong with the words of single languages, by "field_language"."""
    faults: dict[str, LazyText | str] = {}
    for code, said in texts.items():
        if not said.get("text"):
            faults[f"text_{code}"] = _l("Say in this language too what was done, or what happened.")
        for name in WRITTEN_FIELDS:
            if len(said.get(name, "")) > LONGEST_TEXT:
                faults[f"{name}_{code}"] = _l("This text is too long.")
    return faults


def is_overdue(activity: FollowedActivity, *, today: date) -> bool:
    """Say whether the date it was due on has passed without its end."""
    return activity.status not in ENDED and activity.due_on is not None and activity.due_on < today


def overdue_condition(today: date) -> sa.ColumnElement[bool]:
    """Return the same question as a condition for the database."""
    return sa.and_(FollowedActivity.status.not_in(ENDED), FollowedActivity.due_on < today)
