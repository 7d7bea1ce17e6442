"""Gathers a person's own page: what she said and what became of it, in a constant number of queries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
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
from app.foundation.pagination import Page
from app.web.proposals.wording import OUTCOME_KINDS
from app.web.template_values import Worded, worded

LONGEST_EXCERPT = 160
PAGE_SIZE = 10
# Each list has its own pages; these are the names of their numbers in the address.
LISTS = ("said", "drafts", "commented", "supported", "followed")
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
    """Everything that the page shows: one page of each list."""

    said: Page[Line]
    drafts: Page[Line]
    commented: Page[Line]
    supported: Page[Line]
    followed: Page[Line]
    roles: list[HeldRole]
    unread_count: int


def gather(user_id: int, numbers: Mapping[str, int]) -> Participation:
    """Return what a person's page shows; `numbers` says which page of each list."""
    asked: dict[str, dict[str, int]] = {
        name: {"user_id": user_id, "number": numbers[name], "size": PAGE_SIZE} for name in LISTS
    }
    said = proposals.page_of_person(drafts=False, **asked["said"])
    drafts = proposals.page_of_person(drafts=True, **asked["drafts"])
    comments = discussion.page_of_person(**asked["commented"])
    supported = supports.page_of_own_supports(**asked["supported"])
    follows = notifications.page_of_follows(**asked["followed"])
    grants = accounts.list_own_roles(user_id=user_id)
    followed = _read_followed(follows.items)
    item_ids = {each.object_id for each in follows.items if each.kind is Followed.ITEM}
    item_ids |= {each.item_id for each in comments.items if each.item_id is not None}
    revisions = plans.latest_revisions(list(item_ids))
    rows: list[Any] = [*said.items, *drafts.items, *comments.items, *supported.items, *follows.items, *grants]
    places = collectivities.list_by_ids({row.collectivity_id for row in rows} - {None})
    return Participation(
        said=_shown(said, lambda each: _proposal(each, places)),
        drafts=_shown(drafts, lambda each: _draft(each, places)),
        commented=_shown(comments, lambda each: _comment(each, revisions, places)),
        supported=_shown(supported, lambda each: _proposal(each, places)),
        followed=_shown(follows, lambda each: _follow(each, followed, revisions, places)),
        roles=[_role(grant, places) for grant in grants],
        unread_count=notifications.count_unread(user_id),
    )


def _shown(page: Page[Any], line: Callable[[Any], Line | None]) -> Page[Line]:
    """Return the same page with its rows in words; what can no longer be read is left out."""
    lines = [line(each) for each in page.items]
    return replace(page, items=[each for each in lines if each is not None])


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


@dataclass(frozen=True, slots=True)
class ReadFollowed:
    """What is followed and can be read: titles of consultations, and proposals, by id."""

    titles: dict[int, dict[str, str]]
    proposals: dict[int, Any]


def _read_followed(follows: Iterable[Any]) -> ReadFollowed:
    by_kind: dict[Followed, list[int]] = {kind: [] for kind in Followed}
    for follow in follows:
        by_kind[follow.kind].append(follow.object_id)
    return ReadFollowed(
        titles=consultations.titles_of(by_kind[Followed.CONSULTATION]),
        proposals=proposals.list_published(by_kind[Followed.PROPOSAL]),
    )


def _follow(
    follow: Any, followed: ReadFollowed, revisions: dict[int, Any], places: dict[int, Any]
) -> Line | None:
    """Return what is followed in words, or None when it can no longer be read."""
    if follow.kind is Followed.CONSULTATION:
        return _consultation(follow, followed.titles, places) if follow.object_id in followed.titles else None
    if follow.kind is Followed.ITEM:
        return _item(follow, revisions, places) if follow.object_id in revisions else None
    proposal = followed.proposals.get(follow.object_id)
    return _proposal(proposal, places) if proposal is not None else None


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
