"""The test client behaves as a stranger on the network would, not as a part of the test."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, g

from app.features.accounts.models import User
from app.foundation import clock as application_clock
from app.foundation.submissions import Submission
from app.web.actors import current_actor
from tests.support.applications import Client
from tests.support.clock import FixedClock

pytestmark = pytest.mark.sqlite_only


def test_a_request_sees_nothing_of_the_tests_own_context(app: Flask, client: Client) -> None:
    with app.app_context():
        g.language = "from the test"
        client.get("/healthz")
        assert g.language == "from the test"


def test_a_request_refuses_to_run_over_changes_that_nobody_committed(db_session: Any, client: Client) -> None:
    db_session.add(Submission())
    with pytest.raises(AssertionError, match="commit before the request"):
        client.get("/healthz")


def test_one_more_application_has_its_own_settings(app: Flask, make_app: Callable[..., Flask]) -> None:
    other = make_app(demo=True)
    assert other.config["DEMO"] is True
    assert app.config["DEMO"] is False
    assert other.config["SQLALCHEMY_DATABASE_URI"] == app.config["SQLALCHEMY_DATABASE_URI"]


def test_the_clock_stands_still_until_it_is_moved(clock: FixedClock) -> None:
    before = application_clock.now()
    assert application_clock.now() == before
    clock.advance(days=1, minutes=5)
    assert application_clock.now() - before == timedelta(days=1, minutes=5)
    clock.set(datetime(2027, 1, 1, tzinfo=UTC))
    assert application_clock.now() == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_client_signs_in_as_a_person_and_stays_her(db_session: Any, make_app: Callable[..., Flask]) -> None:
    now = application_clock.now()
    user = User(
        email="a@example.org", fs_uniquifier="a", language="fr", create_datetime=now, confirmed_at=now
    )
    db_session.add(user)
    db_session.commit()
    other = make_app()
    other.add_url_rule("/who", view_func=lambda: {"id": current_actor().user_id})
    client = Client(other, use_cookies=True)
    assert client.get("/who").json == {"id": None}
    client.sign_in(user.id)
    assert client.get("/who").json == {"id": user.id}
    assert client.get("/who").json == {"id": user.id}
