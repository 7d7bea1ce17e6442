"""What a proposal became in plans: part of a draft, of the adopted plan, activities and their progress."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from app.features.consultations import queries as consultations
from app.features.consultations.types import ConsultationState
from app.features.council import queries as council
from app.features.council.types import ChangeKind
from app.features.plans import queries as plans
from app.features.plans.types import ItemKind, VersionKind
from app.features.projects import queries as projects
from app.features.projects import rules as follow_up
from app.features.projects.types import ProgressStatus
from app.features.proposals import queries as proposals
from app.web.proposals.journey_step import JourneyStep
from app.web.template_values import day, field_of, number, worded

FOLLOWED = frozenset({VersionKind.ADOPTED, VersionKind.REVISED})
STATES = {
    ProgressStatus.NOT_STARTED: "next",
    ProgressStatus.UNDER_WAY: "now",
    ProgressStatus.DELAYED: "late",
    ProgressStatus.STOPPED: "stopped",
    ProgressStatus.DONE: "done",
}
AFTER_OPENING = frozenset(
    {ConsultationState.UNDER_REVIEW, ConsultationState.ANSWERED, ConsultationState.ARCHIVED}
)


@dataclass(frozen=True, slots=True)
class ItemStory:
    """An item that a proposal stands behind: what it was in each public version, and the council's change of it."""

    item_id: int
    history: Sequence[tuple[Any, Any]]
    change: Any = None

    @property
    def adopted(self) -> tuple[Any, Any] | None:
        """Return the newest adopted or revised version that has the item, with what it is there."""
        kept = [(version, revision) for version, revision in self.history if version.kind in FOLLOWED]
        return kept[-1] if kept else None


def steps_in_plan(members: Sequence[Any], *, today: date) -> list[JourneyStep]:
    """Return the steps in plans of a proposal and of the one it was merged into; empty when no plan shows it."""
    drawn = {item_id for each in members for item_id in proposals.list_items_drawn_from(proposal_id=each.id)}
    changes = {change.item_id: change for each in members for change in council.changes_from(each.id)}
    histories = plans.item_histories([*drawn, *changes])
    if not histories:
        return []
    removed = council.removals_of(drawn)
    stories = {
        item_id: ItemStory(item_id, history, changes.get(item_id) or removed.get(item_id))
        for item_id, history in histories.items()
    }
    outermost = _outermost(stories.values())
    return [
        *_drafted([each for each in outermost if each.item_id in drawn]),
        *_adopted(outermost),
        *_activities(stories.values(), today=today),
    ]


def _outermost(stories: Iterable[ItemStory]) -> list[ItemStory]:
    """Leave out what hangs under another one of the items: it is shown with its progress."""
    listed = list(stories)
    ids = {each.item_id for each in listed}
    return [each for each in listed if each.history[-1][1].parent_item_id not in ids]


def _drafted(stories: Sequence[ItemStory]) -> list[JourneyStep]:
    """Return how an idea became part of a draft, and the consultation that the draft was put to."""
    if not stories:
        return []
    version = stories[0].history[0][0]
    first = JourneyStep(
        gettext("Became part of the draft plan"),
        at=day(version.published_at),
        links=[_item_link(version, each.history[0][1]) for each in stories],
    )
    return [
        first,
        *_consulted({each.item_id for each in stories}, {each.history[0][0].id for each in stories}),
    ]


def _consulted(item_ids: set[int], version_ids: set[int]) -> list[JourneyStep]:
    found = consultations.list_of_versions(version_ids)
    return [_second_round(each, item_ids) for each in found]


def _second_round(consultation: Any, item_ids: set[int]) -> JourneyStep:
    said = proposals.count_by_item(consultation_id=consultation.id)
    count = sum(said.get(item_id, 0) for item_id in item_ids)
    is_over = consultation.state in AFTER_OPENING
    is_open = consultation.state is ConsultationState.OPEN
    return JourneyStep(
        gettext("Second round: the draft was put to consultation")
        if is_over or is_open
        else gettext("Second round: the draft is put to consultation"),
        state="done" if is_over else "now" if is_open else "next",
        detail=ngettext("%(num)s change of it was proposed.", "%(num)s changes of it were proposed.", count)
        if count
        else None,
        at=gettext(
            "From %(start)s to %(end)s", start=day(consultation.starts_at), end=day(consultation.ends_at)
        ),
        url=url_for("consultations.page", consultation_id=consultation.id),
    )


