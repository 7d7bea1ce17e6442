"""The follow-up of the adopted plan: who reports, progress, delays and stops with their reasons."""

from datetime import datetime
from functools import partial

import sqlalchemy as sa

from app.demo.reading import FIRST_LANGUAGE, Entry, read
from app.demo.world import World
from app.features.accounts.types import Role
from app.features.projects.commands import assign_owner, report_progress
from app.features.projects.models import FollowedActivity
from app.features.projects.types import ProgressStatus
from app.foundation.database import db

# Every third report is written in French: councils work in both languages.
OTHER_LANGUAGE, EVERY = "fr", 3
OWNED = 12


def schedule_follow_up(world: World) -> None:
    """Put the reports on the timeline, and the activities that have one owner."""
    consultations = {
        entry["adopted_plan"]: entry for entry in read("consultations") if entry.get("adopted_plan")
    }
    reports = read("progress")
    for entry in consultations.values():
        first = min(
            world.calendar.past(said["reported"]) for said in reports if said["plan"] == entry["adopted_plan"]
        )
        world.timeline.at(first, partial(_assign, world, entry))
    for number, said in enumerate(reports):
        language = OTHER_LANGUAGE if number % EVERY == EVERY - 1 else FIRST_LANGUAGE
        act = partial(_report, world, consultations[said["plan"]], said, language)
        world.timeline.at(world.calendar.past(said["reported"]), act)


def _assign(world: World, entry: Entry, now: datetime) -> None:
    keys = sorted({said["activity"] for said in read("progress") if said["plan"] == entry["adopted_plan"]})
    for key in keys[:OWNED]:
        assign_owner(
            actor=world.staff_of(entry["collectivity"], Role.FOCAL_POINT), activity=_activity(world, entry, key),
            owner_id=world.staff_of(entry["collectivity"], Role.PROJECT_OWNER).user_id,
        )  # fmt: skip


def _report(world: World, entry: Entry, said: Entry, language: str, now: datetime) -> None:
    evidence = [each["text"][language] for each in said["evidence"] or ()]
    report_progress(
        actor=world.staff_of(entry["collectivity"], Role.PROJECT_OWNER),
        activity=_activity(world, entry, said["activity"]), status=ProgressStatus(said["state"]),
        percent=said["percent"], text="\n".join([said["text"][language], *evidence]), language=language, now=now,
        today=world.calendar.local_day(now), reason=said["reason"][language] if said["reason"] else None,
        new_due_on=world.calendar.day(said["new_end"]) if said["new_end"] else None,
    )  # fmt: skip


def _activity(world: World, entry: Entry, key: str) -> FollowedActivity:
    item_id = world.item_id(entry["key"], key)
    return db.session.scalars(sa.select(FollowedActivity).where(FollowedActivity.item_id == item_id)).one()
