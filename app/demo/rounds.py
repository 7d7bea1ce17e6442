"""The life of each consultation: prepared, announced, opened, extended, closed, archived, with its workshops."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.demo.programmes import fictional_document, write_version
from app.demo.reading import Entry, of_consultation, origin_of, read
from app.demo.world import World, consultation_entry
from app.features.accounts.types import Role
from app.features.collectivities.models import Collectivity
from app.features.consultations import commands
from app.features.consultations.models import Consultation
from app.features.consultations.types import ModerationMode, Round, Setup
from app.features.plans.commands import add_item, create_plan, create_version
from app.features.plans.importing import import_plan
from app.features.plans.models import Plan, PlanItem, PlanVersion
from app.features.plans.types import ItemKind, VersionKind
from app.features.proposals.commands import link_item_origin
from app.features.reports.queries import count_figures
from app.features.workshops import commands as workshops
from app.features.workshops.models import Workshop
from app.features.workshops.types import WorkshopPlan
from app.foundation.database import db
from app.foundation.policy import SYSTEM, Actor

MODERATION = {"pre": ModerationMode.BEFORE, "post": ModerationMode.AFTER}
MODERATION_HOURS = 24
PREPARED_BEFORE = timedelta(days=7)
MINUTES_AFTER = timedelta(hours=20)
PLACES_IN_WORKSHOP = 40


def schedule_rounds(world: World) -> None:
    """Put the life of every consultation on the timeline."""
    for entry in read("consultations"):
        _schedule(world, entry)


def _schedule(world: World, entry: Entry) -> None:
    at, calendar = world.timeline.at, world.calendar
    announced = calendar.past(entry["announced"])
    at(announced - PREPARED_BEFORE, partial(_prepare, world, entry))
    at(announced, partial(_announce, world, entry))
    for workshop in entry["workshops"]:
        _schedule_workshop(world, entry, workshop, planned=announced + timedelta(hours=1))
    if calendar.instant(entry["opens"]) < calendar.now:
        at(calendar.instant(entry["opens"]), partial(_open, world, entry))
    for extension in entry["extensions"]:
        at(calendar.past(extension["decided"]), partial(_extend, world, entry, extension))
    if entry.get("closed"):
        at(calendar.instant(entry["closes"]), partial(_close, world, entry))
    if entry.get("archived"):
        at(calendar.past(entry["archived"]), partial(_archive, world, entry))


# ── prepared ──


def _prepare(world: World, entry: Entry, now: datetime) -> None:
    """Begin the consultation on its plan: axes for ideas, a draft for its discussion."""
    actor = _focal_point(world, entry)
    if entry.get("previous"):
        consultation = _continue(world, entry, actor, now)
    else:
        plan, version = (
            _first_round_plan(world, entry, now)
            if entry["round"] == Round.IDEAS
            else _draft(world, entry, now)
        )
        consultation = commands.create_consultation(
            actor=actor,
            plan=plan,
            version=version,
            in_round=Round(entry["round"]),
            texts=_texts(entry),
            now=now,
        )
    world.consultation_ids[entry["key"]] = consultation.id
    world.plan_ids[entry["key"]] = consultation.plan_id
    commands.update_setup(actor=actor, consultation=consultation, setup=_setup(world, entry), now=now)


def _continue(world: World, entry: Entry, actor: Actor, now: datetime) -> Consultation:
    """Make the second round of a first one: the same plan, its draft, and the ideas behind its items."""
    first = world.consultation(entry["previous"])
    consultation = commands.create_second_round(actor=actor, first=first, texts=_texts(entry), now=now)
    write_version(world, plan=db.session.get_one(Plan, consultation.plan_id), path=entry["plan"])
    for answer in of_consultation("answers", entry["previous"]):
        for item_key in answer["became"]:
            item = db.session.get_one(PlanItem, world.item_id(entry["previous"], item_key))
            for proposal_key in answered_by(answer):
                link_item_origin(actor=actor, item=item, proposal=world.proposal(proposal_key), now=now)
    return consultation


def answered_by(answer: Entry) -> list[str]:
    """Return the keys of the contributions that a response answers."""
    if answer["proposal"]:
        return [answer["proposal"]]
    theme = next(theme for theme in read("themes") if theme["key"] == answer["theme"])
    return list(theme["proposals"])


def _first_round_plan(world: World, entry: Entry, now: datetime) -> tuple[Plan, PlanVersion]:
    plan = create_plan(
        actor=SYSTEM, collectivity=_collectivity(world, entry), titles=_plan_titles(entry), language="ar", now=now,
        facts={"labels": ["fictional"], "fictional": True},
    )  # fmt: skip
    version = create_version(actor=SYSTEM, plan=plan, kind=VersionKind.CONSULTED, now=now)
    for axis in entry["axes"]:
        add_item(
            actor=SYSTEM,
            version=version,
            kind=ItemKind.AXIS,
            key=axis["key"],
            texts=_axis_texts(axis),
            now=now,
        )
    return plan, version


def _plan_titles(entry: Entry) -> dict[str, str]:
    if entry.get("plan_title"):
        return dict(entry["plan_title"])
    return dict(read(consultation_entry(entry["next"])["plan"].removesuffix(".json"))["title"])


def _axis_texts(axis: Entry) -> dict[str, dict[str, str]]:
    return {
        code: {"title": title, "description": axis["description"].get(code) or "", "origin": origin_of(code)}
        for code, title in axis["title"].items()
    }


def _draft(world: World, entry: Entry, now: datetime) -> tuple[Plan, PlanVersion]:
    document = fictional_document(entry["plan"], world.calendar)
    result = import_plan(actor=SYSTEM, collectivity=_collectivity(world, entry), document=document, now=now)
    return result.plan, result.version


def _setup(world: World, entry: Entry) -> Setup:
    calendar = world.calendar
    ends = entry["extensions"][0]["was"] if entry["extensions"] else entry["closes"]
    return Setup(
        texts=_texts(entry), starts_at=calendar.instant(entry["opens"]), ends_at=calendar.instant(ends),
        answer_due_on=calendar.day(entry["answer_due"]), moderation_mode=MODERATION[entry["moderation"]],
        moderation_hours=MODERATION_HOURS, minimum_age=entry["minimum_age"],
    )  # fmt: skip


def _texts(entry: Entry) -> dict[str, dict[str, Any]]:
    return {
        code: {"title": title, "introduction": entry["intro"].get(code, ""), "origin": origin_of(code)}
        for code, title in entry["title"].items()
    }


# ── steps ──


def _announce(world: World, entry: Entry, now: datetime) -> None:
    commands.announce(
        actor=_focal_point(world, entry), consultation=world.consultation(entry["key"]), now=now
    )


def _open(world: World, entry: Entry, now: datetime) -> None:
    commands.open_consultation(actor=SYSTEM, consultation=world.consultation(entry["key"]), now=now)


def _extend(world: World, entry: Entry, extension: Entry, now: datetime) -> None:
    commands.extend(
        actor=_focal_point(world, entry), consultation=world.consultation(entry["key"]),
        new_ends_at=world.calendar.instant(extension["until"]), reason=extension["reason"]["ar"], now=now,
    )  # fmt: skip


def _close(world: World, entry: Entry, now: datetime) -> None:
    commands.close_consultation(
        actor=SYSTEM, consultation=world.consultation(entry["key"]), count_figures=count_figures, now=now
    )


def _archive(world: World, entry: Entry, now: datetime) -> None:
    commands.archive(actor=_focal_point(world, entry), consultation=world.consultation(entry["key"]), now=now)


# ── workshops ──


def _schedule_workshop(world: World, entry: Entry, workshop: Entry, *, planned: datetime) -> None:
    calendar = world.calendar
    world.timeline.at(calendar.before_now(planned), partial(_plan_workshop, world, entry, workshop))
    if workshop["minutes"]:
        last = calendar.instant(entry["closes"]) - timedelta(minutes=10)
        recorded = min(calendar.instant(workshop["starts"]) + MINUTES_AFTER, last)
        world.timeline.at(calendar.before_now(recorded), partial(_record_minutes, world, entry, workshop))


def _plan_workshop(world: World, entry: Entry, workshop: Entry, now: datetime) -> None:
    texts = {
        code: {"title": title, "place": workshop["place"].get(code, ""), "origin": origin_of(code)}
        for code, title in workshop["title"].items()
    }
    planned = workshops.plan_workshop(
        actor=_focal_point(world, entry), consultation=world.consultation(entry["key"]), now=now,
        plan=WorkshopPlan(
            texts=texts, starts_at=world.calendar.instant(workshop["starts"]), capacity=PLACES_IN_WORKSHOP,
            territory_id=world.territory_ids[entry["collectivity"]],
        ),
    )  # fmt: skip
    world.workshop_ids[workshop["key"]] = planned.id


def _record_minutes(world: World, entry: Entry, workshop: Entry, now: datetime) -> None:
    attendance = workshop["attendance"]
    workshops.record_minutes(
        actor=world.staff_of(entry["collectivity"], Role.FACILITATOR, Role.FOCAL_POINT),
        workshop=db.session.get_one(Workshop, world.workshop_ids[workshop["key"]]),
        minutes=workshop["minutes"], attendance_count=attendance["women"] + attendance["men"], now=now,
    )  # fmt: skip


def _focal_point(world: World, entry: Entry) -> Actor:
    return world.staff_of(entry["collectivity"], Role.FOCAL_POINT)


def _collectivity(world: World, entry: Entry) -> Collectivity:
    return db.session.get_one(Collectivity, world.collectivity_ids[entry["collectivity"]])
