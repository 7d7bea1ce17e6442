"""Whether two texts are nearly the same, judged by short prints of them instead of by their words.

A print holds the least of many hashes over the pairs of neighbouring words (MinHash): the share of equal places in two
prints estimates the share of pairs that two texts have in common. Prints are cut into bands, and two texts that are
nearly the same almost always share a whole band: a look-up by equality finds them among any number of texts.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise

from app.foundation.text.folding import fold

LEAST_WORDS = 8
NEARLY_THE_SAME = 0.6
_PLACES = 36
_PLACES_IN_A_BAND = 3
_PRIME = (1 << 61) - 1
_KEPT_BITS = (1 << 31) - 1
_WORD = re.compile(r"[^\W_]+")


def print_of(text: str) -> list[int] | None:
    """Return the print of a text whatever its accents, marks and letter variants, or None when it is too short."""
    words = _WORD.findall(fold(text))
    if len(words) < LEAST_WORDS:
        return None
    hashes = {_hash(f"{first} {second}") for first, second in pairwise(words)}
    return [min((a * each + b) % _PRIME for each in hashes) & _KEPT_BITS for a, b in _TURNS]


def bands_of(print_: Sequence[int]) -> list[int]:
    """Return the bands of a print, as numbers that fit a database's eight bytes."""
    cuts = range(0, len(print_), _PLACES_IN_A_BAND)
    return [_hash(f"{cut}:{list(print_[cut : cut + _PLACES_IN_A_BAND])}") for cut in cuts]


def likeness(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the share of equal places of two prints, from 0 to 1."""
    return sum(one == other for one, other in zip(first, second, strict=True)) / len(first)


def _hash(piece: str) -> int:
    """Return a number of 62 bits, the same on every machine."""
    return int.from_bytes(blake2b(piece.encode(), digest_size=8).digest()) >> 2


_TURNS = [(_hash(f"turn {place}") | 1, _hash(f"shift {place}")) for place in range(_PLACES)]
