"""What tests of consultations start from."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from tests.features.consultations.preparing import Preparing, make_preparing
from tests.support.clock import FixedClock


@pytest.fixture
def app_context() -> Iterator[None]:
    """A language for sentences, without any database."""
    app = Flask("words")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app)
    with app.app_context():
        yield


@pytest.fixture
def preparing(app: Flask, clock: FixedClock) -> Iterator[Preparing]:
    """A first round whose checklist is complete; it is 12 October, and it opens on 2 November."""
    with app.app_context():
        yield make_preparing()
