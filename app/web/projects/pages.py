"""What the pages on projects under way show, gathered with a constant number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.features.accounts import queries as accounts
from app.features.accounts.types import Role
from app.features.council import queries as council
from app.features.media import queries as media
from app.features.plans import queries as plans
from app.features.plans.queries import ItemNode
from app.features.plans.types import ItemKind, VersionKind
from app.features.projects import queries as projects
from app.features.projects import rules
from app.features.projects.queries import PlanProgress
from app.features.projects.types import DeskFilters, ProgressStatus
from app.features.proposals import queries as proposals
from app.foundation.errors import NotFound
from app.foundation.pagination import Page

DESK_PAGE = 30
ADOPTED = frozenset({VersionKind.ADOPTED, VersionKind.REVISED})
STATUS_KINDS = {
    ProgressStatus.NOT_STARTED: "neutral",
    ProgressStatus.UNDER_WAY: "accent",
    ProgressStatus.DELAYED: "wait",
    ProgressStatus.STOPPED: "no",
    ProgressStatus.DONE: "yes",
}


@dataclass(frozen=True, slots=True)
class ActivityShown:
    """An activity of the plan with its follow-up and last report."""

    node: ItemNode
    followed: Any
    report: Any
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ProjectShown:
    """A project with its activities; `percent` is the mean of theirs."""

    node: ItemNode
    activities: list[ActivityShown]

    @property
    def percent(self) -> int:
        followed = [each.followed.percent for each in self.activities if each.followed is not None]
        return round(sum(followed) / len(followed)) if followed else 0

    @property
    def is_late(self) -> bool:
        return any(
            each.is_overdue or (each.followed is not None and each.followed.status is ProgressStatus.DELAYED)
            for each in self.activities
        )


@dataclass(frozen=True, slots=True)
class PlanShown:
    """An adopted plan with how it stands, and the projects of the axis that is looked at."""

    plan: Any
    version: Any
    progress: PlanProgress
    axes: list[ItemNode]
    axis: ItemNode | None
    projects: list[ProjectShown]


@dataclass(frozen=True, slots=True)
class Overview:
    """The followed plans of a collectivity, newest first, and the one that is looked at."""

    plans: list[tuple[Any, PlanProgress]]
    shown: PlanShown | None


def overview(
    *,
    collectivity_id: int,
    today: date,
    plan_id: int | None,
    axis_item_id: int | None,
    status: ProgressStatus | None,
) -> Overview:
    """Return the followed plans, and the projects of one axis of one of them."""
    progress = projects.progress_of_plans(collectivity_id=collectivity_id, today=today)
    followed = [plan for plan in plans.list_plans(collectivity_id=collectivity_id) if plan.id in progress]
    if not followed:
        return Overview(plans=[], shown=None)
    chosen = next((plan for plan in followed if plan.id == plan_id), None)
    if plan_id is not None and chosen is None:
        raise NotFound
    plan = chosen or followed[0]
    return Overview(
        plans=[(each, progress[each.id]) for each in followed],
        shown=_plan_shown(plan, progress[plan.id], today=today, axis_item_id=axis_item_id, status=status),
    )


def _plan_shown(
    plan: Any, progress: PlanProgress, *, today: date, axis_item_id: int | None, status: ProgressStatus | None
) -> PlanShown:
    version = next(
        each for each in reversed(plans.list_versions(plan.id, public_only=True)) if each.kind in ADOPTED
    )
    axes = plans.tree(version.id)
    axis = next((node for node in axes if node.item_id == axis_item_id), axes[0] if axes else None)
    if axis_item_id is not None and (axis is None or axis.item_id != axis_item_id):
        raise NotFound
    return PlanShown(
        plan=plan, version=version, progress=progress, axes=axes, axis=axis,
        projects=_projects_shown(axis, today=today, status=status) if axis is not None else [],
    )  # fmt: skip


def _projects_shown(axis: ItemNode, *, today: date, status: ProgressStatus | None) -> list[ProjectShown]:
    activities = [node for node in axis.walk() if node.kind is ItemKind.ACTIVITY]
    followed = projects.progress_of_items(node.item_id for node in activities)
    reports = projects.latest_reports(each.id for each in followed.values())
    shown = [
        ProjectShown(
            node=node, activities=[_activity_shown(each, followed, reports, today) for each in node.children]
        )
        for node in axis.children
    ]
    if status is None:
        return shown
    narrowed = [
        ProjectShown(
            node=project.node,
            activities=[
                each
                for each in project.activities
                if each.followed is not None and each.followed.status is status
            ],
        )
        for project in shown
    ]
    return [project for project in narrowed if project.activities]


def _activity_shown(
    node: ItemNode, followed: dict[int, Any], reports: dict[int, Any], today: date
) -> ActivityShown:
    activity = followed.get(node.item_id)
    return ActivityShown(
        node=node,
        followed=activity,
        report=reports.get(activity.id) if activity is not None else None,
        is_overdue=activity is not None and rules.is_overdue(activity, today=today),
    )


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One activity: what the plan says of it, where it stands, every report, and the proposals it comes from."""

    plan: Any
    version: Any
    revision: Any
    lineage: list[Any]
    activity: Any
    reports: list[Any]
    images: dict[int, Any]
    ideas: list[Any]
    changes: list[Any]
    is_overdue: bool


