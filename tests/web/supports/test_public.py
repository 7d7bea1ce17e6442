"""The buttons: support, take back, agree or not; they lead back, and never say who did."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.types import STAFF_ROLES
from app.features.supports import queries
from app.features.supports.types import Stance
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """An open second round, whose texts are shown at once."""
    with app.app_context():
        yield make_consulting()


def press(client: FlaskClient, place: Consulting, path: str, **fields: str) -> Any:
    return client.post(f"/en/c/{place.slug}/{path}", data=fields)


def opine(client: FlaskClient, place: Consulting, stance: str, **fields: str) -> Any:
    path = f"consultations/{place.consultation_id}/items/{place.items['project-1']}/opinion"
    return press(client, place, path, stance=stance, **fields)


def counts(place: Consulting) -> tuple[int, int, int]:
    tally = queries.tallies(consultation_id=place.consultation_id)[place.items["project-1"]]
    return tally.agree_count, tally.mixed_count, tally.disagree_count


def test_supporting_leads_back_to_where_one_was_and_says_so(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    sign_in(client, place.person().user_id or 0)
    back = f"/en/c/{place.slug}/proposals/{proposal_id}#support"
    for _ in range(2):
        response = press(client, place, f"proposals/{proposal_id}/support", next=back)
        assert (response.status_code, response.headers["Location"]) == (303, back)
    page = client.get(back).text
    assert "You support this proposal." in page
    assert 'aria-pressed="true"' in page
    assert place.proposal(proposal_id).support_count == 1
    press(client, place, f"proposals/{proposal_id}/take-back")
    assert place.proposal(proposal_id).support_count == 0


def test_a_visitor_is_led_to_sign_in_and_back(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    for response in (press(client, place, f"proposals/{proposal_id}/support"), opine(client, place, "agree")):
        assert response.status_code == 303
        assert "sign-in" in response.headers["Location"]
    assert place.proposal(proposal_id).support_count == 0


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_way_back_never_leaves_the_site(place: Consulting, client: FlaskClient, elsewhere: str) -> None:
    proposal_id = place.published(place.person())
    sign_in(client, place.person().user_id or 0)
    response = press(client, place, f"proposals/{proposal_id}/support", next=elsewhere)
    assert response.headers["Location"].startswith("/en/c/")


def test_an_opinion_is_given_changed_and_taken_back_by_pressing_it_again(
    place: Consulting, client: FlaskClient
) -> None:
    sign_in(client, place.person().user_id or 0)
    for stance, expected in [("agree", (1, 0, 0)), ("mixed", (0, 1, 0)), ("", (0, 0, 0))]:
        assert opine(client, place, stance, user_id="1", weight="50").status_code == 303
        assert counts(place) == expected
    assert opine(client, place, "excellent").status_code == 422


def test_what_is_elsewhere_or_own_or_over_is_refused(place: Consulting, client: FlaskClient) -> None:
    author = place.person()
    proposal_id = place.published(author)
    other = make_consulting(slug="dar-essai")
    sign_in(client, author.user_id or 0)
    assert press(client, other, f"proposals/{proposal_id}/support").status_code == 404
    assert press(client, place, f"proposals/{proposal_id}/support").status_code == 403
    foreign = f"consultations/{place.consultation_id}/items/{other.items['project-1']}/opinion"
    assert press(client, place, foreign, stance="agree").status_code == 404
    place.close()
    sign_in(client, place.person().user_id or 0)
    assert press(client, place, f"proposals/{proposal_id}/support").status_code == 409
    assert opine(client, place, Stance.AGREE.value).status_code == 409


def test_nobody_staff_included_is_shown_who_supports(place: Consulting, client: FlaskClient) -> None:
    proposal_id, supporter = place.published(place.person()), place.person(name="Zoubida Invisible")
    sign_in(client, supporter.user_id or 0)
    press(client, place, f"proposals/{proposal_id}/support")
    opine(client, place, "agree")
    readers = [place.person(), *(place.person(role) for role in sorted(STAFF_ROLES))]
    addresses = [
        f"proposals/{proposal_id}",
        f"proposals/{proposal_id}/versions",
        f"consultations/{place.consultation_id}/proposals?order=supports",
        f"consultations/{place.consultation_id}",
    ]
    for reader in readers:
        sign_in(client, reader.user_id or 0)
        for address in addresses:
            assert "Zoubida" not in client.get(f"/en/c/{place.slug}/{address}").text
