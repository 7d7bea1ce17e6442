"""What the suite asks of the demonstration, asked of one that is loaded on PostgreSQL."""

from collections.abc import Callable

import pytest

from tests.demo.conftest import demo, demo_app
from tests.demo.test_loading import *  # noqa: F403
from tests.demo.test_pages import *  # noqa: F403

__all__ = ["demo", "demo_app", "kind_of_database", "loaded"]


@pytest.fixture(scope="package")
def kind_of_database() -> str:
    """The database that the suite does not load the demonstration on."""
    return "postgresql"


@pytest.fixture(autouse=True)
def loaded(figures: Callable[..., None]) -> None:
    """Count what was asked."""
    figures(questions=1)
