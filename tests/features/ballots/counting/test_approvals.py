"""Approvals are counted, and equals are said to be equal."""

from hypothesis import given

from app.features.ballots.counting.approvals import Standing, count_approvals
from app.features.ballots.counting.types import Choice, Election, Profile
from tests.features.ballots.counting.elections import election, elections


def test_the_most_approved_come_first_and_equals_share_a_place() -> None:
    result = count_approvals(election([30, 20, 20, 5], [[1, 2], [3, 1], [1], [], [2, 3]], 0))
    assert (result.ballots, result.blank) == (5, 1)
    assert result.standings == (
        Standing(1, 1, 3, ()),
        Standing(2, 2, 2, (3,)),
        Standing(2, 3, 2, (2,)),
        Standing(4, 4, 0, ()),
    )


def test_equals_follow_one_another_by_cost_and_still_share_the_place() -> None:
    result = count_approvals(election([30, 20], [[1], [2]], 0))
    assert [(standing.place, standing.number) for standing in result.standings] == [(1, 2), (1, 1)]


def test_choices_need_no_cost_to_be_counted() -> None:
    result = count_approvals(Election((Choice(2), Choice(1)), Profile.of([[2]])))
    assert [standing.number for standing in result.standings] == [2, 1]


@given(elections())
def test_every_choice_stands_once_and_every_approval_is_counted(counted: Election) -> None:
    standings = count_approvals(counted).standings
    assert sorted(standing.number for standing in standings) == sorted(counted.by_number)
    assert sum(standing.approvals for standing in standings) == sum(
        len(pile.numbers) * pile.count for pile in counted.profile.piles
    )
    assert [standing.approvals for standing in standings] == sorted(
        (standing.approvals for standing in standings), reverse=True
    )
