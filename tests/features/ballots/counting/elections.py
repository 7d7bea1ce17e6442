"""Elections for the tests, and the same elections for the library they are compared with."""

from collections.abc import Iterable
from fractions import Fraction

from gmpy2 import mpq
from hypothesis import strategies as st
from pabutools.election import (
    ApprovalBallot,
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    Instance,
    Project,
)
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
)
from pabutools.tiebreaking import TieBreakingRule

from app.features.ballots.counting.equal_shares import Completion
from app.features.ballots.counting.types import Amount, Choice, Election, Profile, Utility

MEASURES = {Utility.COST: Cost_Sat, Utility.NUMBER: Cardinality_Sat}


def election(costs: Iterable[Amount], ballots: Iterable[Iterable[int]], budget: Amount) -> Election:
    """Return an election whose choices are numbered from 1 in the order of their costs."""
    choices = tuple(Choice(number, cost) for number, cost in enumerate(costs, start=1))
    return Election(choices, Profile.of([list(ballot) for ballot in ballots]), budget)


@st.composite
def elections(draw: st.DrawFn, *, most_choices: int = 6, most_ballots: int = 8) -> Election:
    """Draw small elections in which ties, free choices, fractions, blank ballots and poor budgets are common."""
    whole = st.integers(0, 25)
    amounts = st.one_of(whole, st.builds(Fraction, whole, st.sampled_from([1, 2, 3])))
    costs = draw(st.lists(amounts, min_size=1, max_size=most_choices))
    numbers = st.integers(1, len(costs))
    ballots = draw(st.lists(st.lists(numbers, max_size=len(costs)), max_size=most_ballots))
    return election(costs, ballots, draw(st.integers(0, 60)))


class Reference:
    """An election as the reference library knows it, ties broken by the order that the election publishes."""

    def __init__(self, counted: Election) -> None:
        self.projects = {
            number: Project(str(number), mpq(Fraction(cost))) for number, cost in counted.costs.items()
        }
        self.instance = Instance(self.projects.values(), budget_limit=mpq(Fraction(counted.budget)))
        ballots = ApprovalProfile(
            [
                ApprovalBallot([self.projects[number] for number in pile.numbers])
                for pile in counted.profile.piles
                for _ in range(pile.count)
            ]
        )
        self.profile = ballots.as_multiprofile()
        self.ties = TieBreakingRule(lambda _, __, project: counted.tie_rank[int(project.name)])

    def greedy(self, utility: Utility) -> set[int]:
        """Return what the library's greedy rule selects."""
        return self._numbers(
            greedy_utilitarian_welfare(self.instance, self.profile, MEASURES[utility], tie_breaking=self.ties)
        )

    def equal_shares(self, utility: Utility, completion: Completion) -> set[int]:
        """Return what the library's Method of Equal Shares selects, raised step by step."""
        options = {"sat_class": MEASURES[utility], "tie_breaking": self.ties}
        raised = options | {"voter_budget_increment": 1}
        if completion is Completion.ADD1_GREEDY:
            rules = [method_of_equal_shares, greedy_utilitarian_welfare]
            return self._numbers(
                completion_by_rule_combination(self.instance, self.profile, rules, [raised, options])
            )
        chosen = raised if completion is Completion.ADD1 else options
        return self._numbers(method_of_equal_shares(self.instance, self.profile, **chosen))

    def _numbers(self, projects: Iterable[Project]) -> set[int]:
        return {int(project.name) for project in projects}
