"""What is counted fits together, and says the same whatever the order of the ballots."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.features.ballots.counting.types import CannotCount, Choice, Election, Pile, Profile


def test_identical_ballots_are_one_pile_whatever_the_order_of_their_numbers() -> None:
    profile = Profile.of([[2, 1], [1, 2, 2], [], [3]])
    assert profile.piles == (Pile((), 1), Pile((1, 2), 2), Pile((3,), 1))
    assert (profile.ballots, profile.blank) == (4, 1)
    assert profile.approvals == {1: 2, 2: 2, 3: 1}


@given(st.lists(st.lists(st.integers(1, 5))), st.randoms())
def test_the_order_of_the_ballots_is_not_kept(ballots: list[list[int]], chance: object) -> None:
    shuffled = list(ballots)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Profile.of(ballots) == Profile.of(shuffled)


def test_piles_that_hold_no_ballot_are_left_out() -> None:
    assert Profile.of_counts({(1,): 0, (2,): 3}).piles == (Pile((2,), 3),)


def test_equals_go_by_approvals_then_by_the_lower_cost_then_by_number() -> None:
    choices = (Choice(1), Choice(2, 30), Choice(3, Fraction(1, 2)), Choice(4, 30), Choice(5, 90))
    counted = Election(choices, Profile.of([[5]]))
    assert sorted(counted.tie_rank, key=counted.tie_rank.__getitem__) == [5, 3, 2, 4, 1]


def test_another_published_order_replaces_the_rule() -> None:
    counted = Election((Choice(1, 5), Choice(2, 9)), Profile.of([[1]]), tie_order=(2, 1))
    assert counted.tie_rank == {2: 0, 1: 1}


def test_what_does_not_fit_together_is_refused() -> None:
    nobody = Profile.of([])
    with pytest.raises(CannotCount):
        Election((Choice(1), Choice(1)), nobody)
    with pytest.raises(CannotCount):
        Election((Choice(1),), Profile.of([[2]]))
    with pytest.raises(CannotCount):
        Election((Choice(1),), nobody, tie_order=(1, 1))
    with pytest.raises(CannotCount):
        Election((Choice(1),), nobody, -1)
    with pytest.raises(CannotCount):
        Choice(1, -1)
    with pytest.raises(CannotCount):
        assert Election((Choice(1),), nobody).costs
