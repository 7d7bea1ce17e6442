"""Whether a text shouts: capitals where the script has them, marks and letters in long runs."""

import re
import unicodedata

LEAST_LETTERS = 20
MOSTLY = 0.7
_ADDRESS = re.compile(r"\S{1,300}[./@]\S{1,300}")
_MARKS = re.compile(r"[!?؟❗❓‼⁉]{3,}")
_LETTERS = re.compile(r"([^\W\d_])(?:\u0640?\1){3,}")


def is_mostly_capitals(text: str) -> bool:
    """Say whether most letters that could be small are capitals; a few abbreviations are no shouting."""
    said = _ADDRESS.sub("", text)
    letters = [each for each in said if unicodedata.category(each) in ("Lu", "Ll")]
    capitals = sum(each.isupper() for each in letters)
    if len(letters) < LEAST_LETTERS or capitals < MOSTLY * len(letters):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", said) if word.lower() != word.upper()]
    return len(words) >= 4


def repeated_marks(text: str) -> str | None:
    """Return the first run of three or more marks, at most ten of them, or None."""
    found = _MARKS.search(text)
    return found[0][:10] if found else None


def repeated_letters(text: str) -> str | None:
    """Return the first run of one letter four times or more, at most ten of them, or None."""
    found = _LETTERS.search(text)
    return found[0][:10] if found else None
