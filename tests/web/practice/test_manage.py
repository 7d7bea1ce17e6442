"""The practice: one text after the other, why, the result, and a suggestion for whoever has not practised."""

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.practice.samples import list_samples
from app.foundation.database import db
from app.foundation.policy import Actor
from app.web.practice import pages
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only
PRACTICE = "/en/c/ain-essai/manage/practice"


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_consulting()


@pytest.fixture
def moderator(place: Consulting, client: FlaskClient) -> Actor:
    actor = place.person(Role.MODERATOR)
    sign_in(client, actor.user_id or 0)
    return actor


def test_a_text_is_answered_then_explained(place: Consulting, client: FlaskClient, moderator: Actor) -> None:
    assert "Fictional" in client.get(f"{PRACTICE}/1").text
    answer = client.post(f"{PRACTICE}/1", data={"choice": "keep"})
    assert (answer.status_code, answer.location) == (303, f"{PRACTICE}/1")
    page = client.get(f"{PRACTICE}/1").text
    assert "Another decision fits better." in page
    assert "The text insults the author" in page
    assert f'href="{PRACTICE}/2"' in page
    assert client.post(f"{PRACTICE}/1", data={"choice": "hide", "ground": "1"}).status_code == 409
    assert "1 text answered so far." in client.get(PRACTICE).text


def test_an_answer_without_ground_keeps_what_was_chosen(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    answer = client.post(f"{PRACTICE}/1", data={"choice": "hide"})
    assert answer.status_code == 422
    assert 'value="hide" checked' in answer.text
    assert "no text goes without a ground" in answer.text
    assert client.post(f"{PRACTICE}/1", data={"choice": "erase"}).status_code == 422
    assert client.get(f"{PRACTICE}/99").status_code == 404
    assert client.post(f"{PRACTICE}/99", data={"choice": "keep"}).status_code == 404


def test_the_result_comes_at_the_end_and_one_can_begin_again(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    for number, sample in enumerate(list_samples(), start=1):
        ground = next(iter(sample.grounds), "")
        client.post(f"{PRACTICE}/{number}", data={"choice": sample.accepted[0].value, "ground": ground})
    assert "12 of 12 decisions fit" in client.get(PRACTICE).text
    assert client.post(PRACTICE).location == f"{PRACTICE}/1"
    assert "Your result" not in client.get(PRACTICE).text


def test_the_practice_is_suggested_until_it_was_done(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    with client.application.test_request_context(PRACTICE):
        client.application.preprocess_request()
        shown: list[object] = []
        assert queries_of(lambda: shown.append(pages.suggestion(moderator))) == 1
        assert shown[0] == {"url": PRACTICE, "count": 12}


def test_citizens_have_no_practice(place: Consulting, client: FlaskClient) -> None:
    sign_in(client, place.person().user_id or 0)
    assert client.get(PRACTICE).status_code == 403
    assert client.post(f"{PRACTICE}/1", data={"choice": "keep"}).status_code == 403
    db.session.rollback()
