"""The greedy rule: down the list of the most approved, buying whatever the money left still pays for."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from app.features.ballots.counting.types import Amount, Election, Utility


@dataclass(frozen=True, slots=True)
class GreedyStep:
    """A choice looked at in its turn: bought when its cost was not more than `left_before`.

    `tied_with` names the choices that had the same claim to the turn; the published rule for ties decided.
    """

    number: int
    approvals: int
    cost: Amount
    is_bought: bool
    left_before: Amount
    left_after: Amount
    tied_with: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GreedyResult:
    """Every choice in its turn, and what remains of the budget."""

    budget: Amount
    steps: tuple[GreedyStep, ...]

    @property
    def bought(self) -> tuple[int, ...]:
        """The numbers bought, in the order they were bought."""
        return tuple(step.number for step in self.steps if step.is_bought)

    @property
    def spent(self) -> Amount:
        """What the bought choices cost together."""
        return sum((step.cost for step in self.steps if step.is_bought), start=0)


def count_greedy(
    election: Election, *, utility: Utility = Utility.COST, already_bought: Iterable[int] = ()
) -> GreedyResult:
    """Return what the greedy rule buys; what is `already_bought` is paid first, and not looked at again."""
    bought = frozenset(already_bought)
    claims = {
        number: _claim(election, number, utility) for number in election.by_number if number not in bought
    }
    left = election.budget - sum(election.costs[number] for number in bought)
    steps: list[GreedyStep] = []
    for number in sorted(claims, key=lambda number: (-claims[number], election.tie_rank[number])):
        cost = election.costs[number]
        after = left - cost if cost <= left else left
        equals = tuple(
            other for other in sorted(claims) if other != number and claims[other] == claims[number]
        )
        steps.append(
            GreedyStep(number, election.approvals_of(number), cost, cost <= left, left, after, equals)
        )
        left = after
    return GreedyResult(election.budget, tuple(steps))


def _claim(election: Election, number: int, utility: Utility) -> Fraction:
    """Return what all ballots gain per unit of money; a choice that costs nothing takes nobody's turn."""
    approvals, cost = election.approvals_of(number), election.costs[number]
    if utility is Utility.COST or not cost:
        return Fraction(approvals)
    return Fraction(approvals) / cost
