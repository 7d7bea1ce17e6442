"""Differences between two versions of a text, word by word, and the merge of several edits."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import chain, groupby, pairwise

_MOST_COMPARISONS = 16_000_000
_SMALL_ISLAND = 3
_APOSTROPHES = "'’"


class Kind(Enum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that stayed, came, went or changed, with its words when it changed."""

    kind: Kind
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch where the versions agree (before == after) or differ."""

    before: str
    after: str

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def word_diff(before: str, after: str) -> list[Segment]:
    """Return segments: same and removed joined give before, same and added joined give after."""
    return list(chain.from_iterable(map(_segments, _without_islands(regions(before, after)))))


def paragraph_diff(before: str, after: str) -> list[LineChange]:
    """Return the lines of two versions side by side, changed lines with their words."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changes: list[LineChange] = []
    for old_start, old_end, new_start, new_end in _stretches(old, new):
        pairs = _paired(old[old_start:old_end], new[new_start:new_end])
        changes.extend(_line_change(line_before, line_after) for line_before, line_after in pairs)
    return changes


def regions(before: str, after: str) -> list[Region]:
    """Return the regions, in order, where two versions agree and differ."""
    old_gaps, old_words = _split(before)
    new_gaps, new_words = _split(after)
    pieces: list[Region] = []
    for old_start, old_end, new_start, new_end in _stretches(old_words, new_words):
        if old_words[old_start:old_end] == new_words[new_start:new_end]:
            for old, new in zip(range(old_start, old_end), range(new_start, new_end), strict=True):
                pieces += [Region(old_gaps[old], new_gaps[new]), Region(old_words[old], new_words[new])]
        else:
            removed = _joined(old_gaps, old_words, old_start, old_end)
            pieces += _without_common_gap(removed, _joined(new_gaps, new_words, new_start, new_end))
    pieces.append(Region(old_gaps[-1], new_gaps[-1]))
    return _grouped(pieces)


def _without_common_gap(before: str, after: str) -> list[Region]:
    """Return the difference of two stretches, with the space that both begin with told apart."""
    old_gap, new_gap = (text[: len(text) - len(text.lstrip())] for text in (before, after))
    if old_gap != new_gap:
        return [Region(before, after)]
    return [Region(old_gap, new_gap), Region(before[len(old_gap) :], after[len(new_gap) :])]


def _segments(region: Region) -> Iterator[Segment]:
    if region.is_same:
        yield Segment(Kind.SAME, region.before)
        return
    if region.before:
        yield Segment(Kind.REMOVED, region.before)
    if region.after:
        yield Segment(Kind.ADDED, region.after)


def _without_islands(found: list[Region]) -> list[Region]:
    """Return the regions with what little stayed between two replacements counted as replaced."""
    kept: list[Region] = []
    for position, region in enumerate(found):
        following = found[position + 1 : position + 2]
        is_island = bool(kept and following) and _is_island(kept[-1], region, following[0])
        if is_island or (kept and not kept[-1].is_same and not region.is_same):
            kept[-1] = _merged([kept[-1], region])
        else:
            kept.append(region)
    return kept


def _is_island(left: Region, middle: Region, right: Region) -> bool:
    replaced = all(side.before.strip() and side.after.strip() and not side.is_same for side in (left, right))
    return replaced and middle.is_same and len(middle.before.strip()) <= _SMALL_ISLAND


def _grouped(pieces: Sequence[Region]) -> list[Region]:
    """Return the pieces with neighbours of the same nature joined and empty ones left out."""
    useful = (piece for piece in pieces if piece.before or piece.after)
    return [_merged(list(group)) for _, group in groupby(useful, key=lambda piece: piece.is_same)]


def _merged(parts: Sequence[Region]) -> Region:
    return Region("".join(part.before for part in parts), "".join(part.after for part in parts))


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches, alike or not, of two lists that have at most so many comparisons in them."""
    start, old_end, new_end = _middle(old, new)
    if start:
        yield 0, start, 0, start
    if (old_end - start) * (new_end - start) > _MOST_COMPARISONS:
        yield start, old_end, start, new_end
    else:
        matcher = SequenceMatcher(None, old[start:old_end], new[start:new_end], autojunk=False)
        for _, old_first, old_last, new_first, new_last in matcher.get_opcodes():
            yield start + old_first, start + old_last, start + new_first, start + new_last
    if old_end < len(old):
        yield old_end, len(old), new_end, len(new)


def _middle(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, int]:
    """Return where two lists begin to differ, and where in each they are the same again to the end."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    room = shorter - start
    tail = next((at for at in range(room) if old[-1 - at] != new[-1 - at]), room)
    return start, len(old) - tail, len(new) - tail


def _split(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text, and what stands before each and after the last (one more)."""
    gaps, words = [""], []
    for is_space, characters in groupby(text, key=str.isspace):
        stretch = "".join(characters)
        if is_space:
            gaps[-1] = stretch
        else:
            found = _words(stretch)
            words += found
            gaps += [""] * len(found)
    return gaps, words


def _words(stretch: str) -> list[str]:
    """Return the words and marks of a stretch without spaces; an elided article keeps its apostrophe."""
    found = [stretch[0]]
    for previous, character in pairwise(stretch):
        if _in_word(previous) and (_in_word(character) or character in _APOSTROPHES):
            found[-1] += character
        else:
            found.append(character)
    return found


def _in_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")


def _joined(gaps: Sequence[str], words: Sequence[str], start: int, end: int) -> str:
    return "".join(gaps[at] + words[at] for at in range(start, end))


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines of two stretches pair by pair, an empty text where one has no counterpart."""
    for at in range(max(len(old), len(new))):
        yield (old[at] if at < len(old) else ""), (new[at] if at < len(new) else "")


def _line_change(before: str, after: str) -> LineChange:
    segments = tuple(word_diff(before, after))
    if before == after:
        kind = Kind.SAME
    elif not before:
        kind = Kind.ADDED
    else:
        kind = Kind.CHANGED if after else Kind.REMOVED
    return LineChange(kind=kind, segments=segments)
