"""Reading what stands in an address: anything odd is as if it were not there."""

from enum import Enum
from typing import TypeVar

E = TypeVar("E", bound=Enum)
LARGEST = 2**53


def whole_number(text: str | None) -> int | None:
    """Return a positive whole number, or None."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 16:
        return None
    number = int(text)
    return number if 0 < number < LARGEST else None


def chosen_member(members: type[E], text: str | None) -> E | None:
    """Return the member of an allow-list with this value, or None."""
    return next((member for member in members if member.value == text), None)
