"""Writing a proposal through the pages: a visitor, a participant, a draft, a change, a withdrawal, a facilitator."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.features.accounts.types import Role
from app.features.consultations.queries import has_declared_age
from app.features.consultations.types import ModerationMode
from app.features.media.models import StoredFile
from app.features.proposals import commands, queries
from app.features.proposals.models import Proposal
from app.features.proposals.types import Channel, ProposalKind, ProposalState
from app.features.supports import commands as supports
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only
WORDS = {"title": "Une rampe à l'annexe", "problem": "Des marches", "solution": "Une rampe en bois"}


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """An open second round, whose texts are shown at once."""
    with app.app_context():
        yield make_consulting()


def new(place: Consulting, query: str = "") -> str:
    return f"/en/c/{place.slug}/consultations/{place.consultation_id}/proposals/new{query}"


def of(place: Consulting, proposal_id: int, rest: str = "") -> str:
    return f"/en/c/{place.slug}/proposals/{proposal_id}{rest}"


def become(client: FlaskClient, actor: Actor) -> Actor:
    sign_in(client, actor.user_id or 0)
    return actor


def send(client: FlaskClient, url: str, **fields: Any) -> Any:
    return client.post(
        url, data=WORDS | {"step": "check", "act": "send"} | fields, content_type="multipart/form-data"
    )


def only(place: Consulting) -> Proposal:
    return db.session.query(Proposal).one()


def photo() -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(buffer, "JPEG")
    buffer.seek(0)
    return buffer, "photo.jpg"


def test_similar_proposals_are_shown_before_anything_is_sent(place: Consulting, client: FlaskClient) -> None:
    existing = place.published(
        place.person(), "Une rampe pour l'annexe", solution="Une rampe en bois ou en béton"
    )
    become(client, place.person())
    response = client.post(new(place), data=WORDS | {"act": "continue"})
    assert response.status_code == 200
    assert "Support it instead" in response.text
    assert of(place, existing) in response.text
    assert "Send the proposal" in response.text
    assert db.session.query(Proposal).count() == 1
    assert of(place, existing) in client.get(f"{new(place)[:-3]}similar?q=rampe+annexe+bois").text


def test_a_proposal_is_sent_once_however_often_the_form_arrives(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person())
    answers = [send(client, new(place), submission_key="a" * 32) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"] == of(place, only(place).id)
    assert "published as number 1" in client.get(of(place, only(place).id)).text


def test_fields_that_the_form_does_not_have_change_nothing(place: Consulting, client: FlaskClient) -> None:
    author = become(client, place.person())
    send(client, new(place), author_id="1", state="hidden", support_count="99", channel="paper", number="500")
    sent = only(place)
    assert (sent.author_id, sent.state, sent.support_count) == (author.user_id, ProposalState.PUBLISHED, 0)
    assert (sent.channel, sent.number) == (Channel.WEB, 1)


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person())
    response = send(client, new(place), solution="", title="Mon titre")
    assert response.status_code == 422
    assert "Say what you propose." in response.text
    assert 'value="Mon titre"' in response.text
    assert db.session.query(Proposal).count() == 0


def test_what_a_visitor_typed_survives_signing_in(place: Consulting, client: FlaskClient) -> None:
    response = client.post(new(place, "?axis=1"), data=WORDS | {"act": "continue"})
    assert response.status_code == 303
    assert "sign-in" in response.headers["Location"]
    assert db.session.query(Proposal).count() == 0
    become(client, place.person())
    page = client.get(new(place, "?axis=1")).text
    assert "What you typed is back." in page
    assert "Une rampe en bois" in page
    assert send(client, new(place)).status_code == 303
    assert "What you typed is back." not in client.get(new(place)).text


def test_nobody_else_finds_what_a_visitor_typed(place: Consulting, app: Flask, client: FlaskClient) -> None:
    client.post(new(place), data=WORDS)
    assert "rampe" not in app.test_client().get(new(place)).text


def test_a_draft_is_kept_changed_sent_or_thrown_away(place: Consulting, client: FlaskClient) -> None:
    become(client, place.person())
    kept = client.post(new(place), data={"title": "À finir", "act": "draft"})
    assert kept.status_code == 303
    assert "À finir" in client.get(kept.headers["Location"]).text
    send(client, kept.headers["Location"])
    assert (only(place).state, only(place).title) == (ProposalState.PUBLISHED, WORDS["title"])
    again = client.post(new(place), data={"title": "Encore", "act": "draft"}).headers["Location"]
    draft_id = int(re.findall(r"draft=(\d+)", again)[0])
    become(client, place.person())
    assert client.get(again).status_code == 404
    assert client.post(of(place, draft_id, "/discard")).status_code == 404


def test_a_draft_that_can_no_longer_be_sent_is_still_read_and_thrown_away_by_its_author(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person())
    draft = client.post(new(place), data=WORDS | {"act": "draft"}).headers["Location"]
    place.close()
    page = client.get(draft)
    assert page.status_code == 200
    assert WORDS["solution"] in page.text
    assert client.post(of(place, only(place).id, "/discard")).status_code == 303
    assert db.session.query(Proposal).count() == 0


def test_a_form_that_could_not_be_sent_is_not_offered_to_a_facilitator(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person(Role.FACILITATOR))
    address = f"/en/c/{place.slug}/manage/consultations/{place.consultation_id}/enter"
    assert client.get(address).status_code == 200
    place.close()
    assert client.get(address).status_code == 409


def test_files_chosen_with_a_draft_wait_with_it_and_can_be_taken_off(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person())
    draft = send(client, new(place), act="draft", files=[photo()]).headers["Location"]
    proposal_id, file_id = only(place).id, db.session.query(StoredFile).one().id
    assert "photo.jpg" in client.get(draft).text
    client.post(of(place, proposal_id, f"/files/{file_id}/remove"))
    assert "photo.jpg" not in client.get(draft).text
    send(client, draft, act="draft", files=[photo()])
    send(client, draft)
    assert "photo.jpg" in client.get(of(place, proposal_id)).text


def test_a_file_refused_with_a_draft_is_said_where_files_are_chosen(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person())
    refused = send(client, new(place), act="draft", files=[(io.BytesIO(b"plain words"), "words.txt")])
    assert refused.status_code == 422
    assert 'name="files"' in refused.text
    assert db.session.query(Proposal).count() == 0


def test_files_are_asked_for_again_when_something_else_was_refused(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person())
    without = send(client, new(place), title="", solution="")
    assert (without.status_code, "Choose your files again" in without.text) == (422, False)
    refused = send(client, new(place), title="", solution="", files=[photo()])
    assert (refused.status_code, "Choose your files again" in refused.text) == (422, True)
    looked_at = send(client, new(place), problem="Appelez le 06 12 34 56 78", files=[photo()])
    assert "Your text will be public" in looked_at.text
    assert "Choose your files again" in looked_at.text


def test_a_picture_comes_with_a_proposal_and_leaves_with_it(place: Consulting, client: FlaskClient) -> None:
    become(client, place.person())
    send(client, new(place), files=[photo()])
    stored = db.session.query(StoredFile).one()
    address = f"/files/{stored.public_key}/{stored.title}"
    picture = client.get(address)
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert address in client.get(of(place, only(place).id)).text
    sent_id = only(place).id
    client.post(of(place, sent_id, "/withdraw"))
    visitor = client.application.test_client()
    assert visitor.get(address).status_code == 404
    assert visitor.get(f"/files/{stored.public_key}/small/{stored.title}").status_code == 404


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"<html><script>alert(1)</script>", b"MZ\x90"])
def test_a_file_that_is_no_picture_refuses_the_whole_act(
    place: Consulting, client: FlaskClient, data: bytes
) -> None:
    become(client, place.person())
    response = send(client, new(place), files=[(io.BytesIO(data), "photo.jpg")])
    assert response.status_code == 422
    assert "Only images" in response.text
    assert db.session.query(Proposal).count() == 0


def test_a_change_of_wording_is_written_beside_the_present_words(
    place: Consulting, client: FlaskClient
) -> None:
    become(client, place.person())
    url = new(place, f"?item={place.items['activity-1']}&kind=amend")
    page = client.get(url).text
    assert "Present wording: Description" in page
    unchanged = {"wording_title": "Ouvrir le samedi", "wording_description": "Le matin."}
    assert send(client, url, **unchanged).status_code == 422
    assert send(client, url, **(unchanged | {"wording_description": "Matin et soir."})).status_code == 303
    sent = only(place)
    assert (sent.kind, sent.language) == (ProposalKind.AMEND, "fr")
    assert queries.shown_version(sent).wording == {"description": "Matin et soir."}


def test_the_minimum_age_is_confirmed_with_the_proposal(place: Consulting, client: FlaskClient) -> None:
    author = become(client, place.person())
    place.set(minimum_age=16)
    assert send(client, new(place)).status_code == 422
    assert send(client, new(place), has_age="y").status_code == 303
    assert has_declared_age(consultation_id=place.consultation_id, user_id=author.user_id)


def test_nothing_is_written_after_the_end(place: Consulting, client: FlaskClient) -> None:
    become(client, place.person())
    place.close()
    for response in (client.get(new(place)), send(client, new(place))):
        assert response.status_code == 409
        assert "This consultation closed on" in response.text


def test_the_author_changes_her_words_and_nobody_else_does(place: Consulting, client: FlaskClient) -> None:
    author, stranger = place.person(), place.person(Role.FOCAL_POINT)
    proposal_id = place.published(author)
    with transaction() as now:
        supports.give_support(actor=stranger, proposal=place.proposal(proposal_id), now=now)
    become(client, stranger)
    assert client.get(of(place, proposal_id, "/edit")).status_code == 403
    assert client.post(of(place, proposal_id, "/edit"), data=WORDS).status_code == 403
    become(client, author)
    assert "Deux soirs par semaine." in client.get(of(place, proposal_id, "/edit")).text
    assert client.post(of(place, proposal_id, "/edit"), data={"title": ""}).status_code == 422
    assert client.post(of(place, proposal_id, "/edit"), data=WORDS).status_code == 303
    assert (place.proposal(proposal_id).title, place.proposal(proposal_id).version_number) == (
        WORDS["title"],
        2,
    )


def test_the_author_sees_why_her_proposal_was_returned(place: Consulting, client: FlaskClient) -> None:
    author = become(client, place.person())
    place.set(moderation_mode=ModerationMode.BEFORE)
    proposal_id = place.propose(author)
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        proposal = place.proposal(proposal_id)
        commands.return_to_author(actor=moderator, proposal=proposal, reason="Dites où.", now=now)
    assert "Dites où." in client.get(of(place, proposal_id)).text
    assert client.post(of(place, proposal_id, "/edit"), data=WORDS).status_code == 303
    assert place.proposal(proposal_id).state is ProposalState.PENDING


def test_a_withdrawal_is_confirmed_first(place: Consulting, client: FlaskClient) -> None:
    author = become(client, place.person())
    proposal_id = place.published(author)
    assert "Withdraw your proposal?" in client.get(of(place, proposal_id, "/withdraw")).text
    assert place.proposal(proposal_id).state is ProposalState.PUBLISHED
    client.post(of(place, proposal_id, "/withdraw"))
    assert place.proposal(proposal_id).state is ProposalState.WITHDRAWN


def test_a_facilitator_writes_one_after_the_other_and_the_channel_stays(
    place: Consulting, client: FlaskClient
) -> None:
    url = f"/en/c/{place.slug}/manage/consultations/{place.consultation_id}/enter"
    assert client.get(url).status_code == 303
    become(client, place.person(Role.MODERATOR))
    assert client.get(url).status_code == 403
    facilitator = become(client, place.person(Role.FACILITATOR))
    fields = WORDS | {"channel": "desk", "axis_item_id": str(place.items["axis-2"]), "shown_name": "Si Ahmed"}
    response = client.post(url, data=fields, content_type="multipart/form-data")
    assert response.status_code == 303
    entered = only(place)
    assert (entered.channel, entered.entered_by_id, entered.author_id) == (
        Channel.DESK,
        facilitator.user_id,
        None,
    )
    page = client.get(response.headers["Location"]).text
    assert "Saved as number 1" in page
    assert WORDS["solution"] not in page
    assert re.search(r'value="desk" checked', page)
    assert client.post(url, data={"title": "x"}, content_type="multipart/form-data").status_code == 422
