"""The money in the hands of the ballots, in whole numbers: exact, and quick for many ballots.

Ballots that approve of the same bought choices took part in the same purchases, so they hold the same. Such a set of
bought choices is one integer here, a bit per choice (`share`), and money is kept per share, not per ballot. Amounts are
numerators over one denominator, which grows with each purchase.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from app.features.ballots.counting.types import Amount, Election, Utility

MOST_REMEMBERED = 1_000_000


@dataclass(frozen=True, slots=True)
class Supporters:
    """The ballots that approve of one choice, by share; the same purchases give the same order, always."""

    shares: tuple[int, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """How a choice can be bought now: everybody who approves pays the price, or all she has when it is less.

    The price is `numerator / (denominator of the purses x payers)`; `rate` is the price per unit of what a ballot
    gains; `poor` marks, in the order of the supporters, the shares that hold less than the price.
    """

    number: int
    numerator: int
    payers: int
    rate: Fraction
    poor: bytes


class Electorate:
    """Who approves of what, prepared once for many runs; the choices that cost something and that somebody wants."""

    def __init__(self, *, election: Election, utility: Utility) -> None:
        self.election = election
        self.ballots = election.profile.ballots
        self.unit = _common_denominator(election)
        self.budget = int(election.budget * self.unit)
        wanted = [number for number in sorted(election.by_number) if election.approvals_of(number)]
        costs = {number: int(election.costs[number] * self.unit) for number in wanted}
        self.cost = {number: cost for number, cost in costs.items() if cost}
        self.free = tuple(sorted(costs.keys() - self.cost.keys())) if utility is Utility.NUMBER else ()
        self.gain = {number: cost if utility is Utility.COST else 1 for number, cost in self.cost.items()}
        self.bit = {number: 1 << place for place, number in enumerate(self.cost)}
        self._masks, self._counts = self._by_choice()
        self._remembered: dict[tuple[int, int], Supporters] = {}
        self._size = 0

    def _by_choice(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        masks: dict[int, list[int]] = {number: [] for number in self.cost}
        counts: dict[int, list[int]] = {number: [] for number in self.cost}
        for pile in self.election.profile.piles:
            paying = [number for number in pile.numbers if number in self.bit]
            mask = sum(self.bit[number] for number in paying)
            for number in paying:
                masks[number].append(mask)
                counts[number].append(pile.count)
        return masks, counts

    def supporters(self, *, number: int, bought: int) -> Supporters:
        """Return who approves of a choice, by their share in the set `bought`; remembered within bounds."""
        key = (bought, number)
        known = self._remembered.get(key)
        if known is None:
            counts: dict[int, int] = {}
            for mask, count in zip(self._masks[number], self._counts[number], strict=True):
                share = mask & bought
                counts[share] = counts.get(share, 0) + count
            known = Supporters(tuple(counts), tuple(counts.values()))
            if self._size > MOST_REMEMBERED:
                self._remembered.clear()
                self._size = 0
            self._remembered[key] = known
            self._size += len(counts) + 1
        return known

    def purses(self, *, step: int) -> "Purses":
        """Return purses that hold the equal share of the budget and `step` units of the currency more."""
        return Purses(electorate=self, numerator=self.budget + step * self.ballots * self.unit)


class Purses:
    """What the ballots hold in the course of one run."""

    def __init__(self, *, electorate: Electorate, numerator: int) -> None:
        self.electorate = electorate
        self.denominator = max(1, electorate.ballots)
        self.bought = 0
        self.held: dict[int, int] = {0: numerator}

    def offer(self, number: int) -> Offer | None:
        """Return the lowest price at which those who approve can pay together; None when they cannot.

        From the poorest up: who holds less than an equal part of what is still missing gives all she has.
        """
        supporters = self.electorate.supporters(number=number, bought=self.bought)
        held = [self.held[share] for share in supporters.shares]
        counts = supporters.counts
        missing = self.electorate.cost[number] * self.denominator
        if sum(map(int.__mul__, held, counts)) < missing:
            return None
        payers = sum(counts)
        poor = bytearray(len(held))
        for place in sorted(range(len(held)), key=held.__getitem__):
            if held[place] * payers >= missing:
                break
            missing -= held[place] * counts[place]
            payers -= counts[place]
            poor[place] = 1
        rate = Fraction(missing, self.denominator * payers * self.electorate.gain[number])
        return Offer(number, missing, payers, rate, bytes(poor))

    def buy(self, offer: Offer) -> None:
        """Take the price from everybody who approves, everything from those who hold less."""
        common = gcd(offer.numerator, offer.payers)
        factor, price = offer.payers // common, offer.numerator // common
        supporters = self.electorate.supporters(number=offer.number, bought=self.bought)
        if factor != 1:
            self.denominator *= factor
            self.held = {share: money * factor for share, money in self.held.items()}
        bit = self.electorate.bit[offer.number]
        for share in supporters.shares:
            self.held[share | bit] = max(0, self.held[share] - price)
        self.bought |= bit

    def amount(self, numerator: int) -> Fraction:
        """Return an amount of money in units of the currency."""
        return Fraction(numerator, self.denominator * self.electorate.unit)

    def price(self, offer: Offer) -> Fraction:
        """Return an offer's price in units of the currency."""
        return Fraction(offer.numerator, self.denominator * offer.payers * self.electorate.unit)


def _common_denominator(election: Election) -> int:
    """Return how many parts a unit of the currency needs for every amount to be whole."""
    amounts: Mapping[int, Amount] = election.costs
    return lcm(*(amount.denominator for amount in (election.budget, *amounts.values())))
