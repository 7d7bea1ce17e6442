"""The add1 completion: the first step at which raising everybody's money by one unit more must stop, found by search.

The rule, as published: run with the equal share; while the outcome leaves room for a choice somebody approves of and
costs no more than the budget, give every ballot one unit of the currency more and run again; when an outcome costs more
than the budget, the outcome before it stands. The outcome is **not** monotone in the money given, so no bisection over
outcomes is sound. What is skipped here is only what provably equals the step before it.

Why a stretch of steps may be skipped. Let two runs, at steps a < b, make the same purchases in the same order.
1. If at a step between them the same purchases are made, every ballot holds after each of them at least what it held at
   a and at most what it held at b; each price is at most that of a and at least that of b. By induction: when those who
   approve hold more, the price that pays the cost together is not higher, so what remains, max(0, held - price), is not
   lower.
2. So, while the same purchases were made, a choice's rate at a step between lies between its rates at b and at a, and
   what cannot be paid at b cannot be paid between.
3. The next purchase between is therefore the same one when its rate at a is lower than the rate at b of every other
   choice that can still be paid at b (or equal to it, with the better rank).
4. Where this is too coarse: if in every purchase so far, and in the two offers compared, the same ballots hold less
   than the price at a as at b, then what ballots hold, prices and rates are linear between a and b. The difference of
   two rates that has one sign at both ends has it between them; if it is zero at both ends it is zero between, and the
   rank decides as it does at the ends.
When every purchase passes 3 or 4 (`is_same_between`), all steps from a to b buy the same, and since a does not stop, no
step up to b stops. The search doubles its stride when a stretch passes and halves it when not; a stride of one step
needs no proof. It therefore returns exactly what single steps return.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.features.ballots.counting.courses import Course, Round, run
from app.features.ballots.counting.purses import Electorate
from app.features.ballots.counting.types import Progress


class Stop(StrEnum):
    """Why the raising of money ended."""

    NOT_RAISED = "not_raised"
    NOTHING_FITS = "nothing_fits"
    NEXT_OVERSPENDS = "next_overspends"


@dataclass(frozen=True, slots=True)
class Found:
    """The course that stands, why it was the last one, and how many runs it took to find it."""

    course: Course
    stop: Stop
    runs: int


def find_last_step(electorate: Electorate, *, progress: Progress) -> Found:
    """Return the course at which one unit more for everybody, again and again, must stop."""
    course = run(electorate, step=0)
    ahead: dict[int, Course] = {}
    runs, stride, told = 1, 1, 0.0
    while not is_exhaustive(electorate, course):
        told = max(told, course.spent / electorate.budget)
        progress(told)
        target = course.step + stride
        if target not in ahead:
            ahead[target] = run(electorate, step=target, beside=course)
            runs += 1
        if stride > 1 and not is_same_between(electorate, course, ahead[target]):
            stride //= 2
            continue
        if ahead[target].spent > electorate.budget:
            return Found(course, Stop.NEXT_OVERSPENDS, runs)
        course = ahead[target]
        ahead = {step: other for step, other in ahead.items() if step > target}
        stride *= 2
    return Found(course, Stop.NOTHING_FITS, runs)


def is_exhaustive(electorate: Electorate, course: Course) -> bool:
    """Tell whether no other choice that somebody approves of fits into what is left of the budget."""
    bought = frozenset(course.numbers)
    left = electorate.budget - course.spent
    return all(cost > left for number, cost in electorate.cost.items() if number not in bought)


def is_same_between(electorate: Electorate, low: Course, high: Course) -> bool:
    """Tell whether it is proven that every step between two courses makes the same purchases as both."""
    if low.numbers != high.numbers:
        return False
    is_linear = True
    for below, above in zip(low.rounds, high.rounds, strict=True):
        is_linear = is_linear and below.taken.poor == above.taken.poor
        if not all(
            _stays_behind(electorate, number, below, above, is_linear=is_linear)
            for number in above.floors
            if number != above.number
        ):
            return False
    return True


def _stays_behind(
    electorate: Electorate, number: int, below: Round, above: Round, *, is_linear: bool
) -> bool:
    """Tell whether a choice is, at every step between, less entitled than the one bought at both ends."""
    rank = electorate.election.tie_rank
    if (below.taken.rate, rank[below.number]) < (above.floors[number], rank[number]):
        return True
    if not is_linear or number not in below.offers or number not in above.offers:
        return False
    return below.offers[number].poor == above.offers[number].poor
