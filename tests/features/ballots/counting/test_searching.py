"""The search for the last step finds what single steps find, with fewer runs."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from app.features.ballots.counting.courses import Course, run
from app.features.ballots.counting.purses import Electorate
from app.features.ballots.counting.searching import Stop, find_last_step, is_exhaustive
from app.features.ballots.counting.types import Election, Utility
from tests.features.ballots.counting.elections import election, elections


def step_by_step(electorate: Electorate) -> tuple[Course, Stop, list[int]]:
    """Return what the published rule finds one unit at a time, and what each step spent."""
    course, spent = run(electorate, step=0), []
    while not is_exhaustive(electorate, course):
        spent.append(course.spent)
        raised = run(electorate, step=course.step + 1)
        if raised.spent > electorate.budget:
            return course, Stop.NEXT_OVERSPENDS, spent
        course = raised
    return course, Stop.NOTHING_FITS, spent


def drawn(chance: Random) -> Election:
    """Return an election whose costs are close together or equal, so that steps change the order often."""
    count = chance.randint(2, 9)
    around = chance.choice([20, 300])
    costs = [chance.randint(around // 2, around) for _ in range(count)]
    ballots = [
        [number for number in range(1, count + 1) if chance.random() < 0.45]
        for _ in range(chance.randint(1, 14))
    ]
    return election(costs, ballots, chance.randint(1, sum(costs)))


@pytest.mark.parametrize("utility", Utility)
@pytest.mark.parametrize("seed", range(40))
def test_it_finds_what_single_steps_find(seed: int, utility: Utility) -> None:
    electorate = Electorate(election=drawn(Random(seed)), utility=utility)
    found = find_last_step(electorate, progress=lambda done: None)
    course, stop, _ = step_by_step(electorate)
    assert (found.course.step, found.course.numbers, found.stop) == (course.step, course.numbers, stop)


@given(elections())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_finds_what_single_steps_find_in_odd_elections_too(counted: Election) -> None:
    electorate = Electorate(election=counted, utility=Utility.COST)
    found = find_last_step(electorate, progress=lambda done: None)
    course, stop, _ = step_by_step(electorate)
    assert (found.course.step, found.course.numbers, found.stop) == (course.step, course.numbers, stop)


def test_more_money_for_everybody_may_buy_less_which_is_why_nothing_is_skipped_without_proof() -> None:
    falls = 0
    for seed in range(400):
        electorate = Electorate(election=drawn(Random(seed)), utility=Utility.COST)
        course, stop, spent = step_by_step(electorate)
        if any(later < earlier for earlier, later in pairwise(spent)):
            falls += 1
            found = find_last_step(electorate, progress=lambda done: None)
            assert (found.course.numbers, found.stop) == (course.numbers, stop)
    assert falls > 0


def test_a_million_steps_take_few_runs() -> None:
    electorate = Electorate(
        election=election([3_000_000, 2_500_000, 900_000], [[1, 3], [1], [2], []], 3_500_000),
        utility=Utility.COST,
    )
    found = find_last_step(electorate, progress=lambda done: None)
    assert found.course.step > 100_000
    assert found.runs < 200


def test_twins_that_tie_at_every_step_do_not_slow_the_search() -> None:
    ballots = [[1, 2, 3], [1, 2, 4], [3], [4], []]
    electorate = Electorate(
        election=election([700_001, 700_001, 300_000, 900_000], ballots, 1_500_000), utility=Utility.COST
    )
    found = find_last_step(electorate, progress=lambda done: None)
    assert found.course.step > 10_000
    assert found.runs < 300
