"""Gathers a person's own page: what she said and what became of it, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.features.accounts import queries as accounts
from app.features.accounts.types import Role
from app.features.collectivities import queries as collectivities
from app.features.consultations import queries as consultations
from app.features.discussion import queries as discussion
from app.features.notifications import queries as notifications
from app.features.notifications.types import Followed
from app.features.plans import queries as plans
from app.features.proposals import queries as proposals
from app.features.proposals.types import ProposalState
from app.features.supports import queries as supports
from app.foundation.i18n import LazyText
from app.web.proposals.wording import OUTCOME_KINDS
from app.web.template_values import Worded, worded

LONGEST_EXCERPT = 160
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
    commented: list[Line]
    drafts: list[Line]
    supported: list[Line]
    followed: list[Line]
    roles: list[HeldRole]
    unread_count: int


def gather(user_id: int) -> Participation:
    """Return what a person's page shows."""
    own = proposals.list_by_person(user_id=user_id)
    comments = discussion.list_by_person(user_id=user_id)
    supported_ids = supports.list_own_supports(user_id=user_id)
    follows = notifications.list_follows(user_id)
    grants = accounts.list_own_roles(user_id=user_id)
    followed_ids = [follow.object_id for follow in follows if follow.kind is Followed.PROPOSAL]
    readable = proposals.list_published({*supported_ids, *followed_ids})
    item_ids = {each.object_id for each in follows if each.kind is Followed.ITEM}
    revisions = plans.latest_revisions(
        [*item_ids, *{each.item_id for each in comments if each.item_id is not None}]
    )
    rows: list[Any] = [*own, *comments, *readable.values(), *follows]
    place_ids: set[int] = {row.collectivity_id for row in [*rows, *grants] if row.collectivity_id is not None}
    places = collectivities.list_by_ids(place_ids)
    return Participation(
        said=[_proposal(each, places) for each in own if each.state is not ProposalState.DRAFT],
        commented=[_comment(each, revisions, places) for each in comments],
        drafts=[_draft(each, places) for each in own if each.state is ProposalState.DRAFT],
        supported=[_proposal(readable[each], places) for each in supported_ids if each in readable],
        followed=_followed(follows, readable, revisions, places),
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
    return [{"label": label, "kind": OUTCOME_KINDS[proposal.outcome]}]


def _draft(proposal: Any, places: dict[int, Any]) -> Line:
    place = places[proposal.collectivity_id]
    return Line(
        title=proposal.title,
        url=url_for(
            "proposals.new", slug=place.slug, consultation_id=proposal.consultation_id, draft=proposal.id
        ),
        over=_name(place),
        language=proposal.language,
        at=proposal.created_at,
    )


def _comment(comment: Any, revisions: dict[int, Any], places: dict[int, Any]) -> Line:
    place = places[comment.collectivity_id]
    url = (
        url_for("proposals.page", slug=place.slug, proposal_id=comment.proposal_id)
        if comment.proposal_id is not None
        else _item_url(comment.item_id, revisions, place)
    )
    state = ProposalState(comment.state.value)
    is_shown = state is ProposalState.PUBLISHED
    return Line(
        title=_excerpt(comment.body),
        url=url,
        over=_name(place),
        language=comment.language,
        at=comment.created_at,
        tags=() if is_shown else ({"label": state.label, "kind": _OPEN_STATES.get(state, "neutral")},),
    )


def _item_url(item_id: int, revisions: dict[int, Any], place: Any) -> str | None:
    if item_id not in revisions:
        return None
    return url_for("plans.item", slug=place.slug, plan_id=revisions[item_id].item.plan_id, item_id=item_id)


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_EXCERPT else f"{line[:LONGEST_EXCERPT].rsplit(' ', 1)[0]}…"


def _followed(
    follows: Iterable[Any], readable: dict[int, Any], revisions: dict[int, Any], places: dict[int, Any]
) -> list[Line]:
    """Return what is followed, by kind: consultations, then items, then proposals."""
    by_kind: dict[Followed, list[Any]] = {kind: [] for kind in Followed}
    for follow in follows:
        by_kind[follow.kind].append(follow)
    titles = consultations.titles_of([follow.object_id for follow in by_kind[Followed.CONSULTATION]])
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
    url = _item_url(follow.object_id, revisions, place)
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
