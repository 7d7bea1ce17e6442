"""Discussions as people use them: comment, answer, withdraw, answer officially."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode
from app.features.discussion.models import Comment
from app.features.discussion.types import THREADS_PER_PAGE, CommentStance, CommentState
from app.foundation.database import db
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """An open second round, whose texts are shown at once."""
    with app.app_context():
        yield make_consulting()


def become(client: FlaskClient, actor: Actor) -> Actor:
    sign_in(client, actor.user_id or 0)
    return actor


def say(client: FlaskClient, place: Consulting, query: str, body: str = "Bonne idée", **fields: str) -> Any:
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/comments?{query}"
    return client.post(url, data={"body": body, "stance": "remark"} | fields)


def page(client: FlaskClient, place: Consulting, proposal_id: int, rest: str = "") -> str:
    return client.get(f"/en/c/{place.slug}/proposals/{proposal_id}{rest}").text


def last() -> Comment:
    return db.session.query(Comment).order_by(Comment.id.desc()).first()  # type: ignore[return-value]


def test_a_comment_appears_in_its_place(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    become(client, place.person(name="Hind"))
    response = say(client, place, f"proposal={proposal_id}", "Oui & <b>non</b>", stance="for", state="hidden")
    assert response.headers["Location"] == f"/en/c/{place.slug}/proposals/{proposal_id}#comment-{last().id}"
    text = page(client, place, proposal_id)
    assert "Oui &amp; &lt;b&gt;non&lt;/b&gt;" in text
    assert "Hind" in text
    assert "1 comment" in text
    assert last().stance is CommentStance.FOR


def test_an_answer_is_written_on_a_page_that_shows_what_it_answers(
    place: Consulting, client: FlaskClient
) -> None:
    proposal_id = place.published(place.person())
    become(client, place.person())
    say(client, place, f"proposal={proposal_id}", "Quand ?")
    first = last().id
    query = f"proposal={proposal_id}&parent={first}"
    assert f"comments/write?proposal={proposal_id}&amp;parent={first}" in page(client, place, proposal_id)
    written = client.get(f"/en/c/{place.slug}/consultations/{place.consultation_id}/comments/write?{query}")
    assert "Quand ?" in written.text
    assert say(client, place, query, "En mars").status_code == 303
    assert last().parent_id == first
    assert say(client, place, query, " ").status_code == 422


def test_what_a_visitor_typed_survives_signing_in(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    response = say(client, place, f"proposal={proposal_id}", "Je tiens à ce texte")
    assert "sign-in" in response.headers["Location"]
    become(client, place.person())
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/comments/write?proposal={proposal_id}"
    assert "Je tiens à ce texte" in client.get(url).text


def test_staff_answers_officially_in_a_role_that_she_holds(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    become(client, place.person(Role.FOCAL_POINT))
    say(client, place, f"proposal={proposal_id}", official_role="focal_point")
    assert "Official answer: Focal point" in page(client, place, proposal_id)
    assert say(client, place, f"proposal={proposal_id}", official_role="council_member").status_code == 403
    become(client, place.person())
    assert say(client, place, f"proposal={proposal_id}", official_role="focal_point").status_code == 403


def test_a_comment_that_waits_is_seen_by_its_author_alone(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    place.set(moderation_mode=ModerationMode.BEFORE)
    become(client, place.person())
    say(client, place, f"proposal={proposal_id}", "En attente")
    assert "In review: only you see it" in page(client, place, proposal_id)
    become(client, place.person())
    assert "En attente" not in page(client, place, proposal_id)


def test_a_withdrawn_comment_leaves_a_line(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    author = become(client, place.person())
    say(client, place, f"proposal={proposal_id}", "À retirer")
    url = f"/en/c/{place.slug}/comments/{last().id}/withdraw"
    become(client, place.person(Role.MODERATOR))
    assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)
    become(client, author)
    assert "Withdraw your comment?" in client.get(url).text
    assert client.post(url).status_code == 303
    assert last().state is CommentState.WITHDRAWN
    text = page(client, place, proposal_id)
    assert "withdrawn by its author" in text
    assert "À retirer" not in text


def test_a_long_discussion_is_cut_into_pages_and_a_new_comment_leads_to_its_own(
    place: Consulting, client: FlaskClient
) -> None:
    proposal_id = place.published(place.person())
    become(client, place.person())
    for number in range(THREADS_PER_PAGE):
        say(client, place, f"proposal={proposal_id}", f"Avis {number}")
    location = say(client, place, f"proposal={proposal_id}", "Dernier avis").headers["Location"]
    assert "comments=2" in location
    assert "Dernier avis" in client.get(location).text
    assert "Dernier avis" not in page(client, place, proposal_id)


def test_nothing_is_said_on_what_one_cannot_read_or_elsewhere(place: Consulting, client: FlaskClient) -> None:
    other = make_consulting(slug="dar-essai")
    place.set(moderation_mode=ModerationMode.BEFORE)
    waiting = place.propose(place.person())
    become(client, place.person())
    for where in (f"proposal={waiting}", f"item={other.items['axis-1']}", "", "proposal=999999", "item=0"):
        assert say(client, place, where).status_code == 404
        url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/comments/write?{where}"
        assert client.get(url).status_code == 404
    place.close()
    assert say(client, place, f"item={place.items['axis-1']}").status_code == 409
