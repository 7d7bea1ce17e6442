"""How long something has waited, and how long is left, in the reader's language."""

from datetime import datetime, timedelta

from flask_babel import format_timedelta, get_locale, ngettext

HOUR = timedelta(hours=1)


def age_words(since: datetime, now: datetime) -> str:
    """Return how long ago that was ("19 hours")."""
    waited = max(now - since, timedelta(minutes=1))
    if not _has_units():
        return _days(waited) if waited >= 48 * HOUR else _hours(waited)
    return str(format_timedelta(waited, granularity="minute", threshold=2))


def left_words(until: datetime, now: datetime) -> str:
    """Return in how much time that is ("in 5 hours"); for instants to come."""
    left = max(until - now, timedelta(minutes=1))
    if not _has_units():
        return _days(left) if left >= 48 * HOUR else _hours(left)
    return str(format_timedelta(left, granularity="minute", threshold=2, add_direction=True))


def _has_units() -> bool:
    """Say whether the library has words for days and hours in this language: for Amazigh it has none, we have."""
    locale = get_locale()
    return locale is None or locale.language != "zgh"


def _days(span: timedelta) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", span.days))


def _hours(span: timedelta) -> str:
    return str(ngettext("%(num)s hour", "%(num)s hours", max(1, span // HOUR)))
