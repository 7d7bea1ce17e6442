"""What the pages of plans show, each gathered with a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g

from app.features.consultations import queries as consultations
from app.features.consultations import rules as consultation_rules
from app.features.consultations.types import Round, Stage
from app.features.discussion.types import About
from app.features.plans import queries
from app.features.plans.comparison import Change, ItemDifference, compare
from app.features.plans.policy import PlanPermission, plans
from app.features.plans.queries import ItemNode
from app.features.plans.types import ItemKind
from app.features.projects import queries as projects
from app.features.proposals import queries as proposals
from app.foundation.errors import NotFound
from app.foundation.policy import Actor
from app.web.consultations.pages import DraftShown, draft_shown
from app.web.consultations.wording import state_tag
from app.web.discussion.threads import ThreadShown, thread_of

# Beyond so many items the reader shows one axis at a time.
MOST_ITEMS_AT_ONCE = 80
PROPOSALS_SHOWN = 5


def readable_plan(plan_id: int, *, actor: Actor) -> Any:
    """Return a plan of the collectivity of the address that the actor may read, or raise NotFound."""
    plan = queries.get_plan(collectivity_id=g.collectivity.id, plan_id=plan_id)
    if not plans.allows(actor, PlanPermission.READ, plan):
        raise NotFound
    return plan


def readable_versions(plan: Any, *, actor: Actor) -> list[Any]:
    """Return the versions that the actor may read: published ones, and for staff all; NotFound without any."""
    versions = queries.list_versions(plan.id)
    if not _is_staff(actor, plan):
        versions = [each for each in versions if each.is_published]
    if not versions:
        raise NotFound
    return versions


def _is_staff(actor: Actor, plan: Any) -> bool:
    return plans.allows(actor, PlanPermission.READ_DRAFTS, plan)


def chosen_version(versions: Sequence[Any], number: int | None) -> Any:
    """Return the version with this number; without one the newest published, else the newest."""
    if number is None:
        return ([each for each in versions if each.is_published] or versions)[-1]
    found = next((each for each in versions if each.number == number), None)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan in a list of plans."""

    plan: Any
    version: Any
    counts: Mapping[ItemKind, int]
    version_count: int


def public_plans(collectivity_id: int) -> list[PlanShown]:
    """Gather the public plans of a collectivity with what is in their newest public version: three queries."""
    listed = queries.list_plans(collectivity_id=collectivity_id)
    versions = queries.versions_of_plans([plan.id for plan in listed])
    public = {plan_id: [each for each in found if each.is_published] for plan_id, found in versions.items()}
    counts = queries.count_items([found[-1].id for found in public.values() if found])
    return [
        PlanShown(plan, public[plan.id][-1], counts[public[plan.id][-1].id], len(public[plan.id]))
        for plan in listed
        if public[plan.id]
    ]


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """A version of a plan: every axis for the contents, those shown with everything under them."""

    plan: Any
    version: Any
    versions: Sequence[Any]
    axes: Sequence[ItemNode]
    shown: Sequence[ItemNode]
    counts: Mapping[ItemKind, int]
    consultations: Sequence[Any]

    @property
    def is_cut_by_axis(self) -> bool:
        return len(self.shown) < len(self.axes)

    @property
    def previous_axis(self) -> ItemNode | None:
        return self._neighbour(-1)

    @property
    def next_axis(self) -> ItemNode | None:
        return self._neighbour(1)

    def _neighbour(self, step: int) -> ItemNode | None:
        if not self.is_cut_by_axis:
            return None
        place = self.axes.index(self.shown[0]) + step
        return self.axes[place] if 0 <= place < len(self.axes) else None


