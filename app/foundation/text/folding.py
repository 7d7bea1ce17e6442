"""Folding: the same letters whatever the keyboard, the accents and the marks."""

import re
import unicodedata

_SCANNED = (range(0x80, 0x20000), range(0xE0000, 0xE0200))
_IGNORED_CATEGORIES = frozenset({"Mn", "Me", "Cf"})
_LETTERS = {
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ے": "ي",
    "ة": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ک": "ك",
    "گ": "ك",
    "ڭ": "ك",
    "ݣ": "ك",
    "پ": "ب",
    "ڤ": "ف",
    "ڥ": "ف",
    "œ": "oe",
    "æ": "ae",
    "ı": "i",
    "ø": "o",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "ʻ": "'",
    "`": "'",
}
_DROPPED = "ـⵯʿʾʹ"


def _table() -> dict[int, str | None]:
    """Return what each code point becomes: marks vanish, every decimal digit is ASCII."""
    table: dict[int, str | None] = {}
    for code in (code for codes in _SCANNED for code in codes):
        category = unicodedata.category(chr(code))
        if category in _IGNORED_CATEGORIES:
            table[code] = None
        elif category == "Nd":
            table[code] = str(unicodedata.decimal(chr(code)))
    table |= {ord(letter): replacement for letter, replacement in _LETTERS.items()}
    return table | dict.fromkeys(map(ord, _DROPPED))


_TABLE = _table()
_NOT_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return the text in lower case without accents, vowel marks or letter variants."""
    if text.isascii():
        return text.lower().replace("`", "'")
    once = _fold_once(text)
    while (again := _fold_once(once)) != once:
        once = again
    return once


def search_key(name: str) -> str:
    """Return a name folded for comparison in either script, whole words, never stemmed."""
    joined = fold(name).replace("'", "").replace("ء", "")
    return _NOT_A_WORD.sub(" ", joined).strip()


def _fold_once(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = unicodedata.normalize("NFKD", decomposed).translate(_TABLE)
    return unicodedata.normalize("NFC", bare)
