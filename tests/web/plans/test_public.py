"""Everybody reads, compares and downloads published plans; nobody else's drafts."""

import json
from collections.abc import Callable
from functools import partial

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.plans import commands, importing, queries
from app.features.plans.document import ItemDocument, PlanDocument
from app.features.plans.reading import read
from app.features.plans.types import ItemFacts, ItemKind, TextOrigin, VersionKind
from app.foundation.database import transaction
from app.foundation.policy import SYSTEM
from tests.features.plans.making import Workshop, texts
from tests.web.consultations.counting import queries_of

HOME = "/fr/c/ain-essai"


def second_version(workshop: Workshop) -> int:
    """Publish the first version, and a second one with one title changed, one project moved and one axis added."""
    workshop.publish()
    with transaction() as now:
        version = commands.create_version(
            actor=SYSTEM, plan=workshop.plan, kind=VersionKind.ADOPTED, based_on=workshop.version, now=now
        )
        version_id = version.id
    with transaction() as now:
        revision = workshop.revision("a1p1", version_id)
        commands.edit_item(
            actor=SYSTEM, revision=revision, lock_version=1, texts=texts("Budget citoyen simplifié")
        )
        commands.move_item(
            actor=SYSTEM,
            revision=workshop.revision("a1p2", version_id),
            under=workshop.revision("a2", version_id),
        )
        version = queries.get_version(collectivity_id=workshop.collectivity_id, version_id=version_id)
        commands.publish_version(actor=SYSTEM, version=version, now=now)
    return version_id


def test_a_draft_is_not_found_by_the_public(client: FlaskClient, workshop: Workshop) -> None:
    item_id = workshop.revision("a1").item_id
    for path in ("", "/versions/1", f"/items/{item_id}", "/compare", "/versions/1/plan.json"):
        assert client.get(f"{HOME}/plans/{workshop.plan_id}{path}").status_code == 404, path
    assert "Programme d'essai" not in client.get(f"{HOME}/plans").text


def test_staff_reads_the_draft(as_role: Callable[[Role], FlaskClient], workshop: Workshop) -> None:
    answer = as_role(Role.MODERATOR).get(f"{HOME}/plans/{workshop.plan_id}/versions/1")
    assert answer.status_code == 200
    assert "Budget citoyen" in answer.text


def test_a_draft_version_of_a_public_plan_stays_hidden(client: FlaskClient, workshop: Workshop) -> None:
    workshop.publish()
    with transaction() as now:
        commands.create_version(
            actor=SYSTEM, plan=workshop.plan, kind=VersionKind.REVISED, based_on=workshop.version, now=now
        )
    item_id = workshop.revision("a1").item_id
    for path in ("/versions/2", f"/items/{item_id}?version=2", "/versions/2/plan.json"):
        assert client.get(f"{HOME}/plans/{workshop.plan_id}{path}").status_code == 404, path
    assert client.get(f"{HOME}/plans/{workshop.plan_id}/compare?from=1&to=2").status_code == 200


def test_a_plan_of_another_collectivity_is_not_found(client: FlaskClient, workshop: Workshop) -> None:
    workshop.publish()
    assert client.get(f"{HOME}/plans/{workshop.plan_id}").status_code == 200
    assert client.get(f"/fr/c/dar-essai/plans/{workshop.plan_id}").status_code == 404


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_the_reader_shows_every_item_in_every_language(
    client: FlaskClient, workshop: Workshop, language: str
) -> None:
    workshop.publish()
    page = client.get(f"/{language}/c/ain-essai/plans/{workshop.plan_id}").text
    for title in (
        "Transparence",
        "Budget citoyen",
        "Publier le budget",
        "Portail des données",
        "Participation",
    ):
        assert title in page


def test_the_item_page_tells_its_text_and_where_it_comes_from(
    client: FlaskClient, workshop: Workshop
) -> None:
    with transaction():
        commands.set_item_text(
            actor=SYSTEM, revision=workshop.revision("a1p1"), lock_version=1, language="ar",
            fields={"title": "ميزانية المواطن"}, origin=TextOrigin.TRANSLATION_PLATFORM,
        )  # fmt: skip
    workshop.publish()
    item_id = workshop.revision("a1p1").item_id
    page = client.get(f"/en/c/ain-essai/plans/{workshop.plan_id}/items/{item_id}").text
    assert "Budget citoyen" in page
    arabic = client.get(f"/ar/c/ain-essai/plans/{workshop.plan_id}/items/{item_id}").text
    assert "ميزانية المواطن" in arabic
    assert 'class="origin"' in arabic


