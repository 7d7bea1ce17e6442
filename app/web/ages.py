"""How long something has waited, and how long is left, in the reader's language."""

from datetime import datetime, timedelta

from flask_babel import format_timedelta


def age_words(since: datetime, now: datetime) -> str:
    """Return how long ago that was ("19 hours")."""
    return str(format_timedelta(max(now - since, timedelta(minutes=1)), granularity="minute", threshold=2))


def left_words(until: datetime, now: datetime) -> str:
    """Return in how much time that is ("in 5 hours"); for instants to come."""
    left = max(until - now, timedelta(minutes=1))
    return str(format_timedelta(left, granularity="minute", threshold=2, add_direction=True))