def reader_page(
    plan: Any, *, actor: Actor, number: int | None, axis_item_id: int | None, show_all: bool
) -> ReaderPage:
    """Gather a version of a plan; a large one is shown axis by axis unless all of it is asked for."""
    versions = readable_versions(plan, actor=actor)
    version = chosen_version(versions, number)
    axes = queries.tree(version.id)
    kinds = [node.kind for axis in axes for node in axis.walk()]
    chosen = [axis for axis in axes if axis.item_id == axis_item_id] or axes[:1]
    return ReaderPage(
        plan=plan,
        version=version,
        versions=versions,
        axes=axes,
        shown=axes if show_all or len(kinds) <= MOST_ITEMS_AT_ONCE else chosen,
        counts={kind: kinds.count(kind) for kind in ItemKind},
        consultations=[
            each for each in consultations.list_of_plan(plan_id=plan.id) if each.version_id == version.id
        ],
    )


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item: what it says, where it stands, its life over the versions, what people say of it."""

    plan: Any
    item: Any
    version: Any
    revision: Any
    lineage: Sequence[Any]
    children: Sequence[Any]
    history: Sequence[tuple[Any, Any]]
    is_in_newest: bool
    consultations: Sequence[tuple[Any, Mapping[str, str]]]
    consultation: Any
    is_any_running: bool
    refusal: str | None
    draft: DraftShown | None
    proposals: Sequence[Any]
    thread: ThreadShown | None
    origins: Sequence[Any]
    followed: Any

    @property
    def code(self) -> str:
        return str(self.revision.code)


def item_page(
    plan: Any, item: Any, *, actor: Actor, number: int | None, consultation_id: int | None, now: datetime
) -> ItemPage:
    """Gather an item as it is in a version (the newest that has it by default) with all that hangs on it."""
    history = queries.item_history(item.id, public_only=not _is_staff(actor, plan))
    newest = chosen_version(readable_versions(plan, actor=actor), None)
    candidates = [each for each in history if number in {None, each[0].number}]
    if not candidates:
        raise NotFound
    public = [each for each in candidates if each[0].is_published]
    version, revision = (public or candidates)[-1]
    on_item = _consultations_on(plan, history)
    running = [each for each in on_item if consultation_rules.is_running(each, now=now)]
    consultation = _shown_of(on_item, running, consultation_id, now=now)
    return ItemPage(
        plan=plan,
        item=item,
        version=version,
        revision=revision,
        lineage=queries.lineage(revision),
        children=queries.list_children(version_id=version.id, item_id=item.id),
        history=history,
        is_in_newest=any(each.id == newest.id for each, _ in history),
        consultations=[(each, state_tag(each, now=now)) for each in on_item],
        consultation=consultation,
        is_any_running=bool(running),
        origins=proposals.list_origins(item_ids=[item.id]).get(item.id, []),
        followed=projects.find_by_item(item.id),
        **_said_of(item, consultation, actor, now),
    )


def _consultations_on(plan: Any, history: Sequence[tuple[Any, Any]]) -> list[Any]:
    """Return the announced second rounds on versions that have the item, the earliest first."""
    holding = {version.id for version, _ in history}
    return [
        each
        for each in consultations.list_of_plan(plan_id=plan.id)
        if each.round == Round.DRAFT and each.version_id in holding
    ]


def _shown_of(
    on_item: Sequence[Any], running: Sequence[Any], consultation_id: int | None, *, now: datetime
) -> Any:
    """Return the consultation chosen by the reader, else the one that runs, else the last that ran, or None."""
    chosen = [each for each in on_item if each.id == consultation_id]
    begun = [each for each in on_item if consultation_rules.stage_of(each, now=now) is not Stage.UPCOMING]
    return next((found[-1] for found in (chosen, running, begun, on_item) if found), None)


def _said_of(item: Any, consultation: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    if consultation is None:
        return {"refusal": None, "draft": None, "proposals": [], "thread": None}
    draft = draft_shown(consultation, actor=actor)
    count = draft.comment_counts.get(item.id, 0)
    return {
        "refusal": consultation_rules.refusal_to_take_part(consultation, now=now),
        "draft": draft,
        "proposals": proposals.list_of_item(
            consultation_id=consultation.id, item_id=item.id, limit=PROPOSALS_SHOWN
        ),
        "thread": thread_of(
            consultation=consultation, about=About(item_id=item.id), actor=actor, count=count, now=now
        ),
    }


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two versions of a plan, item by item."""

    plan: Any
    versions: Sequence[Any]
    before: Any
    after: Any
    differences: Sequence[ItemDifference]
    counts: Mapping[Change, int]


def compare_page(
    plan: Any, *, actor: Actor, before: int | None, after: int | None, only_changed: bool
) -> ComparePage:
    """Gather the comparison of two versions by their numbers; odd numbers are the last two versions."""
    versions = readable_versions(plan, actor=actor)
    numbers = {each.number: each for each in versions}
    newer = numbers.get(after or 0, versions[-1])
    older = (
        numbers.get(before or 0)
        or ([each for each in versions if each.number < newer.number] or versions)[-1]
    )
    differences = compare(queries.list_revisions(older.id), queries.list_revisions(newer.id))
    changes = [each.change for each in differences]
    shown = [
        each for each in differences if not only_changed or each.change is not Change.SAME or each.is_moved
    ]
    return ComparePage(
        plan, versions, older, newer, shown, {change: changes.count(change) for change in Change}
    )
