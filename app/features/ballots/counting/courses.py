"""One run of the Method of Equal Shares: purchase after purchase, the lowest rate first."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.features.ballots.counting.purses import Electorate, Offer, Purses

NO_RATE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Round:
    """A purchase: the offer taken, the offers looked at, and a rate below which no choice that remains can be had.

    A rate only rises in the course of a run, because purses only empty: an older rate is a floor of today's.
    """

    taken: Offer
    offers: Mapping[int, Offer]
    floors: Mapping[int, Fraction]

    @property
    def number(self) -> int:
        """The number bought."""
        return self.taken.number

    @property
    def tied_with(self) -> tuple[int, ...]:
        """The choices that could be had at the same rate."""
        return tuple(
            sorted(
                number
                for number, offer in self.offers.items()
                if offer.rate == self.taken.rate and number != self.number
            )
        )


@dataclass(frozen=True, slots=True)
class Course:
    """All purchases of a run that began with the equal share and `step` units more, and what they cost together."""

    step: int
    rounds: tuple[Round, ...]
    spent: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers bought, in their order."""
        return tuple(round.number for round in self.rounds)


def run(electorate: Electorate, *, step: int, beside: Course | None = None) -> Course:
    """Return the run at a step.

    With a course `beside` it, as long as both buy the same, every offer up to the other's rate is looked at too, which
    is what a comparison of the two needs.
    """
    purses = electorate.purses(step=step)
    floors = {
        number: Fraction(cost, electorate.election.approvals_of(number) * electorate.gain[number])
        for number, cost in electorate.cost.items()
    }
    rounds: list[Round] = []
    while (found := _next_round(purses, floors, reach=_reach(beside, rounds))) is not None:
        rounds.append(found)
        purses.buy(found.taken)
        del floors[found.number]
    return Course(step, tuple(rounds), sum(electorate.cost[round.number] for round in rounds))


def _next_round(purses: Purses, floors: dict[int, Fraction], *, reach: Fraction) -> Round | None:
    """Return the purchase at the lowest rate, equals by their rank; choices out of reach for good leave `floors`."""
    rank = purses.electorate.election.tie_rank
    offers: dict[int, Offer] = {}
    best: Offer | None = None
    for number in sorted(floors, key=lambda number: (floors[number], rank[number])):
        if best is not None and floors[number] > max(best.rate, reach):
            break
        offer = purses.offer(number)
        if offer is None:
            del floors[number]
            continue
        floors[number] = offer.rate
        offers[number] = offer
        if best is None or (offer.rate, rank[number]) < (best.rate, rank[best.number]):
            best = offer
    return None if best is None else Round(best, offers, dict(floors))


def _reach(beside: Course | None, rounds: list[Round]) -> Fraction:
    """Return the rate of the other course's next purchase, while both have bought the same."""
    if beside is None or len(rounds) >= len(beside.rounds):
        return NO_RATE
    if any(mine.number != theirs.number for mine, theirs in zip(rounds, beside.rounds, strict=False)):
        return NO_RATE
    return beside.rounds[len(rounds)].taken.rate
