"""What tests of voters start from."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.foundation.policy import Actor
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting


@pytest.fixture
def place(app: Flask, clock: FixedClock) -> Iterator[Consulting]:
    """A fictional commune with an open consultation."""
    with app.app_context():
        yield make_consulting()


@pytest.fixture
def facilitator(place: Consulting) -> Actor:
    """Somebody who may verify people at the desk."""
    return place.person(Role.FACILITATOR, name="Facilitatrice")


@pytest.fixture
def focal_point(place: Consulting) -> Actor:
    """Somebody who may hand in the register."""
    return place.person(Role.FOCAL_POINT, name="Point focal")
