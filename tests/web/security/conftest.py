"""What tests of security walk with."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.support.applications import Workplace
from tests.support.walking import Walker
from tests.support.world import World


@pytest.fixture
def walk_as(workplace: Workplace, world: World) -> Iterator[Callable[[str], Walker]]:
    """Return a function that gives a walker of the world as one of its people."""
    walkers: list[Walker] = []

    def walker(role: str) -> Walker:
        walkers.append(Walker(workplace, world, role))
        return walkers[-1]

    yield walker
    for each in walkers:
        each.close()


@pytest.fixture
def without_tokens(app: Flask) -> Iterator[Flask]:
    """The application whose forms need no anti-forgery token."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True
