"""What tests of votes start from."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from tests.support.clock import FixedClock
from tests.support.voting import Voting, make_voting, open_voting


@pytest.fixture
def app_context() -> Iterator[None]:
    """A language for sentences, without any database."""
    app = Flask("words")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app)
    with app.app_context():
        yield


@pytest.fixture
def draft(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """A vote in preparation whose checklist is complete."""
    with app.app_context():
        yield make_voting()


@pytest.fixture
def voting(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """An open vote: approve of one to three of four proposals."""
    with app.app_context():
        yield open_voting(clock)
