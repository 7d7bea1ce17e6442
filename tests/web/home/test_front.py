"""The front page of the network."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.models import User
from app.features.collectivities.models import Collectivity
from app.features.consultations.types import ConsultationState
from app.foundation.database import db, transaction
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of


@pytest.fixture
def place(app: Flask, clock: FixedClock) -> Iterator[Consulting]:
    with app.app_context():
        yield make_consulting()


def test_an_empty_network_says_so(app: Flask, client: FlaskClient) -> None:
    assert "No consultation is open at the moment." in client.get("/en/").text


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_what_is_open_is_shown_in_every_language(
    place: Consulting, client: FlaskClient, language: str
) -> None:
    assert (
        f"/{language}/c/{place.slug}/consultations/{place.consultation_id}"
        in client.get(f"/{language}/").text
    )


def test_the_soonest_to_close_comes_first(place: Consulting, client: FlaskClient, clock: FixedClock) -> None:
    other = make_consulting(slug="dar-essai")
    other.set(ends_at=clock() + timedelta(days=2))
    page = client.get("/en/").text
    assert page.index("dar-essai") < page.index("ain-essai")
    assert "2 days left" in page


def test_what_is_over_leaves_the_open_ones_at_its_instant(
    place: Consulting, client: FlaskClient, clock: FixedClock
) -> None:
    clock.set(place.consultation.ends_at or clock())
    page = client.get("/en/").text
    assert "No consultation is open at the moment." in page
    assert "Closed, answers in preparation" in page


def test_what_is_in_preparation_or_cancelled_is_not_shown(place: Consulting, client: FlaskClient) -> None:
    for state, announced_at in (
        (ConsultationState.DRAFT, None),
        (ConsultationState.CANCELLED, place.consultation.announced_at),
    ):
        place.set(state=state, announced_at=announced_at)
        assert f"/consultations/{place.consultation_id}" not in client.get("/en/").text


def test_what_is_open_where_one_lives_comes_first(place: Consulting, client: FlaskClient) -> None:
    person = place.person()
    with transaction():
        user = db.session.get_one(User, person.user_id)
        user.territory_id = place.collectivity.territory_id
    assert "Open where you live" not in client.get("/en/").text
    sign_in(client, person.user_id or 0)
    assert "Open where you live" in client.get("/en/").text


def test_the_page_asks_the_database_as_often_for_many_consultations_as_for_few(
    place: Consulting, client: FlaskClient
) -> None:
    client.get("/en/")
    few = queries_of(lambda: client.get("/en/"))
    for number in range(5):
        make_consulting(slug=f"commune-{number}")
    assert queries_of(lambda: client.get("/en/")) == few


def test_hours_are_those_of_each_collectivity(
    place: Consulting, client: FlaskClient, clock: FixedClock
) -> None:
    opening = (clock() + timedelta(days=3)).replace(hour=9, minute=0)
    place.set(state=ConsultationState.ANNOUNCED, starts_at=opening, ends_at=opening + timedelta(days=5))
    with transaction():
        db.session.get_one(Collectivity, place.collectivity_id).time_zone = "Asia/Tokyo"
    assert "18:00" in client.get("/en/").text
