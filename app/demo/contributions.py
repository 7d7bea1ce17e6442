"""What people said: contributions by every channel, comments and replies, and what moderators decided of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from app.demo.places import district_code
from app.demo.programmes import changed_text, words_of
from app.demo.reading import Entry, contributions, read
from app.demo.world import World
from app.features.accounts.types import NameShown, Role
from app.features.discussion.commands import post_comment
from app.features.discussion.models import Comment
from app.features.discussion.types import About, CommentStance
from app.features.moderation.commands import decide
from app.features.moderation.types import Decision, Ground
from app.features.proposals import commands
from app.features.proposals.models import Proposal
from app.features.proposals.types import (
    Channel,
    Content,
    Intake,
    Place,
    ProposalKind,
    ProposalState,
    Signature,
)
from app.foundation.database import db

FIRST_READ, LAST_READ = 40, 9 * 60  # minutes until a moderator has read a text
BEFORE_COMMENT = timedelta(minutes=5)
PAUSE = timedelta(minutes=1)


def schedule_contributions(world: World) -> None:
    """Put what people said on the timeline, and the decisions on it."""
    for consultation in read("consultations"):
        for entry in contributions(consultation["key"]):
            _schedule(world, consultation, entry)


def _schedule(world: World, consultation: Entry, entry: Entry) -> None:
    submitted = world.calendar.past(entry["submitted"])
    world.timeline.at(submitted, partial(_submit, world, consultation, entry))
    decided = _decided(world, consultation, entry, submitted)
    world.timeline.at(decided, partial(_decide, world, consultation, entry))
    if entry["state"] == "withdrawn":
        world.timeline.at(_later(world, consultation, decided, hours=20), partial(_withdraw, world, entry))
    for place, comment in enumerate(entry["comments"] or ()):
        _schedule_comment(world, consultation, entry, comment, f"{entry['key']}:{place}")


def _decided(world: World, consultation: Entry, entry: Entry, submitted: datetime) -> datetime:
    """Return when a moderator has read a contribution: within hours, and before anybody comments on it."""
    read_at = submitted + timedelta(minutes=Random(entry["key"]).randint(FIRST_READ, LAST_READ))
    comments = [world.calendar.past(comment["written"]) for comment in entry["comments"] or ()]
    if comments:
        read_at = max(submitted, min(read_at, min(comments) - BEFORE_COMMENT))
    return world.calendar.before_now(read_at)


def _later(world: World, consultation: Entry, instant: datetime, *, hours: int) -> datetime:
    """Return an instant some hours later, still within the consultation and in the past."""
    last = world.calendar.instant(consultation["closes"]) - PAUSE
    return world.calendar.before_now(max(instant, min(instant + timedelta(hours=hours), last)))


# ── contributions ──


def _submit(world: World, consultation: Entry, entry: Entry, now: datetime) -> None:
    """Send a contribution, or let the facilitator enter it."""
    said: dict[str, Any] = {
        "consultation": world.consultation(consultation["key"]),
        "place": _place(world, consultation, entry),
        "content": _content(consultation, entry),
        "language": _language(entry),
        "now": now,
    }
    if entry["channel"] == Channel.WEB:
        proposal = _submit_online(world, consultation, entry, said)
    else:
        facilitator = world.staff_of(consultation["collectivity"], Role.FACILITATOR, Role.FOCAL_POINT)
        proposal = commands.enter_for_somebody(actor=facilitator, intake=_intake(world, entry), **said)
    world.proposal_ids[entry["key"]] = proposal.id


def _submit_online(world: World, consultation: Entry, entry: Entry, said: dict[str, Any]) -> Proposal:
    author = world.people[entry["author"]]
    world.declare_age(author.actor, consultation["key"], said["now"])
    association_id = world.association_ids[entry["association"]] if entry["association"] else None
    signature = Signature(name_shown=author.name_shown, association_id=association_id)
    return commands.submit(actor=author.actor, signature=signature, **said)


def _intake(world: World, entry: Entry) -> Intake:
    author = world.people.get(entry["author"])
    return Intake(
        channel=Channel(entry["channel"]),
        workshop_id=world.workshop_ids.get(entry["workshop"]),
        shown_name=entry["association"] or (author.name if author else None),
    )


def _place(world: World, consultation: Entry, entry: Entry) -> Place:
    kind = ProposalKind(entry["kind"])
    item_id = world.item_id(consultation["key"], entry["item"]) if entry["item"] else None
    is_idea = kind is ProposalKind.IDEA
    territory = district_code(consultation["collectivity"], entry["district"]) if entry["district"] else None
    return Place(
        kind=kind, axis_item_id=item_id if is_idea else None, target_item_id=None if is_idea else item_id,
        territory_id=world.territory_ids.get(territory or ""),
    )  # fmt: skip


def _content(consultation: Entry, entry: Entry) -> Content:
    texts = words_of(consultation["plan"]).get(entry["item"], {}) if entry["changes"] else {}
    wording = {
        change["field"]: changed_text(texts[change["language"]], change) for change in entry["changes"] or ()
    }
    return Content(
        title=entry["title"], problem=entry["problem"], solution=entry["solution"],
        expected_result=entry["expected_result"], wording=wording,
    )  # fmt: skip


def _language(entry: Entry) -> str:
    """Return the language of a contribution; a change of wording has that of the words it changes."""
    return str(entry["changes"][0]["language"] if entry["changes"] else entry["language"])


# ── decisions ──


def _decide(world: World, consultation: Entry, entry: Entry, now: datetime) -> None:
    """Let the moderator decide as the content says; what is pending waits on."""
    moderator = world.staff_of(consultation["collectivity"], Role.MODERATOR)
    proposal, state = world.proposal(entry["key"]), entry["state"]
    if state == "pending":
        return
    if state == "returned":
        decide(
            actor=moderator, subject=proposal, decision=Decision.RETURN, reason=entry["state_reason"], now=now
        )
    elif state == "hidden":
        decision = Decision.HIDE if proposal.state is ProposalState.PUBLISHED else Decision.REFUSE
        decide(
            actor=moderator, subject=proposal, decision=decision, ground=Ground.CHARTER_RULE,
            charter_rule=entry["charter_rule"], reason=entry["state_reason"], now=now,
        )  # fmt: skip
    elif proposal.checked_at is None:  # what a moderator typed in was read while typing
        decide(actor=moderator, subject=proposal, decision=Decision.PUBLISH, now=now)


def _withdraw(world: World, entry: Entry, now: datetime) -> None:
    commands.withdraw(
        actor=world.people[entry["author"]].actor, proposal=world.proposal(entry["key"]), now=now
    )


# ── comments ──


def _schedule_comment(world: World, consultation: Entry, entry: Entry, comment: Entry, key: str) -> None:
    for place, said, parent in _thread(comment, key):
        written = world.calendar.past(said["written"])
        world.timeline.at(written, partial(_comment, world, consultation, entry, said, place, parent))
        if not said["official"] and said.get("state") != "pending":
            first_reply = min(
                (world.calendar.past(reply["written"]) for reply in said["replies"]), default=None
            )
            read_at = written + timedelta(minutes=Random(place).randint(5, 300))
            if first_reply is not None:
                read_at = max(written, min(read_at, first_reply - PAUSE))
            world.timeline.at(world.calendar.before_now(read_at), partial(_read, world, consultation, place))


def _thread(comment: Entry, key: str) -> Iterator[tuple[str, Entry, str | None]]:
    yield key, comment, None
    for number, reply in enumerate(comment["replies"]):
        yield f"{key}.{number}", {"replies": [], **reply}, key


def _comment(
    world: World, consultation: Entry, entry: Entry, said: Entry, key: str, parent: str | None, now: datetime
) -> None:
    official_role = _role_of(said["staff"]) if said["official"] else None
    if official_role is not None:
        actor = world.staff_of(consultation["collectivity"], official_role)
        signature = Signature(name_shown=NameShown.HIDDEN)
    else:
        person = world.people[said["author"]]
        actor, signature = person.actor, person.signature
        world.declare_age(actor, consultation["key"], now)
    comment = post_comment(
        actor=actor, consultation=world.consultation(consultation["key"]), language=said["language"], now=now,
        about=About(proposal_id=world.proposal_ids[entry["key"]]), body=said["text"], signature=signature,
        stance=CommentStance(said.get("stance") or CommentStance.REMARK), official_role=official_role,
        parent_id=world.comment_ids[parent] if parent else None,
    )  # fmt: skip
    world.comment_ids[key] = comment.id


def _role_of(staff_key: str) -> Role:
    return Role(next(entry["role"] for entry in read("staff") if entry["key"] == staff_key))


def _read(world: World, consultation: Entry, key: str, now: datetime) -> None:
    """Let the moderator publish a comment, or note that it was read."""
    decide(
        actor=world.staff_of(consultation["collectivity"], Role.MODERATOR),
        subject=db.session.get_one(Comment, world.comment_ids[key]), decision=Decision.PUBLISH, now=now,
    )  # fmt: skip
