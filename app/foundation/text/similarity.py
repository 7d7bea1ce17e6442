"""How alike two texts are, by the trigrams of their stems: it ranks, a person decides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.foundation.text.analyser import tokens


@dataclass(frozen=True, slots=True)
class Similar:
    """A text found alike, with its score from 0 to 1."""

    object_id: int
    score: float


def similarity(first: str, second: str) -> float:
    """Return how alike two texts are, from 0 (nothing shared) to 1 (the same words)."""
    return stem_similarity(tokens(first), tokens(second))


def stem_similarity(first: Iterable[str], second: Iterable[str]) -> float:
    """Return how alike two lists of stems are, from 0 to 1."""
    return _score(_trigrams(first), _trigrams(second))


def most_similar(
    *, stems: Sequence[str], candidates: Iterable[tuple[int, Sequence[str]]], top: int, least: float
) -> list[Similar]:
    """Return the best candidates, each an id with its stems, best first, ties by id."""
    wanted = _trigrams(stems)
    scored = (Similar(each, _score(wanted, _trigrams(theirs))) for each, theirs in candidates)
    kept = [similar for similar in scored if similar.score >= least]
    return sorted(kept, key=lambda similar: (-similar.score, similar.object_id))[:top]


def _trigrams(stems: Iterable[str]) -> frozenset[str]:
    return frozenset(
        padded[start : start + 3]
        for padded in (f" {stem} " for stem in stems)
        for start in range(len(padded) - 2)
    )


def _score(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the mean of what both share of all, and of what the shorter shares of itself."""
    if not first or not second:
        return 0.0
    shared = len(first & second)
    dice = 2 * shared / (len(first) + len(second))
    contained = shared / min(len(first), len(second))
    return (dice + contained) / 2
