"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Gives `app.foundation.clock.use` an instant that the test chooses."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant.astimezone(UTC)

    def __call__(self) -> datetime:
        return self.instant

    def set(self, instant: datetime) -> None:
        """Move to an instant."""
        self.instant = instant.astimezone(UTC)

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move forward and return the new instant."""
        self.instant += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self.instant
