"""The greedy rule buys down the list whatever still fits."""

from fractions import Fraction

import pytest
from hypothesis import given

from app.features.ballots.counting.greedy import GreedyStep, count_greedy
from app.features.ballots.counting.types import Election, Utility
from tests.features.ballots.counting.elections import Reference, election, elections


def test_a_choice_that_no_longer_fits_is_passed_over_and_a_cheaper_one_is_bought() -> None:
    result = count_greedy(election([60, 50, 40], [[1, 2, 3], [1, 2], [1]], 100))
    assert result.bought == (1, 3)
    assert result.spent == 100
    assert result.steps == (
        GreedyStep(1, 3, 60, True, 100, 40, ()),
        GreedyStep(2, 2, 50, False, 40, 40, ()),
        GreedyStep(3, 1, 40, True, 40, 0, ()),
    )


def test_measured_by_number_the_most_approvals_per_unit_of_money_come_first() -> None:
    counted = election([60, 10], [[1], [1], [2]], 60)
    assert count_greedy(counted).bought == (1,)
    assert count_greedy(counted, utility=Utility.NUMBER).bought == (2,)


def test_equals_are_named_and_the_cheaper_one_goes_first() -> None:
    result = count_greedy(election([8, 6, 6], [[1, 2], [1, 2, 3], [3]], 10))
    assert [step.tied_with for step in result.steps] == [(1, 3), (1, 2), (2, 3)]
    assert result.bought == (2,)


def test_what_is_bought_already_is_paid_first() -> None:
    result = count_greedy(election([60, 50, 40], [[1, 2, 3], [1, 2], [1]], 100), already_bought=[2])
    assert result.bought == (3,)


def test_fractions_of_the_currency_are_exact() -> None:
    tenth = Fraction(1, 10)
    result = count_greedy(election([tenth, tenth, tenth], [[1, 2, 3]], 3 * tenth))
    assert result.bought == (1, 2, 3)


@given(elections())
def test_the_budget_is_never_exceeded_and_nothing_that_fits_is_left(counted: Election) -> None:
    result = count_greedy(counted)
    left = counted.budget - result.spent
    assert left >= 0
    assert all(cost > left for number, cost in counted.costs.items() if number not in result.bought)


@pytest.mark.parametrize("utility", Utility)
@given(counted=elections())
def test_the_reference_library_selects_the_same(counted: Election, utility: Utility) -> None:
    assert set(count_greedy(counted, utility=utility).bought) == Reference(counted).greedy(utility)
