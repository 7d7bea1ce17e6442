"""A hundred people press at the moment of closing: what was answered with success is counted, the rest is refused."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Lock

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.consultations.types import Round
from app.features.plans.models import PlanItem
from app.features.plans.queries import tree
from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.proposals.types import Content, Place, Signature
from app.features.supports import commands, rules
from app.features.supports.models import ItemTally, Opinion, Support
from app.features.supports.types import Stance
from app.foundation.database import db, transaction
from app.foundation.errors import NotNow
from app.foundation.policy import SYSTEM, Actor
from app.jobs import clock as jobs
from tests.features.consultations.preparing import ENDS, STARTS, Preparing, make_preparing
from tests.support.clock import FixedClock
from tests.support.together import do_together

PEOPLE = 100
BEFORE = 30  # the closing waits for so many successes
AFTER = 20  # so many people press only once the end has come
LAST_MOMENT = timedelta(milliseconds=1)


@dataclass
class Race:
    """An open consultation a moment before its end, with one act for each of a hundred people."""

    app: Flask
    clock: FixedClock
    preparing: Preparing
    proposal_id: int
    item_id: int
    people: list[Actor]
    has_ended: Event = field(default_factory=Event)
    enough: Event = field(default_factory=Event)
    successes: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def press(self, number: int) -> str:
        """Support the proposal, or say what one thinks of the item; return which."""
        actor, what = self.people[number], "support" if number % 2 else "opinion"
        if number >= PEOPLE - AFTER:
            assert self.has_ended.wait(timeout=60)
        with transaction() as now:
            if what == "support":
                proposal = db.session.get_one(Proposal, self.proposal_id)
                commands.give_support(actor=actor, proposal=proposal, now=now)
            else:
                item = db.session.get_one(PlanItem, self.item_id)
                commands.give_opinion(
                    actor=actor,
                    consultation=self.preparing.consultation,
                    item=item,
                    stance=Stance.AGREE,
                    now=now,
                )
        with self.lock:
            self.successes.append(what)
            if len(self.successes) >= BEFORE:
                self.enough.set()
        return what

    def close(self) -> str:
        """Let the end come in the middle of it all, and record the closing."""
        assert self.enough.wait(timeout=60)
        self.clock.set(ENDS)
        self.has_ended.set()
        return f"closed {jobs.close_due_consultations()}"

    def run(self) -> list[str | Exception]:
        """Release everybody together."""
        acts: list[Callable[[], str]] = [
            lambda number=number: self.press(number)  # type: ignore[misc]
            for number in range(PEOPLE)
        ]
        return do_together(self.app, [*acts, self.close])

    def faults(self) -> list[str]:
        """Return what is wrong with what was recorded, compared with what was answered."""
        answered, closed_at = Counter(self.successes), self.preparing.consultation.closed_at
        assert closed_at is not None
        rows = {"support": instants(Support), "opinion": instants(Opinion)}
        tally = db.session.scalars(sa.select(ItemTally).where(ItemTally.item_id == self.item_id)).one()
        counters = {
            "support": db.session.get_one(Proposal, self.proposal_id).support_count,
            "opinion": tally.agree_count,
        }
        frozen = (self.preparing.consultation.figures or {})["counts"]
        found = []
        for what, given in rows.items():
            late = [instant for instant in given if instant >= closed_at]
            found += [f"{what}: {len(late)} recorded at or after the closing"] if late else []
            counts = [len(given), answered[what], counters[what], frozen[f"{what}s"]]
            if len(set(counts)) > 1:
                found.append(f"{what}: rows, answers, counter and frozen figure are {counts}")
        return found


def instants(model: type[Support] | type[Opinion]) -> list[datetime]:
    """Return when each row was given."""
    return list(db.session.scalars(sa.select(model.given_at)))


@pytest.fixture
def race(app: Flask, clock: FixedClock) -> Iterator[Race]:
    """A second round with one published proposal, a moment before its end."""
    with app.app_context():
        preparing = make_preparing(in_round=Round.DRAFT)
        preparing.announce()
        preparing.place.set(ends_at=ENDS + timedelta(days=365))  # the commune's other one stays out of it
        clock.set(STARTS)
        jobs.open_due_consultations()
        people = [preparing.place.person(name=f"Voisine {number}") for number in range(PEOPLE)]
        item_id = tree(preparing.consultation.version_id or 0)[0].children[0].item_id
        proposal_id = _publish(preparing)
        db.session.remove()
        clock.set(ENDS - LAST_MOMENT)
        yield Race(app, clock, preparing, proposal_id, item_id, people)


def _publish(preparing: Preparing) -> int:
    author = preparing.place.person(name="Amina Essai")
    with transaction() as now:
        proposal = proposals.submit(
            actor=author, consultation=preparing.consultation, place=Place(), signature=Signature(), now=now,
            content=Content(title="Ouvrir la bibliothèque le soir", solution="Deux soirs par semaine."),
        )  # fmt: skip
        if proposal.published_at is None:
            proposals.publish(actor=SYSTEM, proposal=proposal, now=now)
        return proposal.id


def test_none_is_recorded_after_the_closing_and_every_one_answered_with_success_is_counted(
    race: Race,
) -> None:
    outcomes = race.run()
    assert outcomes[-1] == "closed 1"
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [refusal for refusal in refused if not isinstance(refusal, NotNow)] == []
    assert race.faults() == []
    assert len(refused) >= AFTER
    assert len(race.successes) == PEOPLE - len(refused) >= BEFORE


def test_a_platform_that_forgot_to_look_at_the_calendar_would_be_found_out(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "require_running", lambda _consultation, *, now: None)
    race.run()
    assert [fault for fault in race.faults() if "after the closing" in fault]
