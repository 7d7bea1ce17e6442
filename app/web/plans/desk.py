"""What the desk where plans are written shows, gathered with a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from app.features.plans import queries, rules
from app.features.plans.comparison import Change, compare
from app.features.plans.queries import ItemNode
from app.features.plans.types import ItemKind
from app.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the staff's list."""

    plan: Any
    versions: Sequence[Any]
    counts: Mapping[ItemKind, int]

    @property
    def working(self) -> Any:
        return next((each for each in reversed(self.versions) if not each.is_published), None)


def rows(collectivity_id: int) -> list[PlanRow]:
    """Gather every plan of a collectivity with its versions: three queries."""
    plans = queries.list_plans(collectivity_id=collectivity_id, public_only=False)
    versions = queries.versions_of_plans([plan.id for plan in plans])
    counts = queries.count_items([found[-1].id for found in versions.values() if found])
    return [
        PlanRow(plan, versions[plan.id], counts[versions[plan.id][-1].id] if versions[plan.id] else {})
        for plan in plans
    ]


@dataclass(frozen=True, slots=True)
class Desk:
    """A working version with the item that is being written."""

    plan: Any
    version: Any
    axes: Sequence[ItemNode]
    revision: Any
    parents: Sequence[Any]
    opened: frozenset[int]
    nameless: Sequence[Any]

    @property
    def count(self) -> int:
        return sum(1 for axis in self.axes for _ in axis.walk())


def own_plan(plan_id: int) -> Any:
    """Return a plan of the collectivity of the address, or raise NotFound."""
    return queries.get_plan(collectivity_id=g.collectivity.id, plan_id=plan_id)


def own_working(plan_id: int) -> Any:
    """Return the version of a plan that is being written, or raise NotFound."""
    version = queries.working_version(own_plan(plan_id))
    if version is None:
        raise NotFound
    return version


def own_revision(plan_id: int, item_id: int) -> Any:
    """Return what an item is in the version that is being written, or raise NotFound."""
    return queries.get_revision(version_id=own_working(plan_id).id, item_id=item_id)


def desk(plan: Any, version: Any, *, item_id: int | None) -> Desk:
    """Gather the outline of a working version and the item chosen in it: one query."""
    axes = queries.tree(version.id)
    revisions = {node.item_id: node.revision for axis in axes for node in axis.walk()}
    revision = revisions.get(item_id) if item_id is not None else None
    if item_id is not None and revision is None:
        raise NotFound
    wanted = revision.kind.parent if revision is not None else None
    opened = _above(revisions, item_id)
    return Desk(
        plan=plan,
        version=version,
        axes=axes,
        revision=revision,
        parents=[each for each in revisions.values() if wanted is not None and each.kind == wanted],
        opened=frozenset(opened),
        nameless=[each for each in revisions.values() if not rules.is_named(each)],
    )


@dataclass(frozen=True, slots=True)
class Publication:
    """A version about to be published: what it holds, and what it changes in the one that readers know."""

    plan: Any
    version: Any
    counts: Mapping[ItemKind, int]
    previous: Any
    changes: Mapping[Change, int]


def publication(plan: Any, version: Any) -> Publication:
    """Gather what is said before a version becomes public: four queries."""
    public = queries.list_versions(plan.id, public_only=True)
    previous = public[-1] if public else None
    changes: list[Change] = []
    if previous is not None:
        differences = compare(queries.list_revisions(previous.id), queries.list_revisions(version.id))
        changes = [each.change for each in differences if each.change is not Change.SAME]
    return Publication(
        plan=plan,
        version=version,
        counts=queries.count_items([version.id])[version.id],
        previous=previous,
        changes={change: changes.count(change) for change in Change if change in changes},
    )


def _above(revisions: Mapping[int, Any], item_id: int | None) -> list[int]:
    """Return the item and those above it: where the outline is unfolded."""
    found = []
    while item_id is not None:
        found.append(item_id)
        item_id = revisions[item_id].parent_item_id
    return found
