"""The Method of Equal Shares: every ballot gets the same share of the budget and pays for what it approves of.

Purchases go on while some choice can be paid by those who approve of it. The next one is always that which costs its
payers least for each unit of what they gain: measured by cost (as cities that use the method publish it), the choice
with the lowest price per unit of cost. Exact arithmetic throughout: the order of the ballots and the machine change
nothing. Blank ballots have a share too, and keep it.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.features.ballots.counting.courses import run
from app.features.ballots.counting.greedy import GreedyResult, count_greedy
from app.features.ballots.counting.payments import Account, account_for
from app.features.ballots.counting.purses import Electorate
from app.features.ballots.counting.searching import Found, Stop, find_last_step
from app.features.ballots.counting.types import Amount, Election, Progress, Utility


class Completion(StrEnum):
    """What is done with money that the shares alone do not spend.

    ADD1 gives every ballot one unit of the currency more, again and again, until nothing else fits or the next unit
    would spend more than the budget; ADD1_GREEDY then buys by the greedy rule what still fits.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_GREEDY = "add1_greedy"


@dataclass(frozen=True, slots=True)
class EqualSharesResult:
    """What was bought and how.

    `share` is the equal part of the budget; with a completion the ballots paid from `endowment`, which is `steps` units
    more: the purchases cost no more than the budget all the same. `free` are the approved choices that cost nothing,
    where the gain is a number of choices: measured by cost they are no gain, and only the greedy rule takes them.
    `completed` holds what the greedy rule added. `runs` is how many runs the search needed.
    """

    budget: Amount
    ballots: int
    utility: Utility
    completion: Completion
    share: Fraction
    steps: int
    stop: Stop
    runs: int
    free: tuple[int, ...]
    account: Account
    completed: GreedyResult | None

    @property
    def endowment(self) -> Fraction:
        """What each ballot had to spend."""
        return self.share + self.steps

    @property
    def bought(self) -> tuple[int, ...]:
        """The numbers bought, in the order they were bought."""
        by_shares = tuple(purchase.number for purchase in self.account.purchases)
        return self.free + by_shares + (self.completed.bought if self.completed is not None else ())

    @property
    def spent(self) -> Amount:
        """What the bought choices cost together."""
        by_shares = sum((purchase.cost for purchase in self.account.purchases), start=Fraction(0))
        return by_shares + (self.completed.spent if self.completed is not None else 0)


def count_equal_shares(
    election: Election,
    *,
    utility: Utility = Utility.COST,
    completion: Completion = Completion.ADD1,
    progress: Progress = lambda done: None,
) -> EqualSharesResult:
    """Return what equal shares buy; `progress` is told how much is done, from 0 to 1, and may raise to stop."""
    electorate = Electorate(election=election, utility=utility)
    found = _find(electorate, completion, progress)
    free = electorate.free
    bought = free + found.course.numbers
    result = EqualSharesResult(
        budget=election.budget,
        ballots=electorate.ballots,
        utility=utility,
        completion=completion,
        share=Fraction(election.budget) / max(1, electorate.ballots),
        steps=found.course.step,
        stop=found.stop,
        runs=found.runs,
        free=free,
        account=account_for(electorate, found.course),
        completed=count_greedy(election, utility=utility, already_bought=bought)
        if completion is Completion.ADD1_GREEDY
        else None,
    )
    progress(1.0)
    return result


def _find(electorate: Electorate, completion: Completion, progress: Progress) -> Found:
    if completion is Completion.NONE:
        return Found(run(electorate, step=0), Stop.NOT_RAISED, 1)
    return find_last_step(electorate, progress=progress)
