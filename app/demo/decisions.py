"""What the committee and the council did with contributions: themes, synthesis, sessions, answers, the adopted plan."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.demo.programmes import write_version
from app.demo.reading import FIRST_LANGUAGE, Entry, of_consultation, origin_of, read
from app.demo.world import World
from app.features.accounts.types import Role
from app.features.council import adoption, commands
from app.features.council.models import CouncilSession
from app.features.council.types import SessionKind
from app.features.proposals.types import Outcome
from app.features.synthesis import commands as synthesis
from app.features.synthesis.models import SynthesisPoint, Theme
from app.foundation.database import db
from app.foundation.policy import Actor

# Days after the closing.
GROUPED, SYNTHESISED, SESSION_PLANNED, ANSWERS_PREPARED = 3, 8, 9, 12
COMMITTEE = (Role.COMMITTEE_MEMBER, Role.FOCAL_POINT)
COUNCIL = (Role.COUNCIL_MEMBER, Role.FOCAL_POINT)
AFTER_SESSION = timedelta(hours=5)
BEFORE_ANSWERS = timedelta(hours=6)


def schedule_decisions(world: World) -> None:
    """Put the work of committees and councils on the timeline, for every consultation that has closed."""
    for entry in read("consultations"):
        if entry.get("closed"):
            _schedule(world, entry)


def _schedule(world: World, entry: Entry) -> None:
    at, calendar = world.timeline.at, world.calendar
    closed = calendar.instant(entry["closes"])
    for number, theme in enumerate(of_consultation("themes", entry["key"])):
        at(closed + timedelta(days=GROUPED, minutes=7 * number), partial(_group, world, entry, theme))
    at(closed + timedelta(days=SYNTHESISED), partial(_synthesise, world, entry))
    for session in of_consultation("sessions", entry["key"]):
        at(closed + timedelta(days=SESSION_PLANNED), partial(_plan_session, world, entry, session))
        if session["votes_for"] is not None:
            held = calendar.instant(session["held"]) + AFTER_SESSION
            at(calendar.before_now(held), partial(_record_session, world, entry, session))
    prepared = closed + timedelta(days=ANSWERS_PREPARED)
    if entry.get("answered"):
        answered = calendar.past(entry["answered"])
        prepared = answered - BEFORE_ANSWERS
        at(answered, partial(_publish, world, entry))
    at(calendar.before_now(prepared), partial(_prepare, world, entry))
    if entry.get("adopted_plan"):
        at(calendar.past(entry["answered"]) + timedelta(minutes=30), partial(_adopt, world, entry))


# ── the committee ──


def _group(world: World, entry: Entry, said: Entry, now: datetime) -> None:
    actor, consultation = _actor(world, entry, *COMMITTEE), world.consultation(entry["key"])
    theme = synthesis.create_theme(
        actor=actor, consultation=consultation, language=FIRST_LANGUAGE, title=said["title"][FIRST_LANGUAGE],
        summary=said["synthesis"][FIRST_LANGUAGE], now=now,
    )  # fmt: skip
    for code in _translations(said["title"]):
        synthesis.edit_theme(
            actor=actor, consultation=consultation, theme=theme, language=code, title=said["title"][code],
            summary=said["synthesis"].get(code, ""), origin=origin_of(code),
        )  # fmt: skip
    members = [world.proposal(key) for key in said["proposals"]]
    synthesis.group(actor=actor, consultation=consultation, theme=theme, proposals=members, now=now)
    world.theme_ids[said["key"]] = theme.id


def _synthesise(world: World, entry: Entry, now: datetime) -> None:
    """Write the points of the synthesis, each with the contributions that say it; publish when the content says so."""
    actor, consultation = _actor(world, entry, *COMMITTEE), world.consultation(entry["key"])
    themes = of_consultation("themes", entry["key"])
    for report in of_consultation("syntheses", entry["key"]):
        for code in report["introduction"]:
            synthesis.write_synthesis(
                actor=actor, consultation=consultation, language=code, introduction=report["introduction"][code],
                conclusion=report["conclusion"][code], origin=origin_of(code),
            )  # fmt: skip
    for said in themes:
        theme = db.session.get_one(Theme, world.theme_ids[said["key"]])
        for point in said["points"]:
            _add_point(world, consultation, theme, point, actor)
    if themes and all(said["state"] == "published" for said in themes):
        synthesis.publish_synthesis(
            actor=_actor(world, entry, *COMMITTEE), consultation=consultation, now=now
        )


def _add_point(world: World, consultation: Any, theme: Theme, point: Entry, actor: Actor) -> SynthesisPoint:
    cited = [world.proposal(key) for key in point["proposals"]]
    added = synthesis.add_point(
        actor=actor, consultation=consultation, theme=theme, language=FIRST_LANGUAGE,
        text=point["text"][FIRST_LANGUAGE], proposals=cited,
    )  # fmt: skip
    for code in _translations(point["text"]):
        synthesis.edit_point(
            actor=actor, consultation=consultation, point=added, language=code, text=point["text"][code],
            origin=origin_of(code), proposals=cited,
        )  # fmt: skip
    return added


# ── the council ──


def _plan_session(world: World, entry: Entry, said: Entry, now: datetime) -> None:
    session = commands.plan_session(
        actor=_actor(world, entry, *COUNCIL), consultation=world.consultation(entry["key"]),
        kind=SessionKind(said["kind"]), held_on=world.calendar.day(said["held"]), place=said["place"][FIRST_LANGUAGE],
        now=now,
    )  # fmt: skip
    world.session_ids[entry["key"]] = session.id


def _record_session(world: World, entry: Entry, said: Entry, now: datetime) -> None:
    commands.record_session(
        actor=_actor(world, entry, *COUNCIL), session=_session(world, entry), kind=SessionKind(said["kind"]),
        held_on=world.calendar.day(said["held"]), place=said["place"][FIRST_LANGUAGE], votes_for=said["votes_for"],
        votes_against=said["votes_against"], votes_abstaining=said["abstentions"],
        deliberation_number=said["deliberation_number"], document_file_id=None,
        today=world.calendar.local_day(now), now=now,
    )  # fmt: skip


def _prepare(world: World, entry: Entry, now: datetime) -> None:
    """Write every answer in each of its languages, not yet published."""
    consultation, actor = world.consultation(entry["key"]), _actor(world, entry, *COUNCIL)
    session = _session(world, entry) if entry.get("answered") else None
    for answer in of_consultation("answers", entry["key"]):
        for code, reason in answer["response"].items():
            commands.prepare_response(
                actor=actor, consultation=consultation, subject=_subject(world, answer),
                outcome=Outcome(answer["outcome"]), language=code, reason=reason, body=answer["body"][code],
                origin=origin_of(code), session=session, now=now,
                merged_into=world.proposal(answer["merged_into"]) if answer.get("merged_into") else None,
            )  # fmt: skip


def _subject(world: World, answer: Entry) -> Any:
    if answer["proposal"]:
        return world.proposal(answer["proposal"])
    return db.session.get_one(Theme, world.theme_ids[answer["theme"]])


def _publish(world: World, entry: Entry, now: datetime) -> None:
    commands.publish_responses(
        actor=_actor(world, entry, *COUNCIL), consultation=world.consultation(entry["key"]), now=now
    )


def _adopt(world: World, entry: Entry, now: datetime) -> None:
    """Write the adopted plan from the consulted one, say where each change comes from, and publish it."""
    consultation, actor = world.consultation(entry["key"]), _actor(world, entry, Role.FOCAL_POINT)
    version = adoption.start_adopted_version(actor=actor, consultation=consultation, now=now)
    write_version(world, plan=world.plan(entry["key"]), path=entry["adopted_plan"])
    changes = _changes(world, entry)
    for difference in adoption.differences(version):
        said = changes[adoption.item_of(difference)]
        adoption.explain_change(
            actor=actor, consultation=consultation, version=version, difference=difference, now=now, explanation={},
            is_councils_own=any(change["council_own"] for change in said),
            proposals=[world.proposal(key) for key in _sources(said)],
        )  # fmt: skip
    adoption.adopt_plan(actor=actor, consultation=consultation, session=_session(world, entry), now=now)


def _changes(world: World, entry: Entry) -> dict[int, list[Entry]]:
    """Return {item id: what the council changed of it}."""
    found: dict[int, list[Entry]] = {}
    for change in read(entry["changes"].removesuffix(".json")):
        found.setdefault(world.item_id(entry["key"], change["item"]), []).append(change)
    return found


def _sources(changes: list[Entry]) -> list[str]:
    return list(dict.fromkeys(key for change in changes for key in change["proposals"]))


def _session(world: World, entry: Entry) -> CouncilSession:
    return db.session.get_one(CouncilSession, world.session_ids[entry["key"]])


def _actor(world: World, entry: Entry, *roles: Role) -> Actor:
    return world.staff_of(entry["collectivity"], *roles)


def _translations(texts: Entry) -> list[str]:
    return [code for code in texts if code != FIRST_LANGUAGE]
