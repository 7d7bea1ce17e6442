"""The follow-up of the adopted plan: who reports, progress, delays and stops with their reasons."""

from datetime import datetime
from functools import partial

import sqlalchemy as sa

from app.demo.reading import FIRST_LANGUAGE, Entry, read
from app.demo.world import World
from app.features.accounts.types import Role
from app.features.plans.types import TextOrigin
from app.features.projects.commands import assign_owner, report_progress
from app.features.projects.models import FollowedActivity
from app.features.projects.types import ProgressStatus
from app.foundation.database import db

# Councils work in both languages: every third report is written in French. The other language follows as a
# translation, but for every fifth report, which waits for its own.
OTHER_LANGUAGE, EVERY, UNTRANSLATED = "fr", 3, 5
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
        act = partial(_report, world, consultations[said["plan"]], said, _texts(said, number))
        world.timeline.at(world.calendar.past(said["reported"]), act)


def _assign(world: World, entry: Entry, now: datetime) -> None:
    keys = sorted({said["activity"] for said in read("progress") if said["plan"] == entry["adopted_plan"]})
    for key in keys[:OWNED]:
        assign_owner(
            actor=world.staff_of(entry["collectivity"], Role.FOCAL_POINT), activity=_activity(world, entry, key),
            owner_id=world.staff_of(entry["collectivity"], Role.PROJECT_OWNER).user_id,
        )  # fmt: skip


def _report(world: World, entry: Entry, said: Entry, texts: dict[str, dict[str, str]], now: datetime) -> None:
    report_progress(
        actor=world.staff_of(entry["collectivity"], Role.PROJECT_OWNER),
        activity=_activity(world, entry, said["activity"]), status=ProgressStatus(said["state"]),
        percent=said["percent"], texts=texts, now=now, today=world.calendar.local_day(now),
        new_due_on=world.calendar.day(said["new_end"]) if said["new_end"] else None,
    )  # fmt: skip


def _texts(said: Entry, number: int) -> dict[str, dict[str, str]]:
    languages = (FIRST_LANGUAGE, OTHER_LANGUAGE)
    written, translated = languages[::-1] if number % EVERY == EVERY - 1 else languages
    texts = {written: _words(said, written) | {"origin": TextOrigin.ORIGINAL.value}}
    if number % UNTRANSLATED < UNTRANSLATED - 1:
        texts[translated] = _words(said, translated) | {"origin": TextOrigin.TRANSLATION_PERSON.value}
    return texts


def _words(said: Entry, language: str) -> dict[str, str]:
    evidence = [each["text"][language] for each in said["evidence"] or ()]
    text = "\n".join([said["text"][language], *evidence])
    return {"text": text, "reason": said["reason"][language] if said["reason"] else ""}


def _activity(world: World, entry: Entry, key: str) -> FollowedActivity:
    item_id = world.item_id(entry["key"], key)
    return db.session.scalars(sa.select(FollowedActivity).where(FollowedActivity.item_id == item_id)).one()
