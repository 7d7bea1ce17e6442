"""Closed votes with a budget are counted by both rules, once, from the frozen ballots."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from flask import Flask

from app.features.ballots.results import amount
from app.features.ballots.types import CountState, VotingKind
from app.jobs import clock as jobs
from app.jobs import counting
from tests.support.clock import FixedClock
from tests.support.voting import Voting, open_voting

BALLOTS = [*[(1,)] * 4, *[(2, 3)] * 3]


@pytest.fixture
def closed(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """A closed vote with a budget of 100: most voters want what costs nearly all of it."""
    with app.app_context():
        voting = open_voting(clock, costs=(90, 30, 30, 40), kind=VotingKind.BUDGET, ceiling=100, maximum=4)
        for choices in BALLOTS:
            voting.cast(voting.place.person(), *choices)
        clock.set(voting.ends)
        jobs.close_due_votes()
        yield voting


def test_both_rules_stand_side_by_side(closed: Voting) -> None:
    assert counting.count_due_votes() == 1
    question = closed.question
    assert (question.count_state, question.count_progress) == (CountState.DONE, 100)
    results = question.results or {}
    assert (results["greedy"]["bought"], results["greedy"]["spent"]) == ([1], 90)
    assert results["equal_shares"]["bought"] == [2, 3]
    assert amount(results["equal_shares"]["share"]) == Fraction(100, 7)
    assert [purchase["number"] for purchase in results["equal_shares"]["account"]["purchases"]] == [2, 3]


def test_a_vote_is_counted_once(closed: Voting) -> None:
    assert [counting.count_due_votes(), counting.count_due_votes()] == [1, 0]


def test_a_count_that_a_killed_worker_began_is_begun_anew(
    closed: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(counting, "count_by_both_rules", killed)
        with pytest.raises(KeyboardInterrupt):
            counting.count_due_votes()
    assert closed.question.count_state is CountState.COUNTING
    assert counting.count_due_votes() == 1


def test_a_count_that_cannot_be_done_says_so_and_leaves_the_figures(
    closed: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ArithmeticError

    figures = closed.question.figures
    monkeypatch.setattr(counting, "count_by_both_rules", broken)
    assert [counting.count_due_votes(), counting.count_due_votes()] == [0, 0]
    assert closed.question.count_state is CountState.FAILED
    assert closed.question.figures == figures
