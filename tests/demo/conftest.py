"""The demo, loaded once for the tests of this folder; none of them may ask for an empty database.

`make drills` runs them on PostgreSQL too, where tests of the command line load the demo at each change.
"""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.foundation.database import db
from tests.support.applications import Workplace


@pytest.fixture(scope="package")
def kind_of_database() -> str:
    """Which database the demo is loaded on; the drill says another."""
    return "sqlite"


@pytest.fixture(scope="package")
def demo_app(kind_of_database: str, _workplaces: Callable[[str], Workplace]) -> Iterator[Flask]:
    """An installation in demo mode, loaded once for all tests of this folder."""
    place = _workplaces(kind_of_database)
    place.reset()
    with place.more_applications() as make:
        app = make(demo=True)
        result = app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        yield app


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Flask]:
    """The loaded installation, inside an application context."""
    with demo_app.app_context():
        yield demo_app
        db.session.remove()
