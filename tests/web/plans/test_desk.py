"""Plans are written on one page, without JavaScript, and nothing that was typed is lost."""

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.plans import commands, queries
from app.features.plans.document import write
from app.features.plans.exporting import document_of
from app.features.plans.types import VersionKind
from app.foundation.database import transaction
from app.foundation.policy import SYSTEM
from tests.features.plans.making import Workshop, texts

SignIn = Callable[[Role], FlaskClient]
DESK = "/en/c/ain-essai/manage/plans"


def item_url(workshop: Workshop, key: str) -> str:
    return f"{DESK}/{workshop.plan_id}/items/{workshop.revision(key).item_id}"


def typed(**fields: str) -> dict[str, str]:
    return {"text_language": "fr", "lock_version": "1", "origin": "original", **fields}


def test_the_outline_and_the_form_of_an_item_stand_on_one_page(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.COMMITTEE_MEMBER)
    item_id = workshop.revision("a1p1").item_id
    page = client.get(f"{DESK}/{workshop.plan_id}/edit?item={item_id}&text_language=fr").text
    assert 'value="Budget citoyen"' in page
    assert "Participation" in page
    assert "Publier le budget" in page


def test_an_item_is_saved_and_the_next_language_opens(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    answer = client.post(
        item_url(workshop, "a1p1"),
        data=typed(
            title="Budget clair", problem="Un\nDeux", starts="26 March", principles="transparency", then="ar"
        ),
    )
    assert answer.status_code == 303
    assert "text_language=ar" in answer.location
    saved = workshop.revision("a1p1")
    assert saved.texts["fr"] == {"title": "Budget clair", "problem": "Un\nDeux", "origin": "original"}
    assert (saved.starts, saved.principles) == ("26 March", ["transparency"])


def test_a_stale_save_keeps_what_was_typed_and_shows_what_was_saved(
    as_role: SignIn, workshop: Workshop
) -> None:
    client = as_role(Role.FOCAL_POINT)
    with transaction():
        commands.edit_item(
            actor=SYSTEM, revision=workshop.revision("a1"), lock_version=1, texts=texts("Clarté")
        )
    answer = client.post(item_url(workshop, "a1"), data=typed(title="Transparence totale"))
    assert answer.status_code == 409
    assert 'value="Transparence totale"' in answer.text
    assert "Clarté" in answer.text.split("<del>")[1].split("</del>")[0]
    assert 'name="lock_version" type="hidden" value="2"' in answer.text
    again = client.post(item_url(workshop, "a1"), data=typed(title="Transparence totale", lock_version="2"))
    assert again.status_code == 303
    assert workshop.revision("a1").texts["fr"]["title"] == "Transparence totale"


def test_a_refused_save_keeps_what_was_typed(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    answer = client.post(item_url(workshop, "a1"), data=typed(title="Titre gardé", declared_progress="900"))
    assert answer.status_code == 422
    assert 'value="Titre gardé"' in answer.text
    assert workshop.revision("a1").texts["fr"]["title"] == "Transparence"


def test_labels_of_the_plans_own_file_survive_a_save(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    with transaction():
        workshop.revision("a1").labels = ["summary", "our_own"]
    version = workshop.revision("a1").lock_version
    client.post(item_url(workshop, "a1"), data=typed(title="T", labels="cut", lock_version=str(version)))
    assert workshop.revision("a1").labels == ["cut", "our_own"]


def test_items_are_added_moved_and_removed(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    under = str(workshop.revision("a2").item_id)
    added = client.post(
        f"{DESK}/{workshop.plan_id}/items", data=typed(title="Ateliers", kind="project", under=under)
    )
    assert added.status_code == 303
    assert ("2.1", "a2p1") in workshop.outline()
    client.post(item_url(workshop, "a2") + "/move", data={"step": "up"})
    assert workshop.outline()[0] == ("1", "a2")
    client.post(item_url(workshop, "a1p1") + "/move", data={"under": under})
    assert ("1.2", "a1p1") in workshop.outline()
    asked = client.get(item_url(workshop, "a1p1") + "/remove")
    assert "2 items leave this version" in asked.text
    assert client.post(item_url(workshop, "a1p1") + "/remove").status_code == 303
    assert "a1p1" not in [key for _, key in workshop.outline()]


def test_a_new_item_needs_a_title(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    answer = client.post(f"{DESK}/{workshop.plan_id}/items", data=typed(kind="axis", description="Gardée"))
    assert answer.status_code == 422
    assert "Gardée" in answer.text
    assert len(workshop.outline()) == 5


def test_a_plan_is_begun_written_and_published(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    refused = client.post(f"{DESK}/new", data={"language": "fr", "period": "2026"})
    assert refused.status_code == 422
    assert 'value="2026"' in refused.text
    begun = client.post(f"{DESK}/new", data={"language": "fr", "title_fr": "Neuf"})
    plan_id = int(begun.location.split("/")[-2])
    early = client.post(f"{DESK}/{plan_id}/publish")
    assert early.status_code == 303
    assert early.location.endswith(f"/{plan_id}/edit")
    client.post(f"{DESK}/{plan_id}/items", data=typed(title="Axe", kind="axis"))
    asked = client.get(f"{DESK}/{plan_id}/publish").text
    assert "Neuf" in asked
    assert "1 axis" in asked
    assert "Compared with" not in asked
    published = client.post(f"{DESK}/{plan_id}/publish")
    assert published.location.endswith(f"/plans/{plan_id}/versions/1")
    assert client.get(published.location).status_code == 200


def test_a_new_version_begins_with_the_same_items(as_role: SignIn, workshop: Workshop) -> None:
    workshop.publish()
    client = as_role(Role.FOCAL_POINT)
    assert "Begin a new version" in client.get(f"{DESK}/{workshop.plan_id}/edit").text
    client.post(f"{DESK}/{workshop.plan_id}/versions", data={"kind": "revised"})
    version = queries.working_version(workshop.plan)
    assert version is not None
    assert (version.number, version.kind) == (2, VersionKind.REVISED)
    assert len(workshop.outline(version.id)) == 5
    client.post(f"{DESK}/{workshop.plan_id}/versions", data={"kind": "revised"})
    assert len(queries.list_versions(workshop.plan_id)) == 2


def test_before_a_version_is_published_what_it_changes_is_told(as_role: SignIn, workshop: Workshop) -> None:
    workshop.publish()
    client = as_role(Role.FOCAL_POINT)
    client.post(f"{DESK}/{workshop.plan_id}/versions", data={"kind": "revised"})
    url = f"{DESK}/{workshop.plan_id}/publish"
    assert "It says the same as version 1" in client.get(url).text
    client.post(item_url(workshop, "a1"), data=typed(title="Transparence totale"))
    client.post(item_url(workshop, "a1p2") + "/remove")
    asked = client.get(url).text
    assert "Text changed: 1" in asked
    assert "Removed: 1" in asked
    assert f"/plans/{workshop.plan_id}/compare?from=1&amp;to=2" in asked


def test_a_moved_item_says_its_new_number_and_can_be_moved_on(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    url = item_url(workshop, "a1p2")
    still = client.get(f"{DESK}/{workshop.plan_id}/edit?item={workshop.revision('a1p2').item_id}").text
    assert "<details open><summary>Move or remove" not in still
    answer = client.post(url + "/move?text_language=fr", data={"step": "up"})
    assert "text_language=fr" in answer.location
    page = client.get(answer.location).text
    assert "It now stands at number 1.1." in page
    assert "<details open><summary>Move or remove" in page


def test_a_published_version_cannot_be_written(as_role: SignIn, workshop: Workshop) -> None:
    url = item_url(workshop, "a1")
    workshop.publish()
    assert as_role(Role.FOCAL_POINT).post(url, data=typed(title="Autre")).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.COMMITTEE_MEMBER, 200), (Role.FOCAL_POINT, 200), (Role.MODERATOR, 403)]
)
def test_who_writes_plans(as_role: SignIn, workshop: Workshop, role: Role, status: int) -> None:
    client = as_role(role)
    assert client.get(f"{DESK}/import").status_code == status
    assert client.get(f"{DESK}/{workshop.plan_id}/details").status_code == status
    assert client.get(f"/en/c/dar-essai/manage/plans/{workshop.plan_id}/details").status_code == 403


def test_details_are_changed(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    data = {"language": "ar", "title_ar": "برنامج", "period": "2026-2027"}
    assert client.post(f"{DESK}/{workshop.plan_id}/details", data=data).status_code == 303
    assert (workshop.plan.titles, workshop.plan.period) == ({"ar": "برنامج"}, "2026-2027")
    assert "برنامج" in client.get(DESK).text


def exported(workshop: Workshop) -> dict[str, object]:
    document = document_of(plan=workshop.plan, version=workshop.version, collectivity=workshop.collectivity)
    return write(document)


def test_an_import_shows_first_and_is_taken_in_when_confirmed(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    text = json.dumps(exported(workshop) | {"title": {"fr": "Importé"}})
    checked = client.post(f"{DESK}/import", data={"file": (BytesIO(text.encode()), "plan.json")})
    assert checked.status_code == 303
    preview = client.get(checked.location).text
    assert "It becomes a new plan" in preview
    assert len(queries.list_plans(collectivity_id=workshop.collectivity_id, public_only=False)) == 1
    token = checked.location.split("kept=")[1]
    assert client.get(checked.location.replace("ain-essai", "dar-essai")).status_code == 403
    done = client.post(f"{DESK}/import/confirm", data={"kept": token})
    assert done.status_code == 303
    plans = queries.list_plans(collectivity_id=workshop.collectivity_id, public_only=False)
    assert [plan.titles["fr"] for plan in plans] == ["Importé", "Programme d'essai"]
    assert client.post(f"{DESK}/import/confirm", data={"kept": token}).status_code == 404


def test_the_preview_tells_every_difference_with_the_plan_that_is_there(
    as_role: SignIn, workshop: Workshop
) -> None:
    client = as_role(Role.FOCAL_POINT)
    document = exported(workshop)
    checked = client.post(f"{DESK}/import", data={"text": json.dumps(document)})
    client.post(f"{DESK}/import/confirm", data={"kept": checked.location.split("kept=")[1]})
    changed = json.loads(json.dumps(document).replace("Budget citoyen", "Budget clair"))
    changed["items"][0]["starts"] = "in 2031"
    checked = client.post(f"{DESK}/import", data={"text": json.dumps(changed)})
    preview = client.get(checked.location).text
    assert "It changes the plan" in preview
    assert "Text changed: 2" in preview
    assert "in 2031" in preview.split('class="entries"')[1]
    assert "2031" in preview.split("<ins>")[1].split("</ins>")[0]
    assert any("citoyen" in each.split("</del>")[0] for each in preview.split("<del>")[1:])
    assert "Give another file" in preview


def test_a_wrong_file_is_told_by_path_and_stays_in_the_form(as_role: SignIn, workshop: Workshop) -> None:
    client = as_role(Role.FOCAL_POINT)
    wrong = exported(workshop) | {"items": [{"kind": "axis", "key": "a1", "texts": {"ar": {"title": 5}}}]}
    answer = client.post(f"{DESK}/import", data={"text": json.dumps(wrong)})
    assert answer.status_code == 422
    assert "items[0].texts.ar.title" in answer.text
    assert "tachawor-plan" in answer.text
    assert client.post(f"{DESK}/import", data={"text": "{"}).status_code == 422
