"""Workshops through pages: the calendar, a place, the minutes."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.workshops import queries
from app.features.workshops.models import Workshop
from app.foundation.database import db
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

FIELDS = {
    "title": "Atelier du souk",
    "place": "Maison de quartier",
    "starts_at": "2026-10-14T18:30",
    "capacity": "1",
}


@pytest.fixture
def place(app: Flask, clock: FixedClock) -> Iterator[Consulting]:
    with app.app_context():
        yield make_consulting()


def planned(place: Consulting, client: FlaskClient) -> str:
    """Plan a workshop as a facilitator; return its public address."""
    sign_in(client, place.person(Role.FACILITATOR).user_id or 0)
    url = f"/en/c/{place.slug}/manage/workshops/new?language=fr"
    assert client.get(url).status_code == 200
    response = client.post(url, data=FIELDS | {"consultation": str(place.consultation_id)})
    assert response.status_code == 303, response.text
    (workshop,) = queries.list_workshops(collectivity_id=place.collectivity_id)
    return f"/en/c/{place.slug}/workshops/{workshop.id}"


def test_a_planned_workshop_stands_in_the_public_calendar(place: Consulting, client: FlaskClient) -> None:
    address = planned(place, client)
    visitor = client.application.test_client()
    page = visitor.get(f"/en/c/{place.slug}/workshops").text
    assert "Atelier du souk" in page
    assert "1 place left" in page
    assert "14 October 2026, 18:30" in visitor.get(address).text


def test_a_place_is_kept_given_back_and_refused_when_none_is_left(
    place: Consulting, client: FlaskClient
) -> None:
    address = planned(place, client)
    first, second = (place.person(name=name).user_id or 0 for name in ("Une", "Deux"))
    sign_in(client, first)
    assert client.post(f"{address}/places").status_code == 303
    assert "A place is kept for you." in client.get(address).text
    sign_in(client, second)
    assert client.post(f"{address}/places").status_code == 409
    sign_in(client, first)
    assert client.post(f"{address}/places/back").status_code == 303
    sign_in(client, second)
    assert client.post(f"{address}/places").status_code == 303


def test_a_visitor_who_wants_a_place_is_led_to_sign_in(place: Consulting, client: FlaskClient) -> None:
    address = planned(place, client)
    with client.session_transaction() as session:
        session.clear()
    assert client.post(f"{address}/places").status_code == 303
    assert queries.count_registrations(workshop_ids=[db.session.query(Workshop).one().id]) == {}


def test_minutes_are_published_after_the_workshop(
    place: Consulting, client: FlaskClient, clock: FixedClock
) -> None:
    address = planned(place, client)
    desk = address.replace("/workshops/", "/manage/workshops/") + "/minutes?language=fr"
    fields = {"minutes": "On a parlé des horaires.", "attendance_count": "23"}
    assert client.post(desk, data=fields).status_code == 409
    clock.advance(days=3)
    sign_in(client, place.person(Role.FACILITATOR).user_id or 0)
    assert client.post(desk, data={"minutes": "", "attendance_count": "-1"}).status_code == 422
    assert client.post(desk, data=fields).status_code == 303
    page = client.get(address).text
    assert "On a parlé des horaires." in page
    assert "23" in page
    assert client.get(f"/en/c/{place.slug}/manage/workshops").status_code == 200


def test_a_workshop_is_called_off_for_a_public_reason_and_stays_in_sight(
    place: Consulting, client: FlaskClient
) -> None:
    address = planned(place, client)
    desk = address.replace("/workshops/", "/manage/workshops/")
    facilitator = place.person(Role.FACILITATOR).user_id or 0
    sign_in(client, place.person().user_id or 0)
    client.post(f"{address}/places")
    sign_in(client, facilitator)
    assert f'href="{desk}/cancel"' in client.get(f"{desk}?language=fr").text
    assert "1 person has a place" in client.get(f"{desk}?language=fr").text
    assert "told to the 1 person who has a place" in client.get(f"{desk}/cancel").text
    assert client.post(f"{desk}/cancel", data={"reason": " "}).status_code == 422
    assert client.post(f"{desk}/cancel", data={"reason": "La salle <b>est</b> inondée."}).status_code == 303
    for refused in (desk, f"{desk}/cancel"):
        assert client.get(refused).status_code == 409
    visitor = client.application.test_client()
    page = visitor.get(address).text
    assert "This workshop is cancelled." in page
    assert "La salle &lt;b&gt;est&lt;/b&gt; inondée." in page
    assert f"{address}/places" not in page
    assert "Called off" in visitor.get(f"/en/c/{place.slug}/workshops").text
    assert "Called off" in client.get(f"/en/c/{place.slug}/manage/workshops").text
    for elsewhere in (f"/en/c/{place.slug}", f"/en/c/{place.slug}/consultations/{place.consultation_id}"):
        assert address not in visitor.get(elsewhere).text


def test_a_workshop_that_has_begun_is_not_called_off(
    place: Consulting, client: FlaskClient, clock: FixedClock
) -> None:
    desk = planned(place, client).replace("/workshops/", "/manage/workshops/")
    clock.advance(days=3)
    sign_in(client, place.person(Role.FACILITATOR).user_id or 0)
    assert "/cancel" not in client.get(f"{desk}?language=fr").text
    assert client.get(f"{desk}/cancel").status_code == 409
    assert client.post(f"{desk}/cancel", data={"reason": "Trop tard."}).status_code == 409


def test_a_workshop_of_elsewhere_is_not_found(place: Consulting, client: FlaskClient) -> None:
    address = planned(place, client)
    other = make_consulting(slug="dar-essai")
    assert client.get(address.replace(place.slug, other.slug)).status_code == 404


def test_a_moderator_reads_the_list_and_changes_nothing(place: Consulting, client: FlaskClient) -> None:
    address = planned(place, client).replace("/workshops/", "/manage/workshops/")
    sign_in(client, place.person(Role.MODERATOR).user_id or 0)
    assert client.get(f"/en/c/{place.slug}/manage/workshops").status_code == 200
    for method, url in (
        ("GET", address),
        ("POST", address),
        ("GET", f"{address}/minutes"),
        ("POST", f"{address}/minutes"),
        ("GET", f"{address}/cancel"),
        ("POST", f"{address}/cancel"),
    ):
        assert client.open(url, method=method).status_code == 403
