"""The address of a file tells nothing to whoever may not read what it belongs to."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode
from app.features.media.commands import store_document
from app.features.media.models import StoredFile
from app.features.proposals import commands
from app.foundation.database import db, transaction
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """A second round, whose texts are read first."""
    with app.app_context():
        yield make_consulting(mode=ModerationMode.BEFORE)


def attached(place: Consulting, *, is_public: bool = False) -> tuple[str, int, int]:
    """Attach a document to a waiting proposal; return its address, the proposal's id and the author's."""
    author = place.person()
    proposal_id = place.propose(author)
    with transaction() as now:
        stored = store_document(
            actor=author,
            collectivity_id=place.collectivity_id,
            data=PDF,
            name="note.pdf",
            now=now,
            is_public=is_public,
        )
        commands.attach_file(actor=author, proposal=place.proposal(proposal_id), file=stored, now=now)
        file_id = stored.id
    found = db.session.get_one(StoredFile, file_id)
    return f"/files/{found.public_key}/{found.title}", proposal_id, author.user_id or 0


def test_a_file_is_seen_with_what_it_is_attached_to(place: Consulting, client: FlaskClient) -> None:
    address, proposal_id, author_id = attached(place)
    assert client.get(address).status_code == 404
    sign_in(client, author_id)
    assert client.get(address).status_code == 200
    moderator = place.person(Role.MODERATOR)
    sign_in(client, moderator.user_id or 0)
    assert client.get(address).status_code == 200
    with transaction() as now:
        commands.publish(actor=moderator, proposal=place.proposal(proposal_id), now=now)
    visitor = client.application.test_client()
    assert visitor.get(address).data == PDF
    with transaction() as now:
        commands.hide(actor=moderator, proposal=place.proposal(proposal_id), reason="Faux", now=now)
    assert visitor.get(address).status_code == 404


def test_a_document_is_downloaded_and_never_run(place: Consulting, client: FlaskClient) -> None:
    address, _proposal_id, _author_id = attached(place, is_public=True)
    response = client.get(address)
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "private" in response.headers["Cache-Control"]
    assert client.get(address.replace("/note", "/small/note")).status_code == 404
    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address", ["/files/nothing/a.pdf", "/files/..%2f..%2fetc/passwd", "/files/%00/a.pdf"]
)
def test_an_unknown_address_finds_nothing(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
