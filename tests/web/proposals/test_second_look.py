"""What an author is told before a text with personal data is public, and what everybody is told of a campaign."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.discussion.models import Comment
from app.features.proposals.models import Proposal
from app.foundation.database import db
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only
WARNING = "Your text will be public"
PHONE = "٠٦ ١٢ ٣٤ ٥٦ ٧٨"
LONG = "Nous demandons que la bibliothèque ouvre le soir et le samedi pour les élèves du quartier."


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """An open second round, whose texts are shown at once."""
    with app.app_context():
        yield make_consulting()


def mark(page: str) -> str:
    found = re.search(r'name="looked" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_a_phone_in_a_proposal_is_warned_of_once_and_stops_nothing(
    place: Consulting, client: FlaskClient
) -> None:
    sign_in(client, place.person().user_id or 0)
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/proposals/new"
    words = {"title": "Un banc", "solution": f"Appelez-moi : {PHONE}"}
    check = client.post(url, data=words | {"act": "continue"})
    assert check.status_code == 200
    assert WARNING in check.text
    assert f'<bdi class="strong">{PHONE}</bdi>' in check.text
    sending = words | {"act": "send", "step": "check"}
    unseen = client.post(url, data=sending)
    assert (unseen.status_code, WARNING in unseen.text) == (200, True)
    assert db.session.query(Proposal).count() == 0
    assert client.post(url, data=sending | {"looked": mark(check.text)}).status_code == 303
    assert db.session.query(Proposal).count() == 1


def test_a_number_added_after_the_warning_is_warned_of_again(place: Consulting, client: FlaskClient) -> None:
    sign_in(client, place.person().user_id or 0)
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/proposals/new"
    words = {"title": "Un banc", "solution": f"Appelez-moi : {PHONE}", "act": "send", "step": "check"}
    seen = mark(client.post(url, data=words).text)
    again = client.post(url, data=words | {"looked": seen, "problem": "CIN BE123456"})
    assert again.status_code == 200
    assert "BE123456" in again.text


def test_a_plain_text_is_not_warned_of(place: Consulting, client: FlaskClient) -> None:
    sign_in(client, place.person().user_id or 0)
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/proposals/new"
    words = {"title": "Un banc", "solution": "Le 05/06/2026, 12 bancs pour 20 000 DH.", "act": "continue"}
    assert WARNING not in client.post(url, data=words).text


def test_a_phone_in_a_comment_is_warned_of_with_what_was_typed(
    place: Consulting, client: FlaskClient
) -> None:
    proposal_id = place.published(place.person())
    sign_in(client, place.person().user_id or 0)
    url = f"/en/c/{place.slug}/consultations/{place.consultation_id}/comments?proposal={proposal_id}"
    said = {"body": "Écrivez à amina@example.org", "stance": "against"}
    warned = client.post(url, data=said)
    assert warned.status_code == 200
    assert WARNING in warned.text
    assert "Écrivez à amina@example.org</textarea>" in warned.text
    assert re.search(r'value="against"[^>]* checked|checked[^>]* value="against"', warned.text)
    assert db.session.query(Comment).count() == 0
    assert client.post(url, data=said | {"looked": mark(warned.text)}).status_code == 303
    assert db.session.query(Comment).one().body == said["body"]


def test_a_phone_added_to_a_sent_proposal_is_warned_of(place: Consulting, client: FlaskClient) -> None:
    author = place.person()
    proposal_id = place.published(author)
    sign_in(client, author.user_id or 0)
    url = f"/en/c/{place.slug}/proposals/{proposal_id}/edit"
    words: dict[str, Any] = {"title": "Un banc", "solution": PHONE}
    warned = client.post(url, data=words)
    assert warned.status_code == 200
    assert WARNING in warned.text
    assert client.post(url, data=words | {"looked": mark(warned.text)}).status_code == 303


def test_a_campaign_is_said_openly_on_each_of_its_pages(place: Consulting, client: FlaskClient) -> None:
    """Three people are one point with three signatories; two are not."""
    ids = [place.published(place.person(), "Ouvrir le soir", solution=LONG) for _ in range(2)]
    urls = [f"/en/c/{place.slug}/proposals/{each}" for each in ids]
    assert "This text was sent by" not in client.get(urls[0]).text
    place.published(place.person(), "Ouvrir le soir", solution=LONG)
    for url in urls:
        assert "This text was sent by 3 people." in client.get(url).text
