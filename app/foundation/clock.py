"""The one source of the current instant, replaceable in tests."""

import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

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


@contextmanager
def use(source: Callable[[], datetime] | datetime) -> Iterator[None]:
    """Replace the clock for the duration of a block."""
    _sources.append((lambda: source) if isinstance(source, datetime) else source)
    try:
        yield
    finally:
        _sources.pop()
