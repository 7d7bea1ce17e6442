"""Past-tense facts and those who react to them, inside the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` for every announced event of this type; subscribing twice is once."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def announce(event: object) -> None:
    """Tell every subscriber that something happened; they run now, in the caller's transaction."""
    for handler in tuple(_handlers[type(event)]):
        handler(event)


def subscriptions() -> dict[str, list[str]]:
    """Return the names of handlers by the name of the event, for documentation and tests."""
    return {
        event.__name__: [f"{handler.__module__}.{handler.__qualname__}" for handler in handlers]
        for event, handlers in _handlers.items()
        if handlers
    }
