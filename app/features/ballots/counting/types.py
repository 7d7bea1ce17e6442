"""What is counted: choices, ballots, a budget."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

Amount = int | Fraction
Progress = Callable[[float], None]


class CannotCount(ValueError):
    """The choices, the ballots and the budget do not fit together: a mistake of the caller."""


class Utility(StrEnum):
    """What a ballot gains from an approved choice that is bought: its cost (the usual measure), or one."""

    COST = "cost"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to approve of; `cost` in units of the currency, None where choices have none."""

    number: int
    cost: Amount | None = None

    def __post_init__(self) -> None:
        if self.cost is not None and self.cost < 0:
            raise CannotCount(f"choice {self.number} costs less than nothing")


@dataclass(frozen=True, slots=True)
class Pile:
    """Ballots that say the same: the approved numbers, in order, and how many ballots say it."""

    numbers: tuple[int, ...]
    count: int


@dataclass(frozen=True)
class Profile:
    """All ballots, identical ones in one pile; the order in which they came is not kept."""

    piles: tuple[Pile, ...]

    @classmethod
    def of(cls, ballots: Iterable[Sequence[int]]) -> "Profile":
        """Return the piles of these ballots; a number written twice on a ballot counts once."""
        return cls.of_counts(Counter(tuple(sorted(set(ballot))) for ballot in ballots))

    @classmethod
    def of_counts(cls, counts: Mapping[tuple[int, ...], int]) -> "Profile":
        """Return the piles of ballots that were counted already."""
        return cls(tuple(Pile(numbers, count) for numbers, count in sorted(counts.items()) if count))

    @cached_property
    def ballots(self) -> int:
        """How many ballots there are, blank ones included."""
        return sum(pile.count for pile in self.piles)

    @cached_property
    def blank(self) -> int:
        """How many ballots approve of nothing."""
        return sum(pile.count for pile in self.piles if not pile.numbers)

    @cached_property
    def approvals(self) -> Mapping[int, int]:
        """How many ballots approve of each number."""
        counts: Counter[int] = Counter()
        for pile in self.piles:
            for number in pile.numbers:
                counts[number] += pile.count
        return counts


@dataclass(frozen=True)
class Election:
    """What is voted on, what was voted, and the money there is.

    Ties are broken by the published rule: more approvals, then the lower cost, then the smaller number. A vote with
    another published rule gives the whole order as `tie_order`, the number that goes first at its head.
    """

    choices: tuple[Choice, ...]
    profile: Profile
    budget: Amount = 0
    tie_order: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        known = {choice.number for choice in self.choices}
        if len(known) != len(self.choices):
            raise CannotCount("two choices have one number")
        unknown = sorted(set(self.profile.approvals) - known)
        if unknown:
            raise CannotCount(f"a ballot approves of {unknown[0]}, which is no choice")
        if self.tie_order and sorted(self.tie_order) != sorted(known):
            raise CannotCount("the order for ties does not name every choice once")
        if self.budget < 0:
            raise CannotCount("the budget is less than nothing")

    @cached_property
    def by_number(self) -> Mapping[int, Choice]:
        """The choices by their number."""
        return {choice.number: choice for choice in self.choices}

    @cached_property
    def costs(self) -> Mapping[int, Amount]:
        """What each choice costs; refused where one has no cost."""
        costs = {choice.number: choice.cost for choice in self.choices if choice.cost is not None}
        if len(costs) != len(self.choices):
            raise CannotCount("a choice without a cost cannot be paid for")
        return costs

    @cached_property
    def tie_rank(self) -> Mapping[int, int]:
        """The place of each number when others are equal: the smallest goes first."""
        order = self.tie_order or sorted(self.by_number, key=self._published_order)
        return {number: place for place, number in enumerate(order)}

    def approvals_of(self, number: int) -> int:
        """How many ballots approve of a choice."""
        return self.profile.approvals.get(number, 0)

    def _published_order(self, number: int) -> tuple[int, bool, Amount, int]:
        cost = self.by_number[number].cost
        return -self.approvals_of(number), cost is None, cost or 0, number
