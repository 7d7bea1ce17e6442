"""What tests of faults start from: an open vote, and processes that may be cut off."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.foundation.policy import Actor
from tests.support.applications import Workplace
from tests.support.clock import FixedClock
from tests.support.stage import Stage, StageHands
from tests.support.voting import Voting, open_voting


@pytest.fixture(scope="session")
def hands() -> Iterator[StageHands]:
    """The process that forks the others."""
    made = StageHands()
    yield made
    made.close()


@pytest.fixture
def stage(hands: StageHands, workplace: Workplace) -> Stage:
    """Processes that act on the test's database."""
    return Stage(hands, workplace)


@pytest.fixture
def voting(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """An open vote: approve of one to three of four proposals."""
    with app.app_context():
        yield open_voting(clock)


@pytest.fixture
def people(voting: Voting) -> list[Actor]:
    """Twelve people who may vote."""
    return [voting.place.person(name=f"Voisine {number}") for number in range(12)]
