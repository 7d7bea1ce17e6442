"""The one source of the current instant, replaceable in tests."""

import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

# System time-zone data may predate Morocco's change of 20 September 2026; only the tzdata package is trusted.
zoneinfo.reset_tzpath(())

_sources: list[Callable[[], datetime]] = [lambda: datetime.now(UTC)]


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return _sources[-1]()


def local_date(instant: datetime, time_zone: str) -> date:
    """Return the calendar day of an instant in a time zone named as in the IANA database."""
    return instant.astimezone(zoneinfo.ZoneInfo(time_zone)).date()


def local_time(instant: datetime, time_zone: str) -> datetime:
    """Return the instant as a wall-clock time of a time zone."""
    return instant.astimezone(zoneinfo.ZoneInfo(time_zone))


def instant_of(wall_clock: datetime, time_zone: str) -> datetime:
    """Return the UTC instant of a naive wall-clock time of a time zone."""
    return wall_clock.replace(tzinfo=zoneinfo.ZoneInfo(time_zone)).astimezone(UTC)


class TimeZoneDataTooOld(Exception):
    """Hours would be shown, and consultations closed, at the wrong instant; the text says what to do."""


def time_zone_problem() -> str | None:
    """Say what is wrong with the time-zone data, or None: Morocco is at UTC+0 since 20 September 2026."""
    try:
        offset = datetime(2026, 11, 1, 12, tzinfo=zoneinfo.ZoneInfo("Africa/Casablanca")).utcoffset()
    except zoneinfo.ZoneInfoNotFoundError:
        return "The Python package tzdata is missing. Install tzdata 2026.3 or later."
    if offset == timedelta(0):
        return None
    return f"Time-zone data put Casablanca at {offset} on 1 November 2026, not at 0:00. Install tzdata 2026.3 or later."


def require_current_time_zones() -> None:
    """Refuse to go on with time-zone data older than Morocco's change of 20 September 2026."""
    problem = time_zone_problem()
    if problem is not None:
        raise TimeZoneDataTooOld(problem)


@contextmanager
def use(source: Callable[[], datetime] | datetime) -> Iterator[None]:
    """Replace the clock for the duration of a block."""
    _sources.append((lambda: source) if isinstance(source, datetime) else source)
    try:
        yield
    finally:
        _sources.pop()
