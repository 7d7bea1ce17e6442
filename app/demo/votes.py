"""Votes at the end of consultations: prepared, announced, opened, a ballot at a time, closed and counted by both rules."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from random import Random

from app.demo.people import CITIZEN
from app.demo.reading import Entry, origin_of, read
from app.demo.world import Person, World, consultation_entry
from app.features.accounts.types import Role
from app.features.ballots import commands, preparing, queries
from app.features.ballots.models import VotingQuestion
from app.features.ballots.results import count_by_both_rules, election_of
from app.features.ballots.types import ChoiceDraft, CountState, Setup, VotingKind
from app.features.voters.types import VoterLevel
from app.foundation.policy import SYSTEM, Actor

# So many of the voters live in town; what the others want differs.
IN_TOWN = 0.62


def schedule_votes(world: World) -> None:
    """Put the life of every vote on the timeline, its ballots between opening and closing, or now."""
    at, calendar = world.timeline.at, world.calendar
    for entry in read("votes"):
        opens, closes = calendar.instant(entry["opens"]), calendar.instant(entry["closes"])
        at(calendar.past(entry["prepared"]), partial(_prepare, world, entry))
        at(opens, partial(_open, world, entry))
        last = calendar.before_now(closes)
        for place, person in enumerate(_voters(world, entry), start=1):
            moment = opens + (last - opens) * (place / (entry["voters"] + 1))
            at(moment, partial(_vote, world, entry, person))
        if closes < calendar.now:
            at(closes, partial(_close, world, entry))


def _prepare(world: World, entry: Entry, now: datetime) -> None:
    actor, consultation = _focal_point(world, entry), world.consultation(entry["consultation"])
    question = preparing.create_question(
        actor=actor, consultation=consultation, kind=VotingKind.BUDGET, texts=_texts(entry), now=now
    )
    preparing.update_setup(
        actor=actor,
        question=question,
        setup=_setup(world, entry),
        lock_version=question.lock_version,
        now=now,
    )
    preparing.replace_choices(
        actor=actor, question=question, choices=[_choice(world, entry, each) for each in entry["choices"]],
        lock_version=question.lock_version, now=now,
    )  # fmt: skip
    commands.announce(actor=actor, question=question, now=now)


def _texts(entry: Entry) -> dict[str, dict[str, str]]:
    return {
        code: {"title": title, "introduction": entry["introduction"][code], "origin": origin_of(code)}
        for code, title in entry["title"].items()
    }


def _setup(world: World, entry: Entry) -> Setup:
    calendar = world.calendar
    return Setup(
        kind=VotingKind.BUDGET, texts=_texts(entry), minimum=entry["minimum"], maximum=entry["maximum"],
        ceiling=entry["ceiling"], level=VoterLevel.CONFIRMED, counts_hidden=True,
        starts_at=calendar.instant(entry["opens"]), ends_at=calendar.instant(entry["closes"]),
        keys_destroyed_on=calendar.day(entry["key_destroyed"]),
    )  # fmt: skip


def _choice(world: World, entry: Entry, choice: Entry) -> ChoiceDraft:
    if "proposal" in choice:
        return ChoiceDraft(proposal_id=world.proposal_ids[choice["proposal"]], cost=choice["cost"])
    return ChoiceDraft(item_id=world.item_id(entry["consultation"], choice["item"]), cost=choice["cost"])


def _open(world: World, entry: Entry, now: datetime) -> None:
    commands.open(actor=SYSTEM, question=_question(world, entry), now=now)


def _vote(world: World, entry: Entry, person: Person, now: datetime) -> None:
    world.declare_age(person.actor, entry["consultation"], now)
    numbers = _ballot(entry, Random(f"ballot:{entry['consultation']}:{person.key}"))
    commands.cast(actor=person.actor, question=_question(world, entry), choices=numbers, now=now)


def _ballot(entry: Entry, random: Random) -> list[int]:
    """Return the numbers of what somebody ticks: what appeals to her kind of place, as far as the budget goes."""
    group = 0 if random.random() < IN_TOWN else 1
    wanted = [
        (random.random() / choice["appeal"][group], number, choice["cost"])
        for number, choice in enumerate(entry["choices"], start=1)
    ]
    left, ticked = entry["ceiling"], list[int]()
    for keenness, number, cost in sorted(wanted):
        if cost <= left and len(ticked) < entry["maximum"] and (keenness < 1 or not ticked):
            ticked.append(number)
            left -= cost
    return ticked


def _close(world: World, entry: Entry, now: datetime) -> None:
    """Close the vote and count it at once: the demonstration waits for no worker."""
    question = commands.close(actor=SYSTEM, question=_question(world, entry), now=now)
    election = election_of(question, queries.list_choices(question.id), queries.openings(question.id))
    results = count_by_both_rules(election, progress=lambda done: None)
    commands.record_count(question=question, state=CountState.DONE, progress=100, results=results)


def _voters(world: World, entry: Entry) -> Sequence[Person]:
    """Return who votes; the participant whom the banner offers has not voted yet where the vote is open."""
    people = [person for person in world.people.values() if person.key != CITIZEN]
    return Random(f"voters:{entry['consultation']}").sample(people, entry["voters"])


def _question(world: World, entry: Entry) -> VotingQuestion:
    question = queries.find_of_consultation(world.consultation_ids[entry["consultation"]])
    if question is None:
        raise LookupError(entry["consultation"])
    return question


def _focal_point(world: World, entry: Entry) -> Actor:
    place = consultation_entry(entry["consultation"])["collectivity"]
    return world.staff_of(place, Role.FOCAL_POINT)
