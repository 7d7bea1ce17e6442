"""A plan's document is taken in once, compared with what is there, and given out again as it came."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.features.plans import commands, exporting, queries
from app.features.plans.comparison import Change
from app.features.plans.document import ItemDocument, PlanDocument, write
from app.features.plans.importing import ImportOutcome, ImportResult, import_plan
from app.features.plans.problems import WrongDocument
from app.features.plans.reading import read
from app.features.plans.rules import SourceTaken
from app.features.plans.types import ItemFacts, ItemKind, VersionKind
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed
from app.foundation.policy import SYSTEM, Actor
from tests.features.plans.making import Workshop, texts
from tests.support.together import do_together

ACTIVITY = ItemDocument(ItemKind.ACTIVITY, "t1", texts("Publier", indicator="Un document"))
PROJECT = ItemDocument(
    ItemKind.PROJECT, "p1", texts("Budget", problem="Illisible\nInconnu"), children=(ACTIVITY,),
    facts=ItemFacts(external_id="MA1", starts="26 March", labels=("summary", "my_own_label"), declared_progress=0),
)  # fmt: skip
DOCUMENT = PlanDocument(
    titles={"fr": "Programme"}, language="fr", version=VersionKind.FOUND, source_url="https://example.org/plan",
    facts={"notes": ["une note"], "declared_totals": {"axes": 4}},
    items=(
        ItemDocument(ItemKind.AXIS, "a1", texts("Transparence"), children=(PROJECT,)),
        ItemDocument(ItemKind.AXIS, "a2", {"ar": {"origin": "original"}}, ItemFacts(labels=("axis_not_stated",))),
    ),
)  # fmt: skip


def take(workshop: Workshop, document: PlanDocument, actor: Actor = SYSTEM, **options: Any) -> ImportResult:
    with transaction() as now:
        return import_plan(
            actor=actor, collectivity=workshop.collectivity, document=document, now=now, **options
        )


def given_out(workshop: Workshop, result: ImportResult) -> PlanDocument:
    plan = queries.find_by_import_key(
        collectivity_id=workshop.collectivity_id, import_key=DOCUMENT.import_key()
    )
    assert plan is not None
    version = queries.latest_version(plan)
    found = exporting.document_of(plan=plan, version=version, collectivity=workshop.collectivity)
    return replace(found, collectivity=DOCUMENT.collectivity)


def test_what_came_in_is_given_out_again_without_loss(workshop: Workshop) -> None:
    result = take(workshop, DOCUMENT)
    assert result.outcome is ImportOutcome.ADDED
    found = given_out(workshop, result)
    assert found == DOCUMENT
    assert replace(read(json.loads(json.dumps(write(found)))), collectivity=DOCUMENT.collectivity) == DOCUMENT


def test_the_same_document_again_changes_nothing(workshop: Workshop) -> None:
    take(workshop, DOCUMENT, publish=True)
    assert take(workshop, DOCUMENT, publish=True).outcome is ImportOutcome.UNCHANGED
    assert len(queries.list_plans(collectivity_id=workshop.collectivity_id)) == 1


def test_a_changed_document_becomes_a_new_version_of_the_same_items(workshop: Workshop) -> None:
    take(workshop, DOCUMENT, publish=True)
    axis = replace(DOCUMENT.items[0], texts=texts("Transparence et données"), children=())
    new = ItemDocument(ItemKind.AXIS, "a3", texts("Nouveau"))
    result = take(workshop, replace(DOCUMENT, items=(new, axis)), publish=True)
    assert result.outcome is ImportOutcome.CHANGED
    plan = queries.list_plans(collectivity_id=workshop.collectivity_id)[0]
    first, second = queries.list_versions(plan.id)
    before, after = queries.list_revisions(first.id), queries.list_revisions(second.id)
    assert [(each.code, each.item.key) for each in after] == [("1", "a3"), ("2", "a1")]
    assert after[1].item_id == before[0].item_id
    assert given_out(workshop, result).items == (new, axis)


def test_an_item_that_comes_back_is_the_same_item(workshop: Workshop) -> None:
    take(workshop, DOCUMENT, publish=True)
    take(workshop, replace(DOCUMENT, items=DOCUMENT.items[:1]), publish=True)
    result = take(workshop, DOCUMENT)
    assert given_out(workshop, result) == DOCUMENT
    plan = queries.list_plans(collectivity_id=workshop.collectivity_id)[0]
    assert len(queries.list_items(plan.id)) == 4


def test_a_preview_counts_and_changes_nothing(workshop: Workshop) -> None:
    preview = exporting.preview(collectivity=workshop.collectivity, document=DOCUMENT)
    assert preview.counts == {ItemKind.AXIS: 2, ItemKind.PROJECT: 1, ItemKind.ACTIVITY: 1}
    assert preview.count_changes()[Change.ADDED] == 4
    assert (
        queries.list_plans(collectivity_id=workshop.collectivity_id, public_only=False)[0].id
        == workshop.plan_id
    )


def test_a_preview_tells_the_differences_with_the_plan_that_is_there(workshop: Workshop) -> None:
    take(workshop, DOCUMENT)
    assert exporting.preview(collectivity=workshop.collectivity, document=DOCUMENT).is_unchanged
    other = replace(DOCUMENT, items=DOCUMENT.items[1:], period="2025")
    preview = exporting.preview(collectivity=workshop.collectivity, document=other)
    assert [each.change for each in preview.changes] == [Change.REMOVED] * 3
    assert preview.is_plan_changed


def test_a_document_may_go_into_a_plan_that_was_written_here(workshop: Workshop) -> None:
    result = take(workshop, DOCUMENT, plan=workshop.plan)
    assert result.outcome is ImportOutcome.CHANGED
    assert workshop.outline() == [("1", "a1"), ("1.1", "p1"), ("1.1.1", "t1"), ("2", "a2")]


def test_an_item_never_changes_its_kind(workshop: Workshop) -> None:
    take(workshop, DOCUMENT)
    axis = replace(DOCUMENT.items[0], key="p1", children=())
    with pytest.raises(WrongDocument):
        take(workshop, replace(DOCUMENT, items=(axis,)))


def test_only_who_writes_plans_imports_them(workshop: Workshop) -> None:
    take(workshop, DOCUMENT, actor=workshop.actor(Role.COMMITTEE_MEMBER))
    with pytest.raises(NotAllowed):
        take(workshop, DOCUMENT, actor=workshop.actor(Role.MODERATOR))


def take_together(app: Flask, workshop: Workshop, documents: Sequence[PlanDocument], **options: Any) -> Any:
    """Import the documents at the same moment; return the outcomes, the plan and its versions."""

    def outcome_of(document: PlanDocument) -> ImportOutcome:
        return take(workshop, document, **options).outcome

    outcomes = do_together(app, [partial(outcome_of, each) for each in documents])
    db.session.rollback()
    plans = queries.list_plans(collectivity_id=workshop.collectivity_id, public_only=False)
    (plan,) = [each for each in plans if each.id != workshop.plan_id]
    return sorted(map(str, outcomes)), plan, queries.list_versions(plan.id)


@pytest.mark.parametrize("publish", [False, True])
def test_the_first_imports_of_one_plan_at_the_same_moment_make_one_plan(
    app: Flask, workshop: Workshop, *, publish: bool
) -> None:
    outcomes, _, versions = take_together(app, workshop, [DOCUMENT] * 6, publish=publish)
    assert outcomes == ["added", *["unchanged"] * 5]
    assert [(each.number, each.is_published) for each in versions] == [(1, publish)]
    assert [each.item.key for each in queries.list_revisions(versions[0].id)] == ["a1", "p1", "t1", "a2"]


def test_two_files_of_one_source_at_the_same_moment_leave_the_plan_as_one_of_them_says(
    app: Flask, workshop: Workshop
) -> None:
    other = replace(DOCUMENT, items=(ItemDocument(ItemKind.AXIS, "a9", texts("Autre")),))
    outcomes, plan, versions = take_together(app, workshop, [DOCUMENT, other] * 2)
    assert outcomes[0] == "added"
    assert set(outcomes[1:]) <= {"changed", "unchanged"}
    found = exporting.document_of(plan=plan, version=versions[-1], collectivity=workshop.collectivity)
    assert len(versions) == 1
    assert replace(found, collectivity=DOCUMENT.collectivity) in (DOCUMENT, other)


def test_a_changed_plan_imported_twice_at_the_same_moment_gets_one_new_version(
    app: Flask, workshop: Workshop
) -> None:
    take(workshop, DOCUMENT, publish=True)
    changed = replace(DOCUMENT, period="2026-2027", items=DOCUMENT.items[:1])
    outcomes, _, versions = take_together(app, workshop, [changed] * 4, publish=True)
    assert outcomes == ["changed", *["unchanged"] * 3]
    assert [each.number for each in versions] == [1, 2]


def test_one_source_is_one_plan_of_a_collectivity(workshop: Workshop) -> None:
    take(workshop, DOCUMENT)
    with pytest.raises(SourceTaken), transaction() as now:
        commands.create_plan(
            actor=SYSTEM, collectivity=workshop.collectivity, titles={"fr": "Encore"}, language="fr", now=now,
            import_key=DOCUMENT.import_key(),
        )  # fmt: skip
