"""Gathers a person's own page: what she said and what became of it, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.features.accounts import queries as accounts
from app.features.accounts.types import Role
from app.features.collectivities import queries as collectivities
from app.features.consultations import queries as consultations
from app.features.notifications import queries as notifications
from app.features.notifications.types import Followed
from app.features.plans import queries as plans
from app.features.proposals import queries as proposals
from app.features.proposals.types import Outcome, ProposalState
from app.features.supports import queries as supports
from app.foundation.i18n import LazyText
from app.web.template_values import Worded, worded

_KINDS = {
    Outcome.RETAINED: "yes",
    Outcome.RETAINED_IN_PART: "yes",
    Outcome.MERGED: "accent",
    Outcome.ALREADY_PLANNED: "accent",
    Outcome.FORWARDED: "mid",
    Outcome.NOT_RETAINED: "no",
}
_OPEN_STATES = {
    ProposalState.PENDING: "wait",
    ProposalState.RETURNED: "mid",
    ProposalState.PUBLISHED: "accent",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a list: its words, where it is read, what stands beside it."""

    title: str
    url: str | None
    over: str
    language: str | None = None
    at: Any = None
    tags: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of the person, with the way to its work and to its end."""

    grant_id: int
    role: Role
    place: Worded | None
    since: Any
    url: str | None


@dataclass(frozen=True, slots=True)
class Participation:
    """Everything that the page shows."""

    said: list[Line]
    drafts: list[Line]
    supported: list[Line]
    followed: list[Line]
    roles: list[HeldRole]
    unread_count: int


def gather(user_id: int) -> Participation:
    """Return what a person's page shows."""
    own = proposals.list_by_person(user_id=user_id)
    supported_ids = supports.list_own_supports(user_id=user_id)
    follows = notifications.list_follows(user_id)
    grants = accounts.list_own_roles(user_id=user_id)
    followed_ids = [follow.object_id for follow in follows if follow.kind is Followed.PROPOSAL]
    readable = proposals.list_published({*supported_ids, *followed_ids})
    rows: list[Any] = [*own, *readable.values(), *follows]
    place_ids: set[int] = {row.collectivity_id for row in [*rows, *grants] if row.collectivity_id is not None}
    places = collectivities.list_by_ids(place_ids)
    return Participation(
        said=[_proposal(each, places) for each in own if each.state is not ProposalState.DRAFT],
        drafts=[_draft(each, places) for each in own if each.state is ProposalState.DRAFT],
        supported=[_proposal(readable[each], places) for each in supported_ids if each in readable],
        followed=_followed(follows, readable, places),
        roles=[_role(grant, places) for grant in grants],
        unread_count=notifications.count_unread(user_id),
    )


def _proposal(proposal: Any, places: dict[int, Any]) -> Line:
    place = places[proposal.collectivity_id]
    return Line(
        title=proposal.title,
        url=url_for("proposals.page", slug=place.slug, proposal_id=proposal.id),
        over=_name(place),
        language=proposal.language,
        at=proposal.submitted_at,
        tags=(
            {"label": proposal.state.label, "kind": _OPEN_STATES.get(proposal.state, "neutral")},
            *_outcome(proposal),
        ),
    )


def _outcome(proposal: Any) -> list[dict[str, Any]]:
    if proposal.outcome is None:
        return []
    label: LazyText = proposal.outcome.label
    return [{"label": label, "kind": _KINDS[proposal.outcome]}]


def _draft(proposal: Any, places: dict[int, Any]) -> Line:
    place = places[proposal.collectivity_id]
    return Line(
        title=proposal.title,
        url=url_for("proposals.page", slug=place.slug, proposal_id=proposal.id),
        over=_name(place),
        language=proposal.language,
        at=proposal.created_at,
    )


def _followed(follows: Iterable[Any], readable: dict[int, Any], places: dict[int, Any]) -> list[Line]:
    """Return what is followed, by kind: consultations, then items, then proposals."""
    by_kind: dict[Followed, list[Any]] = {kind: [] for kind in Followed}
    for follow in follows:
        by_kind[follow.kind].append(follow)
    titles = consultations.titles_of([follow.object_id for follow in by_kind[Followed.CONSULTATION]])
    revisions = plans.latest_revisions([follow.object_id for follow in by_kind[Followed.ITEM]])
    return [
        *(
            _consultation(each, titles, places)
            for each in by_kind[Followed.CONSULTATION]
            if each.object_id in titles
        ),
        *(_item(each, revisions, places) for each in by_kind[Followed.ITEM] if each.object_id in revisions),
        *(
            _proposal(readable[each.object_id], places)
            for each in by_kind[Followed.PROPOSAL]
            if each.object_id in readable
        ),
    ]


def _consultation(follow: Any, titles: dict[int, dict[str, str]], places: dict[int, Any]) -> Line:
    place, title = places[follow.collectivity_id], worded(titles[follow.object_id])
    url = url_for("consultations.page", slug=place.slug, consultation_id=follow.object_id)
    return Line(title=title.text, url=url, over=_name(place), language=title.language)


def _item(follow: Any, revisions: dict[int, Any], places: dict[int, Any]) -> Line:
    place, revision = places[follow.collectivity_id], revisions[follow.object_id]
    title = worded({code: fields.get("title") for code, fields in revision.texts.items()})
    url = url_for("plans.item", slug=place.slug, plan_id=revision.item.plan_id, item_id=follow.object_id)
    return Line(title=title.text, url=url, over=_name(place), language=title.language)


def _role(grant: Any, places: dict[int, Any]) -> HeldRole:
    place = places.get(grant.collectivity_id)
    return HeldRole(
        grant_id=grant.id,
        role=grant.role,
        place=worded(place.names) if place is not None else None,
        since=grant.granted_at,
        url=url_for("queue.today", slug=place.slug) if place is not None else None,
    )


def _name(place: Any) -> str:
    name: str = worded(place.names, place.default_language).text
    return name
