"""Activities through their pages: reported by their owners, read by everybody, with where they come from."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from app.features.projects.models import FollowedActivity
from app.foundation.database import db, transaction
from tests.support.applications import Client
from tests.support.world import World

HOME = "/fr/c/ain-essai"


@pytest.fixture
def owner(world: World, client: Client, db_session: Any) -> Client:
    """A project owner of commune A."""
    client.sign_in(world.people["project_owner_a"])
    return client


@pytest.fixture
def form(world: World) -> str:
    """The address of the report form of the followed activity."""
    return f"{HOME}/manage/follow-up/{world.a['activity']}"


def said(**changes: Any) -> dict[str, Any]:
    return {
        "status": "under_way",
        "percent": "40",
        "text": "Deux guichets ouverts.",
        "submission_key": "a",
    } | changes


def picture() -> tuple[BytesIO, str]:
    data = BytesIO()
    Image.new("RGB", (320, 200), "teal").save(data, "PNG")
    data.seek(0)
    return data, "guichet.png"


def test_a_report_with_its_link_and_picture_is_read_by_everybody_at_once(
    owner: Client, client: Client, world: World, form: str
) -> None:
    sent = said(link="https://example.org/avis", image=picture())
    assert owner.post(form, data=sent, content_type="multipart/form-data").status_code == 303
    page = Client(client.application).get(f"{HOME}/activities/{world.a['activity']}")
    assert page.status_code == 200
    assert "Deux guichets ouverts." in page.text
    assert 'href="https://example.org/avis"' in page.text
    assert "/files/" in page.text
    source = page.text.split('class="evidence" src="')[1].split('"')[0]
    assert Client(client.application).get(source).status_code == 200


def test_a_delay_without_reason_and_date_is_refused_beside_its_fields_and_keeps_the_words(
    owner: Client, form: str
) -> None:
    page = owner.post(form, data=said(status="delayed"))
    assert page.status_code == 422
    assert "Deux guichets ouverts." in page.text
    assert 'href="#reason"' in page.text
    assert 'href="#new_due_on"' in page.text


def test_an_address_that_is_no_web_page_is_refused(owner: Client, form: str) -> None:
    for address in ("javascript:alert(1)", "ftp://example.org", "example"):
        assert owner.post(form, data=said(link=address)).status_code == 422


def test_a_picture_that_is_none_is_refused_beside_its_field(owner: Client, form: str) -> None:
    page = owner.post(
        form, data=said(image=(BytesIO(b"no picture"), "a.png")), content_type="multipart/form-data"
    )
    assert page.status_code == 422
    assert 'href="#image"' in page.text


def test_an_activity_given_to_somebody_else_is_read_but_not_reported_on(
    owner: Client, world: World, form: str
) -> None:
    with transaction():
        activity = db.session.get_one(FollowedActivity, world.a["activity"])
        activity.owner_id = world.people["everybody"]
    assert owner.get(form).status_code == 200
    assert owner.post(form, data=said()).status_code == 403


def test_the_focal_point_gives_an_activity_to_a_project_owner(
    client: Client, world: World, form: str, db_session: Any
) -> None:
    client.sign_in(world.people["focal_point_a"])
    owner_id = world.people["project_owner_a"]
    assert client.post(f"{form}/owner", data={"owner": str(owner_id)}).status_code == 303
    assert db.session.get_one(FollowedActivity, world.a["activity"]).owner_id == owner_id
    refused = client.post(f"{form}/owner", data={"owner": str(world.people["citizen_a"])})
    assert refused.status_code in {400, 422}


def test_the_page_of_an_activity_leads_back_to_the_proposals_behind_it_and_can_be_followed(
    owner: Client, world: World
) -> None:
    page = owner.get(f"{HOME}/activities/{world.a['activity']}").text
    assert f'{HOME}/proposals/{world.a["proposal_answered_1"]}"' in page
    assert "/follow/" in page
    assert f"{HOME}/manage/follow-up/{world.a['activity']}" in page


def test_the_overview_shows_delays_with_their_reason(client: Client, world: World, db_session: Any) -> None:
    page = client.get(f"{HOME}/projects?plan={world.a['plan_adopted']}").text
    assert "Le recrutement a pris du retard." in page
    narrowed = client.get(f"{HOME}/projects?plan={world.a['plan_adopted']}&status=done").text
    assert "Le recrutement a pris du retard." not in narrowed
    assert client.get(f"{HOME}/projects?plan={world.b['plan_adopted']}").status_code == 404
    assert client.get(f"{HOME}/activities/{world.b['activity']}").status_code == 404
