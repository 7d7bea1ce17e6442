"""Counting approvals: how many ballots approve of each choice, and in which order that puts them."""

from collections import defaultdict
from dataclasses import dataclass

from app.features.ballots.counting.types import Election


@dataclass(frozen=True, slots=True)
class Standing:
    """A choice in the order: `place` is shared by equals, `tied_with` names them, smallest number first."""

    place: int
    number: int
    approvals: int
    tied_with: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ApprovalResult:
    """The order of the choices; equals follow one another by the published rule for ties."""

    ballots: int
    blank: int
    standings: tuple[Standing, ...]


def count_approvals(election: Election) -> ApprovalResult:
    """Return every choice with its approvals, the most approved first, equals named as such."""
    equals: dict[int, list[int]] = defaultdict(list)
    for number in sorted(election.by_number):
        equals[election.approvals_of(number)].append(number)
    standings: list[Standing] = []
    for approvals in sorted(equals, reverse=True):
        place = len(standings) + 1
        for number in sorted(equals[approvals], key=election.tie_rank.__getitem__):
            others = tuple(other for other in equals[approvals] if other != number)
            standings.append(Standing(place, number, approvals, others))
    return ApprovalResult(election.profile.ballots, election.profile.blank, tuple(standings))
