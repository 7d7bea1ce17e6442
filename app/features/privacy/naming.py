"""How others could name a person: her addresses and names, however they are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.foundation.text.personal_data import PersonalDataKind, find_personal_data

SHORTEST_WORD = 3
# A number is told by its last digits, with or without the code of its country.
LAST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Naming:
    """What finds the words that name one person, and takes them out of a text."""

    words: re.Pattern[str]
    numbers: frozenset[str]

    def is_in(self, text: str) -> bool:
        """Say whether a text names her."""
        return self.words.search(text) is not None or bool(self._stretches(text))

    def without(self, text: str, mark: str) -> str:
        """Return a text with a mark in place of whatever names her."""
        for start, end in reversed(self._stretches(text)):
            text = text[:start] + mark + text[end:]
        return self.words.sub(lambda _found: mark, text)

    def _stretches(self, text: str) -> list[tuple[int, int]]:
        if not self.numbers:
            return []
        phones = [each for each in find_personal_data(text) if each.kind is PersonalDataKind.PHONE]
        return [
            (each.start, each.end)
            for each in phones
            if _last_digits(text[each.start : each.end]) in self.numbers
        ]


def naming(*, said: Iterable[str | None], phone: str | None) -> Naming:
    """Return what names a person who goes by these words; a very short one says nothing."""
    words = sorted({each for each in said if each and len(each) >= SHORTEST_WORD}, key=len, reverse=True)
    pattern = "|".join(_as_written(each) for each in words) or "(?!)"
    return Naming(re.compile(pattern), frozenset({_last_digits(phone)} if phone else ()))


def _as_written(word: str) -> str:
    """Return the pattern of a word as it stands, and of the same word alone in other letters or with other blanks."""
    loosely = r"\s+".join(re.escape(part) for part in word.split())
    return rf"{re.escape(word)}|(?i:(?<!\w){loosely}(?!\w))"


def _last_digits(text: str) -> str:
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    return digits[-LAST_DIGITS:]
