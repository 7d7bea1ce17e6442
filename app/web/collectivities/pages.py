"""What the directory and a collectivity's home show, gathered with a constant number of queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_decimal, gettext

from app.features.collectivities import queries
from app.features.collectivities.types import TerritoryFound
from app.features.consultations import queries as consultations
from app.features.consultations.types import ConsultationState
from app.features.plans import queries as plans
from app.features.reports import queries as reports
from app.features.workshops import queries as workshops
from app.foundation.policy import Actor
from app.web.ballots.wording import VoteShown, votes_of
from app.web.consultations import wording

MOST_RUNNING = 500
TERRITORIES_SHOWN = 5
WORKSHOPS_SHOWN = 3
UNDER_WAY = frozenset({ConsultationState.OPEN})
NEXT = frozenset({ConsultationState.ANNOUNCED})
AWAITING = frozenset({ConsultationState.UNDER_REVIEW})
DONE = frozenset({ConsultationState.ANSWERED, ConsultationState.ARCHIVED})


@dataclass(frozen=True, slots=True)
class MemberShown:
    """A member in the directory."""

    collectivity: Any
    parent_names: Mapping[str, str]
    plan_count: int
    open_count: int


@dataclass(frozen=True, slots=True)
class MemberGroup:
    """The members of one region (None: of no region), the region itself first."""

    region: Any
    members: Sequence[MemberShown]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything on the directory; `others` are places that were searched for and have no space here."""

    groups: Sequence[MemberGroup]
    kinds: Sequence[Any]
    total: int
    others: Sequence[TerritoryFound]


def directory(*, query: str, kind: str | None, now: datetime) -> Directory:
    """Gather the members whose name answers the query, by region."""
    members = [
        each for each in queries.list_members() if not query or queries.names_match(_all_names(each), query)
    ]
    members = [each for each in members if kind in {None, each.territory.kind_code}]
    above = queries.ancestors(each.territory_id for each in members)
    plan_counts = plans.count_public_plans()
    running = Counter(
        each.collectivity_id for each in consultations.list_running(now=now, limit=MOST_RUNNING)
    )
    groups: dict[int | None, list[MemberShown]] = {}
    regions: dict[int | None, Any] = {}
    for each in members:
        containing = above[each.territory_id]
        region = containing[-1] if containing else each.territory
        regions[region.id] = region
        parent_names = containing[0].names if containing else {}
        groups.setdefault(region.id, []).append(
            MemberShown(each, parent_names, plan_counts.get(each.id, 0), running.get(each.id, 0))
        )
    ordered = sorted(groups, key=lambda key: (regions[key].is_fictional, regions[key].code))
    return Directory(
        groups=[MemberGroup(regions[key], groups[key]) for key in ordered],
        kinds=queries.list_kinds(),
        total=len(members),
        others=_others(query, kind, members),
    )


def _all_names(collectivity: Any) -> list[str]:
    return [*collectivity.names.values(), *collectivity.territory.names.values()]


def _others(query: str, kind: str | None, members: Sequence[Any]) -> Sequence[TerritoryFound]:
    if not query:
        return []
    known = {each.territory_id for each in members}
    kinds = [kind] if kind else None
    return [
        place for place in queries.search_territories(query, kinds=kinds, limit=TERRITORIES_SHOWN + len(known))
        if place.id not in known
    ][:TERRITORIES_SHOWN]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConsultationShown:
    """A consultation on its collectivity's home."""

    consultation: Any
    tag: dict[str, str]
    when: str
    contribution_count: int
    vote: VoteShown | None


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on a collectivity's home."""

    member: Any
    under_way: Sequence[ConsultationShown]
    upcoming: Sequence[ConsultationShown]
    awaiting: Sequence[ConsultationShown]
    done: Sequence[ConsultationShown]
    plans: Sequence[tuple[Any, Any]]
    workshops: Sequence[Any]
    figures: Sequence[dict[str, str]]


def home(member: Any, *, actor: Actor, now: datetime) -> Home:
    """Gather the home of a collectivity; the staff sees no more here than the public does."""
    listed = [
        each
        for each in consultations.list_of_collectivity(collectivity_id=member.id)
        if wording.shown_state(each, now=now) not in {ConsultationState.DRAFT, ConsultationState.CANCELLED}
    ]
    counts = reports.count_contributions(each.id for each in listed)
    votes = votes_of(listed, now=now)
    shown = [
        (wording.shown_state(each, now=now), _shown(each, counts.get(each.id, 0), votes.get(each.id), now))
        for each in listed
    ]
    public_plans = plans.list_plans(collectivity_id=member.id)
    versions = plans.versions_of_plans([plan.id for plan in public_plans])

    def those(states: frozenset[ConsultationState]) -> list[ConsultationShown]:
        return [each for state, each in shown if state in states]

    return Home(
        member=member,
        under_way=those(UNDER_WAY),
        upcoming=those(NEXT),
        awaiting=those(AWAITING),
        done=those(DONE),
        plans=[
            (plan, [each for each in versions[plan.id] if each.is_published][-1]) for plan in public_plans
        ],
        workshops=[
            each
            for each in workshops.list_workshops(collectivity_id=member.id)
            if each.starts_at > now and each.cancelled_at is None
        ][:WORKSHOPS_SHOWN],
        figures=_figures(len(public_plans), len(listed), sum(counts.values())),
    )


def _shown(consultation: Any, count: int, vote: VoteShown | None, now: datetime) -> ConsultationShown:
    return ConsultationShown(
        consultation, wording.state_tag(consultation, now=now), _when(consultation, now), count, vote
    )


def _when(consultation: Any, now: datetime) -> str:
    state = wording.shown_state(consultation, now=now)
    if state is ConsultationState.OPEN:
        return wording.time_left(consultation.ends_at, now=now)
    if state is ConsultationState.ANNOUNCED:
        return wording.time_until_opening(consultation.starts_at, now=now)
    return ""


def _figures(plan_count: int, consultation_count: int, contribution_count: int) -> list[dict[str, str]]:
    told = (
        (plan_count, gettext("Plans"), gettext("Plans of which at least one version can be read here.")),
        (
            consultation_count,
            gettext("Consultations"),
            gettext("Announced here, without those that were cancelled."),
        ),
        (
            contribution_count,
            gettext("Contributions"),
            gettext("Received by every channel, without those withdrawn, refused, hidden or returned."),
        ),
    )
    return [
        {"value": format_decimal(value), "label": label, "definition": words} for value, label, words in told
    ]
