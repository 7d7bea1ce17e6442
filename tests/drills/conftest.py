"""What every drill can ask for: a place for the figures that its line shows."""

from collections.abc import Callable

import pytest


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Return a function that notes figures by name; the runner adds up those of all the tests of a drill."""

    def note(**values: int) -> None:
        for name, value in values.items():
            record_property(name, value)

    return note
