"""States moved by named steps: one table says what may follow what."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from app.foundation.errors import NotNow
from app.foundation.i18n import LazyText

S = TypeVar("S", bound=Enum)


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """A step: the states it may start from and the one it leads to."""

    sources: frozenset[S]
    to: S


def move(*sources: S, to: S) -> Move[S]:
    """Describe a step from any of `sources` to `to`."""
    return Move(frozenset(sources), to)


class Lifecycle(Generic[S]):
    """Named steps between states, with the sentence that refuses a step out of turn."""

    def __init__(self, *, initial: S, refusal: LazyText, **steps: Move[S]) -> None:
        self.initial = initial
        self.steps = steps
        self.refusal = refusal

    def require(self, state: S, step: str) -> S:
        """Return the state that `step` leads to from `state`; raise NotNow when it may not be taken."""
        if not self.can(state, step):
            raise NotNow(self.refusal)
        return self.steps[step].to

    def can(self, state: S, step: str) -> bool:
        """Say whether `step` may be taken from `state`."""
        return state in self.steps[step].sources

    def possible(self, state: S) -> list[str]:
        """Return the names of the steps that may be taken from `state`."""
        return [name for name in self.steps if self.can(state, name)]

    def reachable(self) -> set[S]:
        """Return every state that some sequence of steps reaches from the initial one."""
        found = {self.initial}
        while True:
            more = {step.to for step in self.steps.values() if step.sources & found} - found
            if not more:
                return found
            found |= more
