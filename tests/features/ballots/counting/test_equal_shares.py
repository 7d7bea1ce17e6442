"""Equal shares: examples worked out by hand, properties, and the same outcome as the reference library."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from app.features.ballots.counting.equal_shares import (
    Completion,
    EqualSharesResult,
    count_equal_shares,
)
from app.features.ballots.counting.greedy import count_greedy
from app.features.ballots.counting.payments import BallotGroup, Payment, Purchase, Unpaid
from app.features.ballots.counting.searching import Stop
from app.features.ballots.counting.types import Election, Profile, Utility
from tests.features.ballots.counting.elections import Reference, election, elections

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def by_shares(counted: Election) -> EqualSharesResult:
    return count_equal_shares(counted, completion=Completion.NONE)


def test_a_minority_gets_what_its_share_pays_for() -> None:
    """Ten ballots share 100: six want 1, 2 and 3, four want 4, which the greedy rule would not buy."""
    counted = election([40, 30, 30, 40], [[1, 2, 3]] * 6 + [[4]] * 4, 100)
    assert count_greedy(counted).bought == (2, 3, 1)
    result = by_shares(counted)
    assert (result.share, result.bought) == (10, (2, 3, 4))
    first, second, third = result.account.purchases
    assert first == Purchase(
        number=2,
        cost=30,
        approvals=6,
        price=Fraction(5),
        price_per_unit=Fraction(1, 6),
        payments=(Payment(Fraction(5), 6),),
        tied_with=(1, 3),
        left=Fraction(70),
    )
    assert (second.number, second.price, second.tied_with, second.left) == (3, 5, (), 40)
    assert (third.number, third.price, third.left) == (4, 10, 0)
    assert result.account.unpaid == (Unpaid(1, 40, 6, Fraction(0), Fraction(40)),)
    assert result.account.groups == (
        BallotGroup(1, 4, Fraction(40), Fraction(0)),
        BallotGroup(2, 6, Fraction(60), Fraction(0)),
    )


def test_who_holds_less_than_the_price_gives_all_and_the_others_pay_the_rest_equally() -> None:
    """Shares of 10: four pay 6 for 1; then 2 costs 16, and 16/3 is more than the 4 that one of the three has left."""
    counted = election([24, 16], [[1, 2], [1], [1], [1], [2], [2]], 60)
    one, two = by_shares(counted).account.purchases
    assert (one.number, one.payments, one.left) == (1, (Payment(Fraction(6), 4),), 36)
    assert (two.number, two.price, two.price_per_unit, two.left) == (2, 6, Fraction(3, 8), 20)
    assert two.payments == (Payment(Fraction(6), 2), Payment(Fraction(4), 1))
    assert (two.paid_in_full, two.paid_less, two.paid_nothing) == (2, 1, 0)


def test_who_has_nothing_left_approves_without_paying() -> None:
    """Shares of 10: five give all for 1; then 12 for 2 is paid by two of the three who approve."""
    counted = election([50, 12], [[1, 2], [1], [1], [1], [1], [2], [2]], 70)
    two = by_shares(counted).account.purchases[1]
    assert two.payments == (Payment(Fraction(6), 2), Payment(Fraction(0), 1))
    assert (two.paid_in_full, two.paid_less, two.paid_nothing) == (2, 0, 1)


def test_measured_by_number_the_cheapest_for_its_payers_comes_first() -> None:
    counted = election([50, 10], [[1, 2], [1, 2], [1]], 60)
    assert by_shares(counted).bought == (1,)
    by_number = count_equal_shares(counted, utility=Utility.NUMBER, completion=Completion.NONE)
    assert by_number.bought == (2, 1)
    assert by_number.account.purchases[1].payments == (Payment(Fraction(20), 1), Payment(Fraction(15), 2))


def test_what_costs_nothing_is_a_gain_only_where_choices_are_counted_by_number() -> None:
    counted = election([0, 0, 5], [[1, 3]], 5)
    assert by_shares(counted).bought == (3,)
    by_number = count_equal_shares(counted, utility=Utility.NUMBER, completion=Completion.NONE)
    assert (by_number.free, by_number.bought) == ((1,), (1, 3))
    assert set(count_equal_shares(counted, completion=Completion.ADD1_GREEDY).bought) == {1, 2, 3}


def test_blank_ballots_keep_their_share() -> None:
    assert by_shares(election([10], [[1]], 10)).bought == (1,)
    assert by_shares(election([10], [[1], []], 10)).bought == ()


def test_without_ballots_nothing_is_bought() -> None:
    result = count_equal_shares(election([10], [], 100))
    assert (result.bought, result.spent, result.share, result.stop) == ((), 0, 100, Stop.NOTHING_FITS)


def test_everybody_is_given_one_unit_more_until_nothing_else_fits() -> None:
    """Shares of 5: the three who want 1 lack 3, one unit each; then nothing else fits into the 2 left."""
    result = count_equal_shares(election([18, 3], [[1], [1], [1], []], 20))
    assert (result.bought, result.steps, result.stop) == ((1,), 1, Stop.NOTHING_FITS)
    assert (result.share, result.endowment) == (5, 6)


def test_the_step_before_stands_when_one_unit_more_would_spend_too_much() -> None:
    """Two camps want 12 of a budget of 20: at 6 each both could pay, together 24."""
    result = count_equal_shares(election([12, 12], [[1], [1], [2], [2]], 20))
    assert (result.bought, result.steps, result.stop) == ((), 0, Stop.NEXT_OVERSPENDS)


def test_what_still_fits_is_bought_by_the_greedy_rule_when_so_decided() -> None:
    result = count_equal_shares(
        election([12, 12], [[1], [1], [2], [2]], 20), completion=Completion.ADD1_GREEDY
    )
    assert result.bought == (1,)
    assert result.completed is not None
    assert result.completed.steps[0].tied_with == (2,)


def test_progress_is_told_and_never_goes_back() -> None:
    told: list[float] = []
    count_equal_shares(election([90, 70, 8], [[1], [2], [3], [1, 2], []], 150), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert all(0 <= done <= 1 for done in told)


def test_counting_can_be_stopped_by_the_one_who_is_told() -> None:
    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        count_equal_shares(election([90], [[1], []], 100), progress=stop)


def test_camps_with_nothing_in_common_each_spend_their_own_share() -> None:
    """A laminar case: 60, 30 and 10 of 100 ballots, choices of 10 each: they get 6, 3 and 1 of them."""
    camps = {6: range(1, 11), 3: range(11, 21), 1: range(21, 31)}
    ballots = [list(choices) for size, choices in camps.items() for _ in range(size * 10)]
    result = by_shares(election([10] * 30, ballots, 100))
    for size, choices in camps.items():
        assert len(set(result.bought) & set(choices)) == size


def test_a_group_inside_a_group_spends_together_what_both_want() -> None:
    """A laminar case, nested: all four want 1, two of them 2, one of these 3."""
    result = by_shares(election([20, 8, 1], [[1], [1], [1, 2], [1, 2, 3]], 40))
    assert result.bought == (1, 2, 3)
    assert [purchase.price for purchase in result.account.purchases] == [5, 4, 1]


@given(elections())
@UNHURRIED
def test_the_budget_is_never_exceeded(counted: Election) -> None:
    for completion in Completion:
        assert count_equal_shares(counted, completion=completion).spent <= counted.budget


@given(elections())
@UNHURRIED
def test_the_account_adds_up_to_the_last_fraction(counted: Election) -> None:
    result = count_equal_shares(counted)
    given_out = result.endowment * counted.profile.ballots
    for purchase in result.account.purchases:
        assert sum(payment.amount * payment.ballots for payment in purchase.payments) == purchase.cost
        assert sum(payment.ballots for payment in purchase.payments) == purchase.approvals
        assert all(0 <= payment.amount <= purchase.price for payment in purchase.payments)
        assert purchase.paid_in_full + purchase.paid_less + purchase.paid_nothing == purchase.approvals
    assert sum(group.ballots for group in result.account.groups) == counted.profile.ballots
    assert sum(group.paid + group.left for group in result.account.groups) == given_out
    assert sum(group.paid for group in result.account.groups) == sum(
        purchase.cost for purchase in result.account.purchases
    )
    assert all(unpaid.lacking > 0 for unpaid in result.account.unpaid)


@given(elections())
@UNHURRIED
def test_the_order_of_ballots_and_choices_changes_nothing(counted: Election) -> None:
    ballots = [list(pile.numbers) for pile in counted.profile.piles for _ in range(pile.count)]
    Random(7).shuffle(ballots)
    turned = Election(counted.choices[::-1], Profile.of(ballots), counted.budget)
    one, other = count_equal_shares(counted), count_equal_shares(turned)
    assert (one.bought, one.steps) == (other.bought, other.steps)
    assert one.account.purchases == other.account.purchases


@pytest.mark.parametrize("completion", Completion)
@pytest.mark.parametrize("utility", Utility)
@given(counted=elections())
@UNHURRIED
def test_the_reference_library_selects_the_same(
    counted: Election, utility: Utility, completion: Completion
) -> None:
    result = count_equal_shares(counted, utility=utility, completion=completion)
    assert set(result.bought) == Reference(counted).equal_shares(utility, completion)
