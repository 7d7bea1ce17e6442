"""Processes that end at once around every commit, and at every named place: nothing half-done, and again is once."""

from collections.abc import Callable

import pytest

from app.features.ballots import queries
from app.foundation.policy import Actor
from tests.support.clock import FixedClock
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.stage import Outcome, Stage
from tests.support.voting import Voting, entries

AROUND_A_COMMIT = ["before_commit", "after_commit"]
MOST_PLACES = 40


def at_every_place(act: Callable[[int], Outcome], check: Callable[[int, Outcome], None]) -> list[str]:
    """Do an act again and again, ended one place later each time, until it comes to its end; return the places."""
    for place in range(1, MOST_PLACES):
        outcome = act(place)
        assert outcome.refusals == []
        check(place, outcome)
        if not outcome.is_cut_off:
            assert outcome.code == 0
            return outcome.places
    raise AssertionError("the act never came to its end")


def test_trust_12_a_ballot_cut_off_anywhere_is_whole_or_absent_and_again_counts_once(
    stage: Stage, voting: Voting, people: list[Actor]
) -> None:
    question_id, answered = voting.question_id, []

    def cast(place: int, cut_at: int | None = None) -> Outcome:
        return stage.do(
            "cast", cut_at=cut_at, user_id=people[place].user_id, question_id=question_id, choices=[1, 2]
        )

    def check(place: int, outcome: Outcome) -> None:
        assert faults_after(question_id, [*answered, *outcome.leaves]) == []
        again = cast(place)
        assert (again.code, len(again.leaves)) == (0, 1)
        answered.extend(again.leaves)
        assert queries.count_ballots(question_id) == place
        assert len(entries(question_id, "ballot.cast")) == place

    places = at_every_place(lambda place: cast(place, place), check)
    assert places == ["between_entry_and_ballot", *AROUND_A_COMMIT]
    assert faults_after(question_id, answered) == []
    assert faults_of_ledger() == []


def test_trust_12_a_withdrawal_cut_off_anywhere_is_whole_or_absent(
    stage: Stage, voting: Voting, people: list[Actor]
) -> None:
    question_id, answered = voting.question_id, []

    def withdraw(place: int, cut_at: int | None = None) -> Outcome:
        if cut_at:
            voting.cast(people[place], 3)
        return stage.do("withdraw", cut_at=cut_at, user_id=people[place].user_id, question_id=question_id)

    def check(place: int, outcome: Outcome) -> None:
        answered.extend(outcome.leaves)
        assert faults_after(question_id, answered) == []
        assert withdraw(place).code == 0
        assert queries.count_ballots(question_id) == 0
        assert len(entries(question_id, "ballot.withdrawn")) == place

    places = at_every_place(lambda place: withdraw(place, place), check)
    assert places == ["between_entry_and_ballot", *AROUND_A_COMMIT]
    assert faults_of_ledger() == []


def test_trust_12_a_closing_cut_off_anywhere_freezes_the_figures_once(
    stage: Stage, voting: Voting, people: list[Actor], clock: FixedClock
) -> None:
    answered = [voting.cast(actor, 1, 2).leaf_hash for actor in people]
    clock.set(voting.ends)

    def check(_place: int, _outcome: Outcome) -> None:
        assert faults_after(voting.question_id, answered) == []
        figures, closed = voting.question.figures, entries(voting.question_id, "voting.closed")
        assert (figures is None) == (closed == [])
        assert len(closed) <= 1

    seen: set[str] = set()

    def close(place: int) -> Outcome:
        outcome = stage.do("work", cut_at=place, jobs=["close_due_votes"])
        seen.update(outcome.places)
        return outcome

    at_every_place(close, check)
    assert seen >= {"between_counting_and_closing", *AROUND_A_COMMIT}
    figures = voting.question.figures or {}
    assert (figures["ballots"], figures["tally"]) == (12, [[1, 12], [2, 12], [3, 0], [4, 0]])
    assert len(entries(voting.question_id, "voting.closed")) == 1
    assert faults_of_ledger() == []


def test_trust_12_sequencing_and_signing_cut_off_anywhere_go_on_where_they_stood(
    stage: Stage, voting: Voting, people: list[Actor]
) -> None:
    answered: list[str] = []

    def work(place: int) -> Outcome:
        # Something new each time, so that every place is come to.
        answered.append(voting.cast(people[place % 12], 1 + place // 12, 4).leaf_hash)
        return stage.do("work", cut_at=place, jobs=["sequence_ledger"])

    def check(_place: int, _outcome: Outcome) -> None:
        assert faults_after(voting.question_id, answered) == []
        assert faults_of_ledger() == []

    places = at_every_place(work, check)
    assert places == ["between_places_and_nodes", *AROUND_A_COMMIT, "after_publishing", *AROUND_A_COMMIT]


@pytest.mark.parametrize(
    ("act", "fault"), [("answer_first", "answered with success and not recorded"), ("tally_apart", "tally differs")]
)  # fmt: skip
def test_trust_12_ways_of_voting_that_lose_something_are_found_out(
    stage: Stage, voting: Voting, people: list[Actor], act: str, fault: str
) -> None:
    found: list[str] = []
    user_id, question_id = people[0].user_id, voting.question_id
    for place in range(1, 8):
        outcome = stage.do(act, cut_at=place, user_id=user_id, question_id=question_id, choices=[1, 2])
        found = faults_after(question_id, outcome.leaves)
        if found or not outcome.is_cut_off:
            break
    assert [one for one in found if fault in one]