def activity_page(*, collectivity_id: int, activity_id: int, today: date) -> ActivityPage:
    """Return everything that the page of a followed activity shows."""
    activity = projects.get_activity(collectivity_id=collectivity_id, activity_id=activity_id)
    plan = plans.get_public_plan(collectivity_id=collectivity_id, plan_id=activity.plan_id)
    history = [
        (version, revision)
        for version, revision in plans.item_history(activity.item_id)
        if version.kind in ADOPTED
    ]
    if not history:
        raise NotFound
    version, revision = history[-1]
    reports = projects.list_reports(activity.id)
    lineage = plans.lineage(revision)
    item_ids = [revision.item_id, *(above.item_id for above in lineage if above.kind is ItemKind.PROJECT)]
    return ActivityPage(
        plan=plan,
        version=version,
        revision=revision,
        lineage=lineage,
        ideas=_distinct(proposals.list_origins(item_ids=item_ids)),
        changes=council.list_behind(item_ids),
        activity=activity,
        reports=reports,
        images=media.files_by_id([each.image_file_id for each in reports if each.image_file_id is not None]),
        is_overdue=rules.is_overdue(activity, today=today),
    )


def _distinct(origins: dict[int, list[Any]]) -> list[Any]:
    return list({each.id: each for listed in origins.values() for each in listed}.values())


@dataclass(frozen=True, slots=True)
class DeskRow:
    """An activity at the follow-up desk."""

    activity: Any
    revision: Any
    owner_name: str | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One page of the follow-up desk, and what narrows it."""

    page: Page[Any]
    rows: list[DeskRow]
    filters: DeskFilters

    @property
    def asked(self) -> dict[str, str]:
        """Return what an address of this list carries: only what is known to narrow it."""
        named = {"part": self.filters.part, "status": self.filters.status}
        return {name: member.value for name, member in named.items() if member is not None}

    def without(self, name: str) -> dict[str, str]:
        """Return the same with one filter removed."""
        return {each: value for each, value in self.asked.items() if each != name}


def project_owners(collectivity_id: int) -> dict[int, str]:
    """Return {account id: name} of the project owners of a collectivity."""
    staff = accounts.list_staff(collectivity_id)
    return {member.user_id: member.name for member in staff if member.role is Role.PROJECT_OWNER}


def desk(*, collectivity_id: int, today: date, filters: DeskFilters, number: int) -> Desk:
    """Return one page of the activities that wait for a report, overdue first; a constant number of queries."""
    page = projects.list_to_report(
        collectivity_id=collectivity_id, today=today, filters=filters, number=number, size=DESK_PAGE
    )
    revisions = plans.latest_revisions([each.item_id for each in page.items])
    owners = project_owners(collectivity_id)
    rows = [
        DeskRow(
            activity=activity,
            revision=revisions[activity.item_id],
            owner_name=owners.get(activity.owner_id or 0),
            is_overdue=rules.is_overdue(activity, today=today),
        )
        for activity in page.items
        if activity.item_id in revisions
    ]
    return Desk(page=page, rows=rows, filters=filters)
