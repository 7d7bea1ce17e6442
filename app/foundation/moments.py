"""Days, instants and lists inside sentences, written in the reader's language."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_interval
from babel.lists import format_list
from flask_babel import format_date, format_datetime, get_locale

from app.foundation import clock

# The first day of a month before its name ("1 mars") or before another day of it ("1–15 mars").
FIRST_DAY = re.compile(r"(?<!\d)1(?=\s?[–-]|\s[^\W\d])")
PATTERNS = {"ar": "d MMMM y، HH:mm", "fr": "d MMMM y 'à' HH:mm", "en": "d MMMM y, HH:mm"}


def day_words(value: date | datetime, pattern: str = "long") -> str:
    """Return a day in the reader's language; an instant's day is that of the page's time zone."""
    return _as_spoken(str(format_date(value, pattern)))


def period_words(first: date, last: date) -> str:
    """Return the days from the first to the last as one phrase, as the reader's language writes it."""
    return _as_spoken(str(format_interval(first, last, "yMMMd", locale=get_locale() or "en")))


def moment_words(instant: datetime, *, time_zone: str | None = None) -> str:
    """Return the day and hour of an instant in the reader's language, in the page's time zone or the one named."""
    locale = get_locale()
    pattern = PATTERNS.get(locale.language if locale else "en", PATTERNS["en"])
    if time_zone is None:
        return _as_spoken(str(format_datetime(instant, pattern)))
    return _as_spoken(str(format_datetime(clock.local_time(instant, time_zone), pattern, rebase=False)))


def _as_spoken(text: str) -> str:
    """Return a date as it is said: French alone gives the first day of a month an ordinal, which Babel leaves out."""
    locale = get_locale()
    return FIRST_DAY.sub("1er", text) if locale is not None and locale.language == "fr" else text


class SpokenMoment:
    """A value for a sentence: an instant or a day, written when the sentence is shown."""

    def __init__(self, value: datetime | date) -> None:
        self.value = value

    def __str__(self) -> str:
        return moment_words(self.value) if isinstance(self.value, datetime) else day_words(self.value)


class SpokenList:
    """A value for a sentence: several names, joined as the reader's language joins them."""

    def __init__(self, names: Iterable[object]) -> None:
        self.names = list(names)

    def __str__(self) -> str:
        return str(format_list([str(name) for name in self.names], locale=get_locale() or "en"))
