"""What happened in the demo, replayed in its order: each act at its own instant, some hundred acts a transaction."""

from collections.abc import Callable
from datetime import datetime

from app.foundation import clock
from app.foundation.database import transaction

ACTS_TOGETHER = 120

Act = Callable[[datetime], object]


class Timeline:
    """Acts gathered in any order and carried out in that of their instants."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []

    def at(self, instant: datetime, act: Act) -> None:
        """Do `act` at an instant, after what was asked for the same instant before."""
        self._acts.append((instant, len(self._acts), act))

    def replay(self) -> None:
        """Carry every act out, the clock standing at its instant."""
        in_order = sorted(self._acts, key=lambda entry: entry[:2])
        for first in range(0, len(in_order), ACTS_TOGETHER):
            with transaction():
                for instant, _place, act in in_order[first : first + ACTS_TOGETHER]:
                    with clock.use(instant):
                        act(instant)
        self._acts.clear()
