"""What the public page of a consultation shows, gathered with a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_decimal, format_percent, gettext, ngettext

from app.features.consultations import queries, rules
from app.features.consultations.figures import FIGURES
from app.features.consultations.types import ConsultationState, Round
from app.features.discussion import queries as discussion
from app.features.plans import queries as plans
from app.features.plans.queries import ItemNode
from app.features.plans.types import ItemKind
from app.features.proposals import queries as proposals
from app.features.proposals.types import Channel
from app.features.reports import queries as reports
from app.features.supports import queries as supports
from app.features.supports.types import Stance
from app.features.synthesis import queries as synthesis
from app.features.workshops import queries as workshops
from app.foundation.policy import Actor
from app.web.ballots.wording import VoteShown, votes_of
from app.web.consultations import wording

# Beyond so many projects, the page shows one axis at a time.
MOST_PROJECTS_AT_ONCE = 40
LATEST_IDEAS = 3
WORKSHOPS_SHOWN = 3
OFFLINE = (Channel.WORKSHOP, Channel.PAPER, Channel.PHONE, Channel.DESK)
STANCE_KINDS = {Stance.AGREE: "yes", Stance.MIXED: "mid", Stance.DISAGREE: "no"}


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """Everything on the page of one consultation."""

    consultation: Any
    plan: Any
    version: Any
    state: ConsultationState
    stages: list[dict[str, Any]]
    refusal: str | None
    previous: Any
    following: Any
    axes: list[ItemNode]
    shown_axes: list[ItemNode]
    project_count: int
    activity_count: int
    figures: list[dict[str, Any]]
    are_frozen: bool
    calendar_changes: Sequence[Any]
    workshops: Sequence[Any]
    own_drafts: Sequence[Any]
    needs_age: bool
    has_synthesis: bool
    vote: VoteShown | None

    @property
    def is_open(self) -> bool:
        return self.refusal is None

    @property
    def is_first_round(self) -> bool:
        return bool(self.consultation.round == Round.IDEAS)

    @property
    def is_cut_by_axis(self) -> bool:
        return len(self.shown_axes) < len(self.axes)


def consultation_page(
    consultation: Any, *, actor: Actor, axis_item_id: int | None, now: datetime, time_zone: str
) -> ConsultationPage:
    """Gather the page of a consultation; `axis_item_id` chooses the axis to show of a large plan."""
    version = plans.get_version(
        collectivity_id=consultation.collectivity_id, version_id=consultation.version_id
    )
    axes = plans.tree(version.id)
    kinds = [node.kind for axis in axes for node in axis.walk()]
    previous = queries.find_previous_round(consultation)
    refusal = rules.refusal_to_take_part(consultation, now=now)
    counts = reports.figures_of(consultation)
    return ConsultationPage(
        consultation=consultation,
        plan=plans.get_plan(collectivity_id=consultation.collectivity_id, plan_id=consultation.plan_id),
        version=version,
        state=wording.shown_state(consultation, now=now),
        stages=wording.stages(consultation, previous=previous, now=now, time_zone=time_zone),
        refusal=refusal,
        previous=previous,
        following=queries.find_next_round(consultation, actor=actor),
        axes=axes,
        shown_axes=_shown(axes, kinds.count(ItemKind.PROJECT), axis_item_id),
        project_count=kinds.count(ItemKind.PROJECT),
        activity_count=kinds.count(ItemKind.ACTIVITY),
        figures=figures_shown(counts, consultation.round),
        are_frozen=consultation.figures is not None,
        calendar_changes=queries.list_calendar_changes(consultation_id=consultation.id),
        workshops=[
            each
            for each in workshops.list_of_consultation(consultation_id=consultation.id)
            if each.starts_at > now
        ][:WORKSHOPS_SHOWN],
        own_drafts=proposals.list_drafts(consultation_id=consultation.id, user_id=actor.user_id),
        needs_age=_needs_age(consultation, actor=actor, is_open=refusal is None),
        has_synthesis=_has_synthesis(consultation),
        vote=votes_of([consultation], now=now).get(consultation.id),
    )


def _shown(axes: list[ItemNode], project_count: int, axis_item_id: int | None) -> list[ItemNode]:
    if project_count <= MOST_PROJECTS_AT_ONCE:
        return axes
    return [axis for axis in axes if axis.item_id == axis_item_id] or axes[:1]


def _has_synthesis(consultation: Any) -> bool:
    written = synthesis.find_synthesis(consultation.id)
    return written is not None and written.published_at is not None


def _needs_age(consultation: Any, *, actor: Actor, is_open: bool) -> bool:
    if consultation.minimum_age is None or not is_open or not actor.is_signed_in:
        return False
    return not queries.has_declared_age(consultation_id=consultation.id, user_id=actor.user_id)


def figures_shown(counts: Mapping[str, Any], in_round: int) -> list[dict[str, Any]]:
    """Return the figures worth showing, each with its definition; the first round has no opinions on items."""
    left_out = {"opinions"} if in_round == Round.IDEAS else set()
    return [
        {
            "value": format_decimal(counts[figure.key]),
            "label": str(figure.label),
            "definition": str(figure.definition),
            "parts": offline_parts(counts) if figure.key == "proposals" else [],
        }
        for figure in FIGURES
        if figure.key not in left_out and counts.get(figure.key)
    ]


def offline_parts(counts: Mapping[str, Any]) -> list[str]:
    """Say how many of the contributions arrived otherwise than online, by channel, each as a whole phrase."""
    by_channel = counts.get("proposals_by_channel", {})
    return [_offline_words(each, count) for each in OFFLINE if (count := by_channel.get(each.value, 0))]


def _offline_words(channel: Channel, count: int) -> str:
    return {
        Channel.WORKSHOP: ngettext(
            "%(num)s of them from a workshop", "%(num)s of them from workshops", count
        ),
        Channel.PAPER: ngettext("%(num)s of them on paper", "%(num)s of them on paper", count),
        Channel.PHONE: ngettext("%(num)s of them by phone", "%(num)s of them by phone", count),
        Channel.DESK: ngettext("%(num)s of them at the desk", "%(num)s of them at the desk", count),
    }[channel]


@dataclass(frozen=True, slots=True)
class DraftShown:
    """What participants said so far of each item of a draft."""

    bars: dict[int, list[dict[str, Any]]]
    totals: dict[int, str]
    own: Mapping[int, Stance]
    proposal_counts: Mapping[int, int]
    comment_counts: Mapping[int, int]


def draft_shown(consultation: Any, *, actor: Actor) -> DraftShown:
    """Gather opinions, changes and comments of every item: four queries."""
    bars, totals = {}, {}
    for item_id, tally in supports.tallies(consultation_id=consultation.id).items():
        bars[item_id], totals[item_id] = opinion_parts(tally)
    return DraftShown(
        bars=bars,
        totals=totals,
        own=supports.own_opinions(user_id=actor.user_id, consultation_id=consultation.id),
        proposal_counts=proposals.count_by_item(consultation_id=consultation.id),
        comment_counts=discussion.count_by_item(consultation_id=consultation.id),
    )


def opinion_parts(tally: Any) -> tuple[list[dict[str, Any]], str]:
    """Return the parts of an opinion bar in words, and how many opinions there are."""
    counts = {
        Stance.AGREE: tally.agree_count,
        Stance.MIXED: tally.mixed_count,
        Stance.DISAGREE: tally.disagree_count,
    }
    total = sum(counts.values())
    parts = [
        {
            "kind": STANCE_KINDS[stance],
            "count": count,
            "words": _share_words(stance, count / total if total else 0),
        }
        for stance, count in counts.items()
    ]
    return parts, str(ngettext("%(num)s opinion", "%(num)s opinions", total))


def _share_words(stance: Stance, share: float) -> str:
    percent = format_percent(share)
    return {
        Stance.AGREE: gettext("%(share)s agree", share=percent),
        Stance.MIXED: gettext("%(share)s have mixed opinions", share=percent),
        Stance.DISAGREE: gettext("%(share)s disagree", share=percent),
    }[stance]


@dataclass(frozen=True, slots=True)
class IdeasShown:
    """The ideas received so far under each axis: how many, and the latest."""

    counts: Mapping[int, int]
    latest: Mapping[int, Sequence[Any]]


def ideas_shown(consultation: Any) -> IdeasShown:
    """Gather the ideas of a first round by axis: two queries."""
    return IdeasShown(
        counts=proposals.count_by_axis(consultation_id=consultation.id),
        latest=reports.latest_by_axis(consultation_id=consultation.id, limit=LATEST_IDEAS),
    )
