"""Plans are read in a constant number of queries, and never across collectivities."""

import pytest

from app.features.plans import commands, queries
from app.features.plans.types import ItemKind, VersionKind
from app.foundation.database import transaction
from app.foundation.errors import NotFound
from app.foundation.policy import SYSTEM
from tests.features.plans.making import Workshop, texts


def test_a_plan_of_another_collectivity_is_not_found(workshop: Workshop) -> None:
    with pytest.raises(NotFound):
        queries.get_plan(collectivity_id=workshop.other_id, plan_id=workshop.plan_id)
    with pytest.raises(NotFound):
        queries.get_version(collectivity_id=workshop.other_id, version_id=workshop.version_id)
    item_id = workshop.revision("a1").item_id
    assert queries.find_item(collectivity_id=workshop.other_id, item_id=item_id) is None


def test_an_item_of_another_plan_is_not_found(workshop: Workshop) -> None:
    with transaction() as now:
        other = commands.create_plan(
            actor=SYSTEM, collectivity=workshop.collectivity, titles={"fr": "Autre"}, language="fr", now=now
        ).id
    item_id = workshop.revision("a1").item_id
    with pytest.raises(NotFound):
        queries.get_item(collectivity_id=workshop.collectivity_id, plan_id=other, item_id=item_id)


def test_an_unpublished_plan_is_not_public(workshop: Workshop) -> None:
    assert queries.list_plans(collectivity_id=workshop.collectivity_id) == []
    assert len(queries.list_plans(collectivity_id=workshop.collectivity_id, public_only=False)) == 1
    with pytest.raises(NotFound):
        queries.get_public_plan(collectivity_id=workshop.collectivity_id, plan_id=workshop.plan_id)
    with pytest.raises(NotFound):
        queries.latest_public_version(workshop.plan)
    workshop.publish()
    assert queries.latest_public_version(workshop.plan).number == 1
    assert queries.count_public_plans() == {workshop.collectivity_id: 1}


def test_the_tree_nests_axes_projects_and_activities(workshop: Workshop) -> None:
    first, second = queries.tree(workshop.version_id)
    assert [node.revision.item.key for node in first.walk()] == ["a1", "a1p1", "a1p1t1", "a1p2"]
    assert second.children == ()
    assert first.children[0].kind is ItemKind.PROJECT


def test_every_item_knows_its_axis(workshop: Workshop) -> None:
    activity = workshop.revision("a1p1t1")
    assert [each.item.key for each in queries.lineage(activity)] == ["a1", "a1p1"]
    assert queries.axis_of(activity).item.key == "a1"
    assert queries.axis_of(workshop.revision("a2")).item.key == "a2"
    ids = queries.axis_ids(queries.list_revisions(workshop.version_id))
    assert ids[activity.item_id] == workshop.revision("a1").item_id


def test_the_history_of_an_item_follows_it_across_public_versions(workshop: Workshop) -> None:
    workshop.publish()
    with transaction() as now:
        copy = commands.create_version(
            actor=SYSTEM, plan=workshop.plan, kind=VersionKind.ADOPTED, based_on=workshop.version, now=now
        ).id
    with transaction():
        revision = workshop.revision("a1", copy)
        commands.edit_item(
            actor=SYSTEM, revision=revision, lock_version=1, texts=texts("Transparence totale")
        )
    item_id = workshop.revision("a1").item_id
    assert [version.number for version, _ in queries.item_history(item_id)] == [1]
    everything = queries.item_history(item_id, public_only=False)
    assert [revision.texts["fr"]["title"] for _, revision in everything] == [
        "Transparence",
        "Transparence totale",
    ]


def test_items_are_counted_by_kind(workshop: Workshop) -> None:
    counts = queries.count_items([workshop.version_id])[workshop.version_id]
    assert counts == {ItemKind.AXIS: 2, ItemKind.PROJECT: 2, ItemKind.ACTIVITY: 1}


def test_the_newest_version_is_the_one_with_the_highest_number_whenever_it_was_written(
    workshop: Workshop,
) -> None:
    with transaction() as now:
        later = commands.create_version(
            actor=SYSTEM, plan=workshop.plan, kind=VersionKind.ADOPTED, based_on=workshop.version, now=now
        ).id
    with transaction() as now:
        # Written anew in the first version: its row is younger than the one of the second.
        commands.remove_item(actor=SYSTEM, revision=workshop.revision("a2"))
        kept = workshop.revision("a2", later)
        commands.restore_item(actor=SYSTEM, version=workshop.version, revision=kept, now=now)
    for version_id in (later, workshop.version_id):
        with transaction() as now:
            version = queries.get_version_by_id(version_id)
            commands.publish_version(actor=SYSTEM, version=version, now=now)
    items = [workshop.revision(key).item_id for key in ("a1", "a2")]
    newest = queries.latest_revisions(items)
    assert {item_id: each.version_id for item_id, each in newest.items()} == dict.fromkeys(items, later)
    assert queries.latest_revisions([]) == {}
