"""One spelling for what people copy from a card or a register, whatever they typed it with."""

import unicodedata
from dataclasses import dataclass

from app.features.voters.types import Script
from app.foundation.text.folding import search_key

SHORTEST_NUMBER, LONGEST_NUMBER = 4, 24
_DASHES = frozenset("_./\\\u2212")
_NOT_WRITTEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
_SPELLED_OUT = {
    ord(letter): latin
    for letter, latin in {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}.items()
}


def number(text: str) -> str | None:
    """Return a register's number in its one spelling, or None when it cannot be one.

    Digits of any script become Latin digits; blanks, dashes, dots and invisible marks go; letters become capitals.
    """
    written = "".join(_plain(character) for character in unicodedata.normalize("NFKC", text)).upper()
    is_number = written.isascii() and written.isalnum() and any(each.isdigit() for each in written)
    return written if is_number and SHORTEST_NUMBER <= len(written) <= LONGEST_NUMBER else None


@dataclass(frozen=True, slots=True)
class FullName:
    """A name in its one spelling, and the script it is written in."""

    spelling: str
    script: Script


def full_name(text: str) -> FullName | None:
    """Return a name in its one spelling, whatever the order of its words; None unless it is in one script of a card.

    Accents, vowel marks, hyphens, apostrophes and capitals make no difference.
    """
    folded = search_key(text).translate(_SPELLED_OUT)
    words = "".join(each if each.isalpha() else " " for each in folded).split()
    scripts = {_script_of(letter) for word in words for letter in word}
    script = scripts.pop() if len(scripts) == 1 and sum(map(len, words)) >= 2 else None
    return FullName(" ".join(sorted(words)), script) if script is not None else None


def _script_of(letter: str) -> Script | None:
    if letter.isascii():
        return Script.LATIN
    return Script.ARABIC if unicodedata.name(letter, "").startswith("ARABIC LETTER") else None


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    unwritten = character in _DASHES or unicodedata.category(character) in _NOT_WRITTEN
    return "" if unwritten else character
