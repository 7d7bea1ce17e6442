"""Instants and lists inside sentences, written in the reader's language when the sentence is shown."""

from collections.abc import Iterable
from datetime import date, datetime

from babel.lists import format_list
from flask_babel import format_date, format_datetime, get_locale

from app.foundation import clock

PATTERNS = {"ar": "d MMMM y، HH:mm", "fr": "d MMMM y 'à' HH:mm", "en": "d MMMM y, HH:mm"}


def moment_words(instant: datetime, *, time_zone: str | None = None) -> str:
    """Return the day and hour of an instant in the reader's language, in the page's time zone or the one named."""
    locale = get_locale()
    pattern = PATTERNS.get(locale.language if locale else "en", PATTERNS["en"])
    if time_zone is None:
        return str(format_datetime(instant, pattern))
    return str(format_datetime(clock.local_time(instant, time_zone), pattern, rebase=False))


class SpokenMoment:
    """A value for a sentence: an instant or a day, written when the sentence is shown."""

    def __init__(self, value: datetime | date) -> None:
        self.value = value

    def __str__(self) -> str:
        return (
            moment_words(self.value)
            if isinstance(self.value, datetime)
            else str(format_date(self.value, "long"))
        )


class SpokenList:
    """A value for a sentence: several names, joined as the reader's language joins them."""

    def __init__(self, names: Iterable[object]) -> None:
        self.names = list(names)

    def __str__(self) -> str:
        return str(format_list([str(name) for name in self.names], locale=get_locale() or "en"))
