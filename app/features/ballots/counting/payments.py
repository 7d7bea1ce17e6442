"""How the ballots paid for what: the account of one run of the Method of Equal Shares, amounts in the currency."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.features.ballots.counting.courses import Course, Round
from app.features.ballots.counting.purses import Electorate, Purses
from app.features.ballots.counting.types import Amount


@dataclass(frozen=True, slots=True)
class Payment:
    """So many ballots paid this amount each."""

    amount: Fraction
    ballots: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """A choice bought: everyone who approves paid `price`, or all she had left when that was less.

    `price_per_unit` is the price for each unit of cost: the purchase with the lowest comes first (where the gain of a
    ballot is a number of choices, the lowest `price` does). `payments` go from the highest down to those who had
    nothing left; `tied_with` names the choices to be had at the same rate; `left` is what all ballots then hold.
    """

    number: int
    cost: Amount
    approvals: int
    price: Fraction
    price_per_unit: Fraction
    payments: tuple[Payment, ...]
    tied_with: tuple[int, ...]
    left: Fraction

    @property
    def paid_in_full(self) -> int:
        """How many ballots paid the whole price."""
        return sum(payment.ballots for payment in self.payments if payment.amount == self.price)

    @property
    def paid_less(self) -> int:
        """How many ballots gave the last they had, less than the price."""
        return sum(payment.ballots for payment in self.payments if 0 < payment.amount < self.price)

    @property
    def paid_nothing(self) -> int:
        """How many ballots approve, and had nothing left to give."""
        return self.approvals - self.paid_in_full - self.paid_less


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A choice that its supporters could not pay for: what they hold together, and what that lacks."""

    number: int
    cost: Amount
    approvals: int
    held: Fraction
    lacking: Fraction


@dataclass(frozen=True, slots=True)
class BallotGroup:
    """Ballots that approve of the same number of bought choices: what they paid and kept, together."""

    bought_choices: int
    ballots: int
    paid: Fraction
    left: Fraction


@dataclass(frozen=True, slots=True)
class Account:
    """Who paid what: purchase by purchase, what stayed unpaid, and group by group."""

    purchases: tuple[Purchase, ...]
    unpaid: tuple[Unpaid, ...]
    groups: tuple[BallotGroup, ...]


def account_for(electorate: Electorate, course: Course) -> Account:
    """Go through the purchases of a course again and write down who paid what."""
    purses = electorate.purses(step=course.step)
    given = purses.amount(purses.held[0])
    left = given * electorate.ballots
    purchases: list[Purchase] = []
    for round in course.rounds:
        left -= electorate.election.costs[round.number]
        purchases.append(_purchase(purses, round, left=left))
        purses.buy(round.taken)
    remaining = [number for number in electorate.cost if number not in course.numbers]
    return Account(
        tuple(purchases),
        tuple(_unpaid(purses, number) for number in sorted(remaining)),
        tuple(_groups(purses, course.numbers, given=given)),
    )


def _purchase(purses: Purses, round: Round, *, left: Fraction) -> Purchase:
    number = round.number
    election = purses.electorate.election
    cost, price = election.costs[number], purses.price(round.taken)
    supporters = purses.electorate.supporters(number=number, bought=purses.bought)
    ballots: dict[int | None, int] = defaultdict(int)
    for share, count, is_poor in zip(supporters.shares, supporters.counts, round.taken.poor, strict=True):
        ballots[purses.held[share] if is_poor else None] += count
    payments = [
        Payment(price if held is None else purses.amount(held), count) for held, count in ballots.items()
    ]
    return Purchase(
        number=number,
        cost=cost,
        approvals=election.approvals_of(number),
        price=price,
        price_per_unit=price / cost,
        payments=tuple(sorted(payments, key=lambda payment: -payment.amount)),
        tied_with=round.tied_with,
        left=left,
    )


def _unpaid(purses: Purses, number: int) -> Unpaid:
    election = purses.electorate.election
    supporters = purses.electorate.supporters(number=number, bought=purses.bought)
    held = purses.amount(
        sum(
            purses.held[share] * count
            for share, count in zip(supporters.shares, supporters.counts, strict=True)
        )
    )
    cost = election.costs[number]
    return Unpaid(number, cost, election.approvals_of(number), held, cost - held)


def _groups(purses: Purses, bought: Sequence[int], *, given: Fraction) -> list[BallotGroup]:
    ballots: dict[int, int] = defaultdict(int)
    held: dict[int, int] = defaultdict(int)
    bits = {number: purses.electorate.bit[number] for number in bought}
    for pile in purses.electorate.election.profile.piles:
        share = sum(bits.get(number, 0) for number in pile.numbers)
        ballots[share.bit_count()] += pile.count
        held[share.bit_count()] += purses.held[share] * pile.count
    return [
        BallotGroup(size, count, given * count - purses.amount(held[size]), purses.amount(held[size]))
        for size, count in sorted(ballots.items())
    ]
