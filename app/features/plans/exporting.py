"""A version of a plan as a document, and what an import of another document would change in it."""

from collections.abc import Hashable
from dataclasses import dataclass, replace

from app.features.collectivities.models import Collectivity
from app.features.plans import queries
from app.features.plans.comparison import Change, ItemDifference, ItemState, compare_states, facts_of
from app.features.plans.document import PLAN_FACTS, CollectivityReference, ItemDocument, PlanDocument
from app.features.plans.models import Plan, PlanVersion
from app.features.plans.problems import Problem
from app.features.plans.queries import ItemNode
from app.features.plans.types import ItemKind
from app.foundation.i18n import _l


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do: to which plan (none: a new one), and what becomes of each item."""

    document: PlanDocument
    plan: Plan | None
    counts: dict[ItemKind, int]
    differences: list[ItemDifference]
    is_plan_changed: bool
    problems: tuple[Problem, ...]

    @property
    def changes(self) -> list[ItemDifference]:
        """Return the differences only."""
        return [each for each in self.differences if each.change is not Change.SAME]

    @property
    def is_unchanged(self) -> bool:
        """Say whether the plan already is as the document says."""
        return self.plan is not None and not self.changes and not self.is_plan_changed

    def count_changes(self) -> dict[Change, int]:
        """Return how many items each change concerns."""
        changes = [each.change for each in self.differences]
        return {change: changes.count(change) for change in Change}


def document_of(*, plan: Plan, version: PlanVersion, collectivity: Collectivity) -> PlanDocument:
    """Return a version of a plan as a document; one query."""
    reference = CollectivityReference(
        slug=collectivity.slug, names=collectivity.names, kind=collectivity.territory.kind_code,
        territory_code=collectivity.territory.code, as_written=plan.facts.get("as_written"),
    )  # fmt: skip
    return PlanDocument(
        titles=plan.titles, language=plan.language, collectivity=reference, version=version.kind, period=plan.period,
        source_url=plan.source_url, facts={name: plan.facts[name] for name in PLAN_FACTS if name in plan.facts},
        items=tuple(_item_document(node) for node in queries.tree(version.id)),
    )  # fmt: skip


def _item_document(node: ItemNode) -> ItemDocument:
    revision = node.revision
    return ItemDocument(
        kind=revision.kind, key=revision.item.key, texts=revision.texts, facts=facts_of(revision),
        children=tuple(_item_document(child) for child in node.children),
    )  # fmt: skip


def plan_facts(document: PlanDocument) -> dict[str, object]:
    """Return what a plan keeps of a document besides its items and columns."""
    as_written = document.collectivity.as_written
    return {**document.facts, **({"as_written": as_written} if as_written else {})}


def states_of(document: PlanDocument) -> list[ItemState]:
    """Return what is compared of a document's items; the identity is the item's key."""

    def grown(items: tuple[ItemDocument, ...], parent: Hashable, above: str) -> list[ItemState]:
        found = []
        for number, item in enumerate(items, start=1):
            code = f"{above}.{number}" if above else str(number)
            found.append(ItemState(item.key, item.kind, parent, item.texts, item.facts, code))
            found += grown(item.children, item.key, code)
        return found

    return grown(document.items, None, "")


def preview(*, collectivity: Collectivity, document: PlanDocument, plan: Plan | None = None) -> ImportPreview:
    """Return what importing a document into a collectivity would change, changing nothing.

    The plan is the one given, else the one that an earlier import of the same source made.
    """
    known = plan or queries.find_by_import_key(
        collectivity_id=collectivity.id, import_key=document.import_key()
    )
    after = states_of(document)
    if known is None:
        differences = compare_states([], after)
        return ImportPreview(document, None, document.count(), differences, is_plan_changed=True, problems=())
    current = document_of(plan=known, version=queries.latest_version(known), collectivity=collectivity)
    return ImportPreview(
        document, known, document.count(), compare_states(states_of(current), after),
        is_plan_changed=_without_items(current) != _without_items(document),
        problems=tuple(_kind_problems(known, document)),
    )  # fmt: skip


def _without_items(document: PlanDocument) -> tuple[object, ...]:
    facts = plan_facts(document)
    plain = replace(document, items=(), facts={}, collectivity=CollectivityReference())
    return plain, facts


def _kind_problems(plan: Plan, document: PlanDocument) -> list[Problem]:
    """Return the keys that an item of another kind has: an item never changes its kind."""
    kinds = {item.key: item.kind for item in queries.list_items(plan.id)}
    return [
        Problem(item.key, _l("This key belongs to an item of another kind in the existing plan."))
        for item in document.walk()
        if kinds.get(item.key, item.kind) != item.kind
    ]
