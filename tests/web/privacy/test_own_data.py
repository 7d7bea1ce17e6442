"""What people do with what is kept of them: a copy, once and for a short time; the end, after a fresh proof."""

import io
import json
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import User
from app.features.privacy import exporting
from app.features.privacy.models import Erasure, PersonalExport
from app.foundation.database import db
from app.foundation.outbox import OutboxMessage
from app.jobs.privacy import prepare_personal_exports
from app.jobs.retention import apply_retention
from tests.features.privacy.trails import BODY, EMAIL, TITLE, Trail, leave_trail
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.consulting import make_consulting
from tests.support.documents import Document

PAGE = "/fr/me/data"


@pytest.fixture
def trail(db_session: Any, clock: FixedClock) -> Trail:
    """A person who did one of everything."""
    return leave_trail(make_consulting())


@pytest.fixture
def signed_in(client: Client, trail: Trail) -> Client:
    """That person, who signed in a moment ago."""
    client.sign_in(trail.user_id)
    return client


def export() -> PersonalExport:
    return db.session.scalars(sa.select(PersonalExport).order_by(PersonalExport.id.desc())).all()[0]


def fetch(client: Client) -> Any:
    return client.post(f"{PAGE}/export/{export().id}")


def test_a_copy_is_made_at_once_and_holds_what_is_hers_and_nothing_of_others(
    signed_in: Client, trail: Trail, app: Flask
) -> None:
    assert signed_in.post(f"{PAGE}/export").status_code == 303
    assert "Télécharger" in Document(signed_in.get(PAGE).get_data(as_text=True)).text
    answer = fetch(signed_in)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    data = json.loads(archive.read("data.json"))
    page = archive.read("index.html").decode()
    assert data["data"]["user_account"][0]["email"] == EMAIL
    assert {row["title"] for row in data["data"]["proposal"]} >= {TITLE}
    assert data["data"]["comment"][0]["body"] == BODY
    assert len(data["data"]["support"]) == 1
    assert [name for name in archive.namelist() if name.startswith("files/") and name.endswith(".jpg")]
    assert TITLE in page
    assert BODY in page
    everything = json.dumps(data) + page
    for secret in ("Un texte d'une autre", "Une Autre", "person1@", "qwmot-de-passe", "qwunique", "digest"):
        assert secret not in everything


@pytest.mark.sqlite_only
def test_it_is_fetched_once_and_its_file_is_gone(signed_in: Client, trail: Trail, app: Flask) -> None:
    signed_in.post(f"{PAGE}/export")
    folder = app.extensions["settings"].data_folder / "personal-exports"
    assert len(list(folder.iterdir())) == 1
    assert fetch(signed_in).status_code == 200
    assert list(folder.iterdir()) == []
    assert fetch(signed_in).status_code == 404


@pytest.mark.sqlite_only
def test_nobody_else_fetches_it_and_nobody_when_it_is_too_old(
    signed_in: Client, trail: Trail, app: Flask, clock: FixedClock
) -> None:
    signed_in.post(f"{PAGE}/export")
    stranger = trail.place.person(name="Une Étrangère").user_id
    other = Client(app, use_cookies=True)
    other.sign_in(stranger or 0)
    assert fetch(other).status_code == 404
    clock.advance(hours=49)
    signed_in.sign_in(trail.user_id)
    assert fetch(signed_in).status_code == 404
    apply_retention()
    assert list((app.extensions["settings"].data_folder / "personal-exports").iterdir()) == []
    assert db.session.scalars(sa.select(PersonalExport)).all() == []


@pytest.mark.sqlite_only
def test_a_large_one_is_made_by_a_job_that_tells_her(
    signed_in: Client, trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_AT_REQUEST", 10)
    signed_in.post(f"{PAGE}/export")
    assert fetch(signed_in).status_code == 404
    assert prepare_personal_exports() == 1
    assert prepare_personal_exports() == 0
    sent = db.session.scalars(sa.select(OutboxMessage.template)).all()
    assert "privacy/export_ready" in sent
    assert fetch(signed_in).status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize("path", ["/export", "/erase"])
def test_both_ask_for_a_fresh_proof(signed_in: Client, trail: Trail, clock: FixedClock, path: str) -> None:
    clock.advance(hours=2)
    answer = signed_in.post(f"{PAGE}{path}", data={"texts": "go", "is_sure": "y"})
    assert answer.status_code == 303
    assert "/account/" in answer.location
    assert db.session.scalars(sa.select(Erasure)).all() == []
    assert db.session.scalars(sa.select(PersonalExport)).all() == []


def test_the_account_is_erased_after_a_choice_and_a_tick(signed_in: Client, trail: Trail) -> None:
    assert signed_in.get(f"{PAGE}/erase").status_code == 200
    assert signed_in.post(f"{PAGE}/erase", data={}).status_code == 422
    assert signed_in.post(f"{PAGE}/erase", data={"texts": "go"}).status_code == 422
    answer = signed_in.post(f"{PAGE}/erase", data={"texts": "go", "is_sure": "y"})
    assert (answer.status_code, answer.location) == (303, "/fr/account-erased")
    assert signed_in.get(answer.location).status_code == 200
    assert db.session.get_one(User, trail.user_id).email is None
    assert signed_in.get(PAGE).status_code == 303
    tombstone = signed_in.get(f"/fr/c/{trail.place.slug}/proposals/{trail.published}")
    assert (tombstone.status_code, TITLE in tombstone.get_data(as_text=True)) == (410, False)
