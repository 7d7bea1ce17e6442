"""Activities through their pages: reported by their owners, read by everybody, with where they come from."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from app.features.plans.commands import add_item, create_version, publish_version
from app.features.plans.models import Plan
from app.features.plans.queries import find_revision, get_version_by_id, latest_revisions
from app.features.plans.types import ItemKind, VersionKind
from app.features.projects.commands import begin_follow_up
from app.features.projects.models import FollowedActivity
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from app.web.projects import pages
from tests.support.applications import Client
from tests.support.world import World
from tests.web.consultations.counting import queries_of

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
        "text_fr": "Deux guichets ouverts.",
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
    assert 'href="#reason_fr"' in page.text
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


def test_a_report_is_written_in_the_languages_of_the_collectivity_and_read_in_the_readers_own(
    owner: Client, client: Client, world: World, form: str
) -> None:
    page = owner.get(form).text
    assert page.index('id="text_fr"') < page.index("<summary>") < page.index('id="text_ar"')
    sent = said(
        status="stopped", reason_fr="Le marché est annulé.", text_ar="فتح شباكان", origin_ar="translation_machine"
    )  # fmt: skip
    assert owner.post(form, data=sent).status_code == 303
    address = f"/c/ain-essai/activities/{world.a['activity']}"
    visitor = Client(client.application)
    french, arabic = visitor.get(f"/fr{address}").text, visitor.get(f"/ar{address}").text
    assert "Deux guichets ouverts." in french
    assert "فتح شباكان" not in french
    assert 'lang="ar">فتح شباكان' in arabic
    assert "ترجمة آلية" in arabic
    labelled = arabic.split("Le marché est annulé.")[0]
    assert '<bdi lang="fr">Français</bdi>' in labelled.split("فتح شباكان")[1]
    overview = visitor.get(f"/ar/c/ain-essai/projects?plan={world.a['plan_adopted']}").text
    assert 'lang="fr">Le marché est annulé.' in overview


def test_a_reason_alone_in_a_second_language_is_refused_where_it_stands_unfolded(
    owner: Client, form: str
) -> None:
    page = owner.post(form, data=said(reason_ar="ألغيت الصفقة"))
    assert page.status_code == 422
    assert 'href="#text_ar"' in page.text
    assert "<details open>" in page.text.split('id="text_ar"')[0]
    assert owner.post(form, data=said(text_fr="", text_ar="فتح شباكان")).status_code == 422


def test_the_desk_shows_a_page_at_a_time_and_keeps_what_narrows_it(owner: Client, world: World) -> None:
    _add_activities(world, pages.DESK_PAGE + 5)
    desk = f"{HOME}/manage/follow-up"
    assert "Page 1 sur 2" in owner.get(desk).text
    narrowed = owner.get(f"{desk}?part=nobodys&status=not_started&owner=3&page=2").text
    assert 'aria-label="Pages d’activités"' in narrowed
    assert f'href="{desk}?page=1&amp;part=nobodys&amp;status=not_started"' in narrowed
    assert 'value="nobodys" selected' in narrowed
    odd = owner.get(f"{desk}?part=everything&status=done&page=-1")
    assert odd.status_code == 200
    assert "Page 1 sur 2" in odd.text
    assert "Aucune activité" in owner.get(f"{desk}?part=mine").text
    assert owner.get(f"{desk}?page=99").status_code == 200


def test_the_desk_costs_the_same_number_of_queries_for_one_activity_and_thirty(
    owner: Client, world: World
) -> None:
    desk = f"{HOME}/manage/follow-up"
    owner.get(desk)
    before = queries_of(lambda: owner.get(desk))
    _add_activities(world, pages.DESK_PAGE - 1)
    assert queries_of(lambda: owner.get(desk)) == before


def _add_activities(world: World, count: int) -> None:
    """Follow more activities of the plan, all like its own and without owner."""
    with transaction() as now:
        model = db.session.get_one(FollowedActivity, world.a["activity"])
        shown = latest_revisions([model.item_id])[model.item_id]
        version = get_version_by_id(shown.version_id)
        revised = create_version(
            actor=SYSTEM, plan=db.session.get_one(Plan, model.plan_id), kind=VersionKind.REVISED, based_on=version,
            now=now,
        )  # fmt: skip
        parent = find_revision(version_id=revised.id, item_id=shown.parent_item_id or 0)
        for number in range(count):
            add_item(
                actor=SYSTEM, version=revised, kind=ItemKind.ACTIVITY, parent=parent,
                texts={"fr": {"title": f"Activité {number}"}}, now=now,
            )  # fmt: skip
        publish_version(actor=SYSTEM, version=revised, now=now)
        begin_follow_up(version=revised)
