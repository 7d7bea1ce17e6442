"""What happens to texts after they are sent: readers report some, authors appeal decisions or change their words."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from app.demo.reading import Entry, read
from app.demo.world import World, consultation_entry
from app.features.accounts.types import Role
from app.features.discussion.models import Comment
from app.features.moderation.appealing import appeal, rule_on_appeal
from app.features.moderation.casework import record_order
from app.features.moderation.commands import decide, report
from app.features.moderation.models import ModerationDecision
from app.features.moderation.queries import list_decisions
from app.features.moderation.types import AppealOutcome, Decision, Ground, Order, Subject
from app.features.proposals.commands import edit
from app.features.proposals.models import Proposal
from app.features.proposals.queries import shown_version
from app.features.proposals.types import PublicLabel
from app.features.proposals.writing import content_of
from app.foundation.database import db
from app.foundation.policy import Actor


def schedule_afterwards(world: World) -> None:
    """Put reports, appeals and changes on the timeline, with what was decided of them."""
    at, past = world.timeline.at, world.calendar.past
    for entry in read("reports"):
        at(past(entry["reported"]), partial(_report, world, entry))
        if entry["decision"]:
            at(past(entry["decided"]), partial(_decide_report, world, entry))
    for entry in read("appeals"):
        at(past(entry["appealed"]), partial(_appeal, world, entry))
        if entry["ruled"]:
            at(past(entry["ruled"]), partial(_rule, world, entry))
    for entry in read("orders"):
        at(past(entry["recorded"]), partial(_record_order, world, entry))
        at(past(entry["decided"]), partial(_remove, world, entry))
    for entry in read("edits"):
        at(past(entry["edited"]), partial(_edit, world, entry))
        if entry["read"]:
            at(past(entry["read"]), partial(_publish_change, world, entry))


def _report(world: World, entry: Entry, now: datetime) -> None:
    reporter = world.people[entry["reporter"]].actor
    report(actor=reporter, subject=_subject(world, entry), reason=entry["reason"], now=now)


def _decide_report(world: World, entry: Entry, now: datetime) -> None:
    decide(
        actor=_moderator(world, entry), subject=_subject(world, entry), decision=Decision(entry["decision"]),
        reason=entry["decision_reason"], label=PublicLabel(entry["label"]) if entry.get("label") else None, now=now,
    )  # fmt: skip


def _appeal(world: World, entry: Entry, now: datetime) -> None:
    appellant = world.people[entry["appellant"]].actor
    appeal(actor=appellant, decision=_last_decision(world, entry), reason=entry["reason"], now=now)


def _rule(world: World, entry: Entry, now: datetime) -> None:
    """Let the focal point look again: the moderator decided first."""
    consultation = consultation_entry(entry["contribution"].rpartition("-")[0])
    rule_on_appeal(
        actor=world.staff_of(consultation["collectivity"], Role.FOCAL_POINT), decision=_last_decision(world, entry),
        outcome=AppealOutcome(entry["outcome"]), reason=entry["ruling_reason"], now=now,
    )  # fmt: skip


def _record_order(world: World, entry: Entry, now: datetime) -> None:
    order = Order(entry["authority"], entry["reference"], world.calendar.day(entry["dated"]))
    subject = world.proposal(entry["contribution"])
    record_order(actor=_moderator(world, entry), subject=subject, order=order, now=now)


def _remove(world: World, entry: Entry, now: datetime) -> None:
    decide(
        actor=_moderator(world, entry), subject=world.proposal(entry["contribution"]), decision=Decision.REMOVE,
        ground=Ground.ILLEGAL, reason=entry["reason"], language="fr", now=now,
    )  # fmt: skip


def _last_decision(world: World, entry: Entry) -> ModerationDecision:
    proposal = world.proposal(entry["contribution"])
    return list_decisions(subject=Subject.PROPOSAL, subject_id=proposal.id)[-1]


def _edit(world: World, entry: Entry, now: datetime) -> None:
    proposal = world.proposal(entry["contribution"])
    content = replace(content_of(shown_version(proposal)), **entry["fields"])
    author = next(person for person in world.people.values() if person.actor.user_id == proposal.author_id)
    edit(actor=author.actor, proposal=proposal, content=content, now=now)


def _publish_change(world: World, entry: Entry, now: datetime) -> None:
    decide(
        actor=_moderator(world, entry),
        subject=world.proposal(entry["contribution"]),
        decision=Decision.PUBLISH,
        now=now,
    )


def _subject(world: World, entry: Entry) -> Proposal | Comment:
    if entry["comment"] is None:
        return world.proposal(entry["contribution"])
    return db.session.get_one(Comment, world.comment_ids[f"{entry['contribution']}:{entry['comment']}"])


def _moderator(world: World, entry: Entry) -> Actor:
    consultation = consultation_entry(entry["contribution"].rpartition("-")[0])
    return world.staff_of(consultation["collectivity"], Role.MODERATOR)
