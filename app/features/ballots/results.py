"""What the counting rules make of the frozen ballots of a budget, in plain values that a page can show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from app.features.ballots.counting.equal_shares import count_equal_shares
from app.features.ballots.counting.greedy import count_greedy
from app.features.ballots.counting.types import Choice, Election, Profile, Progress
from app.features.ballots.models import VotingChoice, VotingQuestion


def election_of(
    question: VotingQuestion, choices: Sequence[VotingChoice], openings: Iterable[Mapping[str, Any]]
) -> Election:
    """Return what is counted: the choices with their costs, the opened ballots, the budget."""
    return Election(
        choices=tuple(Choice(choice.number, choice.cost) for choice in choices),
        profile=Profile.of(opening["choices"] for opening in openings),
        budget=question.ceiling or 0,
    )


def count_by_both_rules(election: Election, *, progress: Progress) -> dict[str, Any]:
    """Return the results of the greedy rule and of equal shares, side by side."""
    greedy = count_greedy(election)
    shares = count_equal_shares(election, progress=progress)
    return {
        "greedy": plain(greedy) | {"bought": list(greedy.bought), "spent": plain(greedy.spent)},
        "equal_shares": plain(shares)
        | {
            "bought": list(shares.bought),
            "spent": plain(shares.spent),
            "endowment": plain(shares.endowment),
        },
    }


def plain(value: Any) -> Any:
    """Return a value as it is stored: an exact fraction as "numerator/denominator", a whole one as a number."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value


def amount(stored: int | str) -> Fraction:
    """Return the exact value of a stored amount."""
    return Fraction(stored)
