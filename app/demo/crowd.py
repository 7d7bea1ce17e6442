"""Thousands of supports and opinions, written at once in the shape that the commands leave, counters exact."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import sqlalchemy as sa

from app.demo.reading import Entry, contributions, of_consultation, read
from app.demo.world import Person, World
from app.features.consultations.models import AgeDeclaration, Consultation
from app.features.notifications.commands import follow
from app.features.proposals.models import Proposal
from app.features.supports.models import ItemTally, Opinion, Support
from app.features.supports.types import Stance
from app.foundation.database import db, insert_into

BEFORE_CLOSING = timedelta(minutes=2)
# A neighbour takes part so many times more readily than somebody from elsewhere.
NEIGHBOUR = 6
FOLLOWERS = 14


def schedule_crowd(world: World) -> None:
    """Put on the timeline who supports, thinks and follows: all of a consultation just before its end, or now."""
    for entry in read("consultations"):
        opens = world.calendar.instant(entry["opens"])
        if opens >= world.calendar.now:
            continue
        last = world.calendar.before_now(world.calendar.instant(entry["closes"]) - BEFORE_CLOSING)
        world.timeline.at(opens, partial(_follow, world, entry))
        world.timeline.at(last, partial(_take_part, world, entry))


def _follow(world: World, entry: Entry, now: datetime) -> None:
    consultation = world.consultation(entry["key"])
    for person in _chosen(world, entry, f"follow:{entry['key']}", FOLLOWERS):
        follow(actor=person.actor, subject=consultation, now=now)


def _take_part(world: World, entry: Entry, now: datetime) -> None:
    consultation = world.consultation(entry["key"])
    supports = list(_supports(world, entry, until=now))
    opinions = list(_opinions(world, entry, consultation, until=now))
    _declare_ages(consultation, [*supports, *opinions])
    _insert(Support, supports)
    _insert(Opinion, opinions)
    _count(world, entry, consultation, opinions)


def _supports(world: World, entry: Entry, *, until: datetime) -> Iterable[dict[str, Any]]:
    """Yield the supports of a consultation's contributions, never by their authors."""
    for said in contributions(entry["key"]):
        proposal = world.proposal(said["key"]) if said["supports"] else None
        if proposal is None or proposal.published_at is None:
            continue
        random = Random(f"supports:{said['key']}")
        for person in _chosen(
            world, entry, f"people:{said['key']}", said["supports"], without=said["author"]
        ):
            yield {
                "collectivity_id": proposal.collectivity_id, "proposal_id": proposal.id,
                "user_id": person.actor.user_id, "given_at": _between(random, proposal.published_at, until),
            }  # fmt: skip


def _opinions(
    world: World, entry: Entry, consultation: Consultation, *, until: datetime
) -> Iterable[dict[str, Any]]:
    """Yield what people think of the items of a draft, as many as the content says."""
    for said in of_consultation("stances", entry["key"]):
        random = Random(f"opinions:{entry['key']}:{said['item']}")
        stances = [stance for stance in Stance for _ in range(said[stance.value])]
        people = _chosen(world, entry, f"opinions:{entry['key']}:{said['item']}", len(stances))
        for person, stance in zip(people, stances, strict=True):
            yield {
                "collectivity_id": consultation.collectivity_id, "consultation_id": consultation.id,
                "item_id": world.item_id(entry["key"], said["item"]), "user_id": person.actor.user_id,
                "stance": stance, "given_at": _between(random, consultation.opened_at or until, until),
            }  # fmt: skip


def _count(
    world: World, entry: Entry, consultation: Consultation, opinions: Sequence[dict[str, Any]]
) -> None:
    """Bring the counters to what was written: of supports by recount, of opinions item by item."""
    recount = sa.select(sa.func.count()).where(Support.proposal_id == Proposal.id).scalar_subquery()
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.consultation_id == consultation.id)
        .values(support_count=recount)
        .execution_options(synchronize_session=False)
    )
    tallies = [
        {
            "collectivity_id": consultation.collectivity_id, "consultation_id": consultation.id,
            "item_id": world.item_id(entry["key"], said["item"]),
            **{f"{stance.value}_count": said[stance.value] for stance in Stance},
        }
        for said in (of_consultation("stances", entry["key"]) if opinions else ())
    ]  # fmt: skip
    _insert(ItemTally, tallies)
    db.session.expire_all()


def _declare_ages(consultation: Consultation, acts: Iterable[dict[str, Any]]) -> None:
    first: dict[int, datetime] = {}
    for act in acts:
        first[act["user_id"]] = min(first.get(act["user_id"], act["given_at"]), act["given_at"])
    rows = [
        {"consultation_id": consultation.id, "user_id": user_id, "declared_at": declared_at}
        for user_id, declared_at in first.items()
    ]
    if rows and consultation.minimum_age is not None:
        db.session.execute(insert_into(AgeDeclaration).on_conflict_do_nothing(), rows)


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.insert(model), rows)


def _chosen(world: World, entry: Entry, seed: str, count: int, *, without: str | None = None) -> list[Person]:
    """Return different people, neighbours more readily; the same ones for the same seed."""
    random = Random(seed)
    people = [person for person in world.people.values() if person.key != without]
    drawn = {
        person.key: random.random()
        ** (1 / (NEIGHBOUR if person.collectivity == entry["collectivity"] else 1))
        for person in people
    }
    return sorted(people, key=lambda person: -drawn[person.key])[:count]


def _between(random: Random, first: datetime, last: datetime) -> datetime:
    return first + (last - first) * random.random()
