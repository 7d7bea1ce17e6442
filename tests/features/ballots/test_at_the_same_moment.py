"""Many ballots at the same moment, from threads and from processes; each way to get it wrong is found out."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from threading import Barrier, Event, Lock

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.ballots import commands, queries, rules
from app.features.ballots.models import Ballot, VotingQuestion
from app.features.ballots.types import Receipt, VotingKind
from app.foundation import failpoints
from app.foundation.database import db
from app.foundation.errors import Invalid, NotNow
from app.foundation.policy import Actor
from app.jobs import clock as jobs
from config import ROOT
from tests.support import broken_voting
from tests.support.applications import Workplace
from tests.support.clock import FixedClock
from tests.support.together import do_together
from tests.support.voting import Voting, entries, faults, faults_of_answers, open_voting

FIFTY = 50
COSTS = (60, 50, 40, 10)
CEILING = 100
PEOPLE = 100
BEFORE = 30  # the closing waits for so many successes
AFTER = 20  # so many people press only once the end has come


def people(voting: Voting, number: int) -> list[Actor]:
    """Return so many new voters."""
    return [voting.place.person(name=f"Voisine {each}") for each in range(number)]


def refusals(outcomes: Sequence[object]) -> list[Exception]:
    """Return what was raised."""
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def receipts(outcomes: Sequence[object]) -> list[Receipt]:
    """Return what was answered with success."""
    return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]


def count_rows() -> int:
    """Return how many ballots there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Ballot)) or 0


def test_trust_1_fifty_identical_ballots_released_together_are_one(app: Flask, voting: Voting) -> None:
    amina = voting.place.person()
    outcomes = do_together(app, [partial(voting.cast, amina, 1, 2) for _ in range(FIFTY)])
    assert refusals(outcomes) == []
    assert len({receipt.leaf_hash for receipt in receipts(outcomes)}) == 1
    assert (count_rows(), queries.count_ballots(voting.question_id)) == (1, 1)
    assert len(entries(voting.question_id, "ballot.cast")) == 1
    assert faults(voting.question_id) == []


def test_trust_1_checking_and_then_inserting_is_found_out(app: Flask, voting: Voting) -> None:
    amina, checked = voting.place.person(), Barrier(FIFTY)
    vote = partial(
        broken_voting.check_then_insert, question_id=voting.question_id, actor=amina, choices=[1, 2], checked=checked
    )  # fmt: skip
    outcomes = do_together(app, [vote for _ in range(FIFTY)])
    assert refusals(outcomes) != [] or faults(voting.question_id) != []


def test_trust_2_the_same_ballot_from_five_processes_counts_once(
    app: Flask, voting: Voting, workplace: Workplace
) -> None:
    amina = voting.place.person()
    asked = {
        "database_url": workplace.database.url, "data_folder": str(workplace.data_folder), "user_id": amina.user_id,
        "now": voting.starts.isoformat(), "question_id": voting.question_id, "choices": [1, 2], "processes": 5,
        "times": 10,
    }  # fmt: skip
    db.session.remove()
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.voting_process"], cwd=ROOT, text=True, input=json.dumps(asked),
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    leaves = json.loads(done.stdout)
    assert (len(leaves), len(set(leaves))) == (50, 1)
    assert (count_rows(), queries.count_ballots(voting.question_id)) == (1, 1)
    assert faults(voting.question_id) == []


def test_trust_3_votes_and_withdrawals_shuffled_in_parallel_leave_no_gap(app: Flask, voting: Voting) -> None:
    dice = Random(3)
    acts: list[Callable[[], Receipt | None]] = []
    for actor in people(voting, 8):
        wishes = [dice.sample(range(1, 5), dice.randint(1, 3)) for _ in range(4)]
        acts += [partial(voting.cast, actor, *wish) for wish in wishes]
        acts += [partial(voting.withdraw, actor)] * 2
    dice.shuffle(acts)
    outcomes = do_together(app, acts)
    assert refusals(outcomes) == []
    answered = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    assert faults_of_answers(voting.question_id, answered) == []
    assert len(entries(voting.question_id)) > 8


def test_trust_3_a_tally_kept_in_a_second_transaction_is_found_out(
    app: Flask, voting: Voting, clock: FixedClock
) -> None:
    recorded, closed = Event(), Event()

    def between() -> None:
        recorded.set()
        assert closed.wait(timeout=60)

    def close() -> None:
        assert recorded.wait(timeout=60)
        clock.set(voting.ends)
        jobs.close_due_votes()
        closed.set()

    amina = voting.place.person()
    vote = partial(
        broken_voting.tally_in_a_second_transaction, question_id=voting.question_id, actor=amina, choices=[1],
        between=between,
    )  # fmt: skip
    acts: list[Callable[[], object]] = [vote, close]
    do_together(app, acts)
    assert [fault for fault in faults(voting.question_id) if "tally differs" in fault]