def test_an_untitled_axis_is_said_to_be_not_stated(client: FlaskClient, workshop: Workshop) -> None:
    with transaction():
        commands.edit_item(
            actor=SYSTEM, revision=workshop.revision("a2"), lock_version=1, texts={"fr": {}},
            facts=ItemFacts(labels=("axis_not_stated", "assigned_by_us")),
        )  # fmt: skip
    workshop.publish()
    page = client.get(f"/en/c/ain-essai/plans/{workshop.plan_id}").text
    assert "Axis not stated" in page
    assert "Axis not stated in the source" in page


def test_the_comparison_shows_the_words_that_changed(client: FlaskClient, workshop: Workshop) -> None:
    second_version(workshop)
    page = client.get(f"/en/c/ain-essai/plans/{workshop.plan_id}/compare?from=1&to=2").text
    assert "simplifié" in page.split("<ins>")[1].split("</ins>")[0]
    assert "Moved" in page
    assert "Publier le budget" not in page.split('class="entries"')[1]
    everything = client.get(
        f"/en/c/ain-essai/plans/{workshop.plan_id}/compare?from=1&to=2&show=everything"
    ).text
    assert "Publier le budget" in everything.split('class="entries"')[1]


@pytest.mark.parametrize("query", ["from=9&to=-1", "from=x&to=%27", "show=1&from=2&to=2"])
def test_odd_version_numbers_are_as_if_they_were_not_there(
    client: FlaskClient, workshop: Workshop, query: str
) -> None:
    second_version(workshop)
    assert client.get(f"{HOME}/plans/{workshop.plan_id}/compare?{query}").status_code == 200


def test_the_download_is_read_again(client: FlaskClient, workshop: Workshop) -> None:
    workshop.publish()
    answer = client.get(f"{HOME}/plans/{workshop.plan_id}/versions/1/plan.json")
    assert answer.mimetype == "application/json"
    assert [item.key for item in read(json.loads(answer.text)).walk()] == [
        "a1",
        "a1p1",
        "a1p1t1",
        "a1p2",
        "a2",
    ]


def large_plan(workshop: Workshop, projects: int) -> int:
    """Publish a plan of four axes with so many projects under each, three activities under each project."""
    axes = tuple(
        ItemDocument(ItemKind.AXIS, f"x{a}", texts(f"Axe {a}"), children=tuple(
            ItemDocument(ItemKind.PROJECT, f"x{a}p{p}", texts(f"Projet {a}.{p}"), children=tuple(
                ItemDocument(ItemKind.ACTIVITY, f"x{a}p{p}t{t}", texts(f"Activité {t}")) for t in range(3)
            )) for p in range(projects)
        )) for a in range(4)
    )  # fmt: skip
    document = PlanDocument(titles={"fr": f"Grand plan {projects}"}, language="fr", items=axes)
    with transaction() as now:
        return importing.import_plan(
            actor=SYSTEM, collectivity=workshop.collectivity, document=document, now=now, publish=True
        ).plan.id


def test_pages_of_a_large_plan_ask_as_much_of_the_database_as_those_of_a_small_one(
    client: FlaskClient, workshop: Workshop
) -> None:
    small, large = large_plan(workshop, 1), large_plan(workshop, 60)
    for path in ("", "/compare", "/versions/1/plan.json"):
        counts = [
            queries_of(partial(client.get, f"{HOME}/plans/{plan_id}{path}")) for plan_id in (small, large)
        ]
        assert counts[0] == counts[1], path


def test_a_large_plan_is_read_axis_by_axis(client: FlaskClient, workshop: Workshop) -> None:
    plan_id = large_plan(workshop, 60)
    first = client.get(f"{HOME}/plans/{plan_id}").text
    assert "Projet 0.5" in first
    assert "Projet 1.5" not in first
    everything = client.get(f"{HOME}/plans/{plan_id}?all=1").text
    assert "Projet 3.5" in everything
