"""A form that arrives twice: the same is one act, another under the same key is refused and given back."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.features.discussion.models import Comment
from app.foundation.database import db
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

WORDS = "Une remarque écrite avec patience sur un petit téléphone."
OTHER_WORDS = "Une autre remarque, que personne ne devra retaper <b>en entier</b>."


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """An open second round, whose texts are shown at once."""
    with app.app_context():
        yield make_consulting()


def say(client: FlaskClient, place: Consulting, proposal_id: int, body: str, key: str) -> Any:
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/comments?proposal={proposal_id}"
    return client.post(url, data={"body": body, "stance": "remark", "submission_key": key})


def bodies() -> list[str]:
    return list(db.session.scalars(sa.select(Comment.body).order_by(Comment.id)))


@pytest.fixture
def proposal_id(place: Consulting, client: FlaskClient) -> int:
    """A published proposal, read by somebody who is signed in."""
    made = place.published(place.person())
    sign_in(client, place.person().user_id or 0)
    return made


def test_trust_5_the_same_form_again_is_one_act_with_the_same_answer(
    place: Consulting, client: FlaskClient, proposal_id: int
) -> None:
    first, again = (say(client, place, proposal_id, WORDS, "one-form") for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"]
    assert bodies() == [WORDS]


def test_trust_5_other_content_under_the_same_key_is_refused_and_given_back(
    place: Consulting, client: FlaskClient, proposal_id: int
) -> None:
    say(client, place, proposal_id, WORDS, "one-form")
    refused = say(client, place, proposal_id, OTHER_WORDS, "one-form")
    assert refused.status_code == 409
    assert "This form was sent before, with other content." in refused.text
    assert "que personne ne devra retaper &lt;b&gt;en entier&lt;/b&gt;" in refused.text
    assert "one-form" not in refused.text
    assert bodies() == [WORDS]


def test_trust_5_a_key_spent_by_somebody_else_gives_nothing_of_hers_away(
    place: Consulting, client: FlaskClient, proposal_id: int
) -> None:
    hers = say(client, place, proposal_id, WORDS, "one-form").headers["Location"]
    sign_in(client, place.person().user_id or 0)
    theirs = say(client, place, proposal_id, OTHER_WORDS, "one-form")
    assert theirs.headers["Location"] != hers
    assert bodies() == [WORDS]
