"""Languages: which there are, which one is read now, and how to pick a text with its language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from flask_babel import lazy_gettext, lazy_ngettext


class LazyText(Protocol):
    """A sentence that is translated when it is shown."""

    def __str__(self) -> str: ...

    def __mod__(self, values: Any) -> str: ...


def _l(message: str, **values: object) -> LazyText:
    """Mark a sentence for translation, translated when it is shown."""
    return cast(LazyText, lazy_gettext(message, **values))


def _n(one: str, several: str, num: int, **values: object) -> LazyText:
    """Mark a sentence in which the number `num` stands: its words agree with it in the language of the reader."""
    return cast(LazyText, lazy_ngettext(one, several, num, **values))


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface: `code` stands in addresses, `locale` formats dates and numbers."""

    code: str
    locale: str
    direction: str
    name: str


LANGUAGES: dict[str, Language] = {
    "ar": Language("ar", "ar_MA", "rtl", "العربية"),
    "fr": Language("fr", "fr_MA", "ltr", "Français"),
    "en": Language("en", "en_GB", "ltr", "English"),
    "zgh": Language("zgh", "zgh", "ltr", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
}
ALIASES = {"ber": "zgh", "shi": "zgh", "tzm": "zgh"}
T = TypeVar("T")
DIRECTIONS = {"ar": "rtl", "ary": "rtl"}


def language(code: str) -> Language | None:
    """Return the interface language of a code or of its alias, or None."""
    return LANGUAGES.get(ALIASES.get(code, code))


def direction_of(code: str) -> str:
    """Return 'rtl' or 'ltr' for the language of a text."""
    return DIRECTIONS.get(code, "ltr")


def fallback_order(wanted: str, original: str | None = None, zgh_falls_back_to: str = "ar") -> list[str]:
    """Return the order in which languages are tried for a text: wanted, its neighbour, the original, the rest."""
    neighbour = {"zgh": zgh_falls_back_to, "en": "fr", "fr": "ar", "ar": "fr"}.get(wanted, "ar")
    order = [wanted, neighbour, *([original] if original else []), *LANGUAGES]
    return list(dict.fromkeys(order))


def pick(texts: Mapping[str, T], order: Sequence[str]) -> tuple[str, T] | None:
    """Return the first language of `order` that has a text, with that text, or None."""
    for code in order:
        if texts.get(code):
            return code, texts[code]
    return next(((code, text) for code, text in texts.items() if text), None)
