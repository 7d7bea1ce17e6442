"""Several edits of one text brought together, as long as they touch different words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from app.foundation.text.diff import regions


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters of the base, from start to end, and what replaces them."""

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two different edits of the same words: what stood there, and what each would write."""

    before: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged text, or None with the conflicts that a person must settle."""

    text: str | None
    conflicts: tuple[Conflict, ...] = ()


def edits(base: str, version: str) -> list[Edit]:
    """Return what a version changes in the base, in order."""
    found: list[Edit] = []
    position = 0
    for region in regions(base, version):
        end = position + len(region.before)
        if not region.is_same:
            found.append(Edit(start=position, end=end, replacement=region.after))
        position = end
    return found


def overlapping_changes(base: str, first: str, second: str) -> bool:
    """Say whether two versions of a base touch the same words."""
    return any(_overlap(one, other) for one, other in product(edits(base, first), edits(base, second)))


def merge(base: str, versions: Sequence[str]) -> Merge:
    """Return all versions' changes applied to the base; the same change made twice counts once."""
    by_version = [edits(base, version) for version in versions]
    conflicts = [
        Conflict(before=base[min(one.start, other.start) : max(one.end, other.end)],
                 first=one.replacement, second=other.replacement)
        for first, second in combinations(by_version, 2)
        for one, other in product(first, second)
        if one != other and _overlap(one, other)
    ]  # fmt: skip
    if conflicts:
        return Merge(text=None, conflicts=tuple(dict.fromkeys(conflicts)))
    return Merge(text=_applied(base, sorted({edit for found in by_version for edit in found})))


def _overlap(one: Edit, other: Edit) -> bool:
    """Say whether two edits share characters, or whether where one inserts is the other's business."""
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def _applied(base: str, found: Iterable[Edit]) -> str:
    bounded = [Edit(0, 0, ""), *found, Edit(len(base), len(base), "")]
    return "".join(base[left.end : right.start] + right.replacement for left, right in pairwise(bounded))
