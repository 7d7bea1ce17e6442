"""An open vote on a budget, for tests of its pages."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.features.ballots.types import VotingKind
from tests.support.clock import FixedClock
from tests.support.voting import Voting, open_voting


@pytest.fixture
def voting(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """Four proposals at 100, 200, 300 and 400 thousand dirhams, a budget of 500 thousand, two ticks at least."""
    with app.app_context():
        yield open_voting(
            clock,
            costs=(100_000, 200_000, 300_000, 400_000),
            kind=VotingKind.BUDGET,
            ceiling=500_000,
            minimum=2,
        )