def test_trust_4_two_hundred_parallel_ballots_never_exceed_the_budget(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        voting = open_voting(clock, costs=COSTS, kind=VotingKind.BUDGET, ceiling=CEILING, maximum=4)
        dice = Random(4)
        wishes = [sorted(dice.sample(range(1, 5), dice.randint(1, 3))) for _ in range(200)]
        voters = people(voting, 200)
        outcomes = do_together(
            app, [partial(voting.cast, actor, *wish) for actor, wish in zip(voters, wishes, strict=True)]
        )
        affordable = [sum(COSTS[number - 1] for number in wish) <= CEILING for wish in wishes]
        assert [isinstance(outcome, Receipt) for outcome in outcomes] == affordable
        assert [refusal for refusal in refusals(outcomes) if not isinstance(refusal, Invalid)] == []
        assert 50 < sum(affordable) < 200
        wanted = Counter(
            number for wish, can in zip(wishes, affordable, strict=True) if can for number in wish
        )
        assert queries.tally(voting.question_id) == {number: wanted[number] for number in range(1, 5)}
        spent = [
            sum(COSTS[number - 1] for number in row) for row in db.session.scalars(sa.select(Ballot.choices))
        ]
        assert max(spent) <= CEILING
        assert faults_of_answers(voting.question_id, receipts(outcomes)) == []


# ── answered means recorded ──


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let every third commit fail, as a full disk or a broken line would."""
    lock, count = Lock(), [0]

    def reached(name: str) -> None:
        if name != "before_commit":
            return
        with lock:
            count[0] += 1
            fails = count[0] % 3 == 0
        if fails:
            raise OSError("cut off")

    monkeypatch.setattr(failpoints, "reached", reached)
    return count


def test_whoever_is_answered_with_success_is_recorded_even_when_commits_fail(
    app: Flask, voting: Voting, request: pytest.FixtureRequest
) -> None:
    voters = people(voting, 30)
    request.getfixturevalue("cut_off")
    outcomes = do_together(app, [partial(voting.cast, actor, 1) for actor in voters])
    assert len(refusals(outcomes)) == 10
    assert faults_of_answers(voting.question_id, receipts(outcomes)) == []
    assert queries.count_ballots(voting.question_id) == 20


def test_answering_before_the_commit_is_found_out(
    app: Flask, voting: Voting, request: pytest.FixtureRequest
) -> None:
    voters = people(voting, 30)
    request.getfixturevalue("cut_off")
    answers: list[Receipt] = []

    def vote(actor: Actor) -> Receipt:
        return broken_voting.answer_before_commit(
            lambda now: commands.cast(
                actor=actor,
                question=db.session.get_one(VotingQuestion, voting.question_id),
                choices=[1],
                now=now,
            ),
            answers,
        )

    do_together(app, [partial(vote, actor) for actor in voters])
    assert [fault for fault in faults_of_answers(voting.question_id, answers) if "not recorded" in fault]


# ── the closing ──


@dataclass
class Race:
    """An open vote a moment before its end, with one ballot for each of a hundred people."""

    app: Flask
    clock: FixedClock
    voting: Voting
    voters: list[Actor]
    has_ended: Event = field(default_factory=Event)
    enough: Event = field(default_factory=Event)
    successes: list[Receipt] = field(default_factory=list)
    late: list[Receipt] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def press(self, number: int) -> Receipt:
        """Vote, the last ones once the end has come."""
        is_late = number >= PEOPLE - AFTER
        if is_late:
            assert self.has_ended.wait(timeout=60)
        receipt = self.voting.cast(self.voters[number], 1 + number % 4)
        with self.lock:
            self.successes.append(receipt)
            self.late += [receipt] if is_late else []
            if len(self.successes) >= BEFORE:
                self.enough.set()
        return receipt

    def close(self) -> str:
        """Let the end come in the middle of it all, and record the closing."""
        assert self.enough.wait(timeout=60)
        self.clock.set(self.voting.ends)
        self.has_ended.set()
        return f"closed {jobs.close_due_votes()}"

    def run(self) -> list[object]:
        """Release everybody together."""
        acts: list[Callable[[], object]] = [partial(self.press, number) for number in range(PEOPLE)]
        return list(do_together(self.app, [*acts, self.close]))

    def faults(self) -> list[str]:
        """Return what is wrong with what was recorded, compared with what was answered."""
        found = faults_of_answers(self.voting.question_id, self.successes)
        kinds = [entry["kind"] for entry in entries(self.voting.question_id)]
        after = kinds[kinds.index("voting.closed") + 1 :]
        found += [f"{len(after)} entries after the closing"] if after else []
        found += [f"{len(self.late)} ballots taken after the end"] if self.late else []
        figures = self.voting.question.figures or {}
        counts = [figures["ballots"], len(self.successes), sum(count for _, count in figures["tally"])]
        return [*found, f"figures and answers are {counts}"] if len(set(counts)) > 1 else found


@pytest.fixture
def race(app: Flask, clock: FixedClock) -> Iterator[Race]:
    """An open vote, a millisecond before its end."""
    with app.app_context():
        voting = open_voting(clock)
        voters = people(voting, PEOPLE)
        clock.set(voting.ends - timedelta(milliseconds=1))
        db.session.remove()
        yield Race(app, clock, voting, voters)


def test_trust_6_a_hundred_ballots_racing_the_closing_leave_none_after_it(race: Race) -> None:
    outcomes = race.run()
    assert outcomes[-1] == "closed 1"
    refused = refusals(outcomes)
    assert [refusal for refusal in refused if not isinstance(refusal, NotNow)] == []
    assert race.faults() == []
    assert len(refused) >= AFTER
    assert len(race.successes) == PEOPLE - len(refused) >= BEFORE


def test_trust_6_a_platform_that_forgot_to_look_at_the_calendar_is_found_out(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing_waits = Event()
    monkeypatch.setattr(rules, "require_open", lambda _question, *, now: None)
    close_due = jobs.close_due_votes

    def close_once_somebody_was_late() -> int:
        closing_waits.set()
        for _ in range(600):
            if race.late:
                break
            Event().wait(timeout=0.05)
        return close_due()

    monkeypatch.setattr(jobs, "close_due_votes", close_once_somebody_was_late)
    race.run()
    assert [fault for fault in race.faults() if "taken after the end" in fault]