def _adopted(stories: Sequence[ItemStory]) -> list[JourneyStep]:
    """Return where the adopted plan keeps the items, and which of them the council took out, with its reason."""
    steps = []
    kept = [(each, each.adopted) for each in stories if each.adopted is not None]
    if kept:
        version = kept[0][1][0]
        why = next((worded(each.change.explanation) for each, _ in kept if each.change), None)
        steps.append(
            JourneyStep(
                gettext("In the adopted plan"),
                at=gettext("Adopted on %(date)s", date=day(version.published_at)),
                quote=why.text if why else None,
                quote_lang=why.language if why else None,
                links=[_item_link(version, revision) for _, (version, revision) in kept],
            )
        )
    return steps + [_removed(each) for each in stories if _is_removed(each)]


def _is_removed(story: ItemStory) -> bool:
    return story.adopted is None and story.change is not None and story.change.kind is ChangeKind.REMOVED


def _removed(story: ItemStory) -> JourneyStep:
    why = worded(story.change.explanation)
    version, revision = story.history[-1]
    return JourneyStep(
        gettext("Taken out of the adopted plan"),
        state="stopped",
        at=day(story.change.created_at),
        quote=why.text or None,
        quote_lang=why.language if why else None,
        links=[_item_link(version, revision)],
    )


def _activities(stories: Iterable[ItemStory], *, today: date) -> list[JourneyStep]:
    """Return one step for each followed activity that is, or hangs under, one of the items."""
    kept = [each.adopted for each in stories if each.adopted is not None]
    own = [revision for _, revision in kept if revision.kind is ItemKind.ACTIVITY]
    projects_kept = [
        (version.id, revision.item_id) for version, revision in kept if revision.kind is ItemKind.PROJECT
    ]
    revisions = {each.item_id: each for each in [*own, *plans.list_children_of(projects_kept)]}
    followed = projects.progress_of_items(revisions)
    reports = projects.latest_reports(activity.id for activity in followed.values())
    return [
        _progress(revision, followed[item_id], reports.get(followed[item_id].id), today=today)
        for item_id, revision in sorted(revisions.items(), key=lambda pair: _place(pair[1].code))
        if item_id in followed
    ]


def _place(code: str) -> list[tuple[int, str]]:
    """Order codes as people count: 1.2 before 1.10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in code.split(".")]


def _progress(revision: Any, activity: Any, report: Any, *, today: date) -> JourneyStep:
    title = field_of(revision.texts, "title")
    is_overdue = follow_up.is_overdue(activity, today=today)
    tells_why = activity.status in follow_up.NEEDS_REASON and report is not None
    reason = field_of(report.texts, "reason") if tells_why else None
    return JourneyStep(
        gettext(
            "Activity %(code)s: %(status)s",
            code=revision.code,
            status=gettext("Overdue") if is_overdue else activity.status.label,
        ),
        state="late" if is_overdue else STATES[activity.status],
        detail=title.text,
        detail_lang=title.language,
        at=_when(activity, is_overdue=is_overdue),
        url=url_for("projects.activity", activity_id=activity.id),
        quote=reason.text if reason else None,
        quote_lang=reason.language if reason else None,
        percent=activity.percent if activity.status is not ProgressStatus.NOT_STARTED else None,
        percent_label=gettext("%(percent)s %% done", percent=number(activity.percent)),
    )


def _when(activity: Any, *, is_overdue: bool) -> str | None:
    if activity.status in follow_up.ENDED:
        return day(activity.last_reported_at)
    if activity.due_on is None:
        return None
    if is_overdue:
        return gettext("It was due on %(date)s", date=day(activity.due_on))
    if activity.status is ProgressStatus.DELAYED:
        return gettext("New date: %(date)s", date=day(activity.due_on))
    return gettext("due on %(date)s", date=day(activity.due_on))


def _item_link(version: Any, revision: Any) -> dict[str, Any]:
    title = field_of(revision.texts, "title")
    return {
        "label": f"{revision.code} · {title.text or gettext('Axis not stated')}",
        "lang": title.language,
        "url": url_for("plans.item", plan_id=version.plan_id, item_id=revision.item_id),
    }
