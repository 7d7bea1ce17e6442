"""What tests of the ledger start from."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.clock import FixedClock
from tests.support.voting import Voting, open_voting


@pytest.fixture
def voting(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """An open vote: approve of one to three of four proposals."""
    with app.app_context():
        yield open_voting(clock)
