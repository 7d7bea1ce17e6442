"""The list of proposals of a consultation: filters from the address, a page of it, in a constant number of queries."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from flask import request, session, url_for
from flask_babel import ngettext

from app.features.collectivities.queries import territories_by_id
from app.features.consultations.types import Round
from app.features.plans.queries import list_revisions
from app.features.plans.types import ItemKind
from app.features.proposals import queries
from app.features.proposals.types import (
    FAIR_MODULUS,
    Channel,
    ListFilters,
    Outcome,
    ProposalKind,
    ProposalOrder,
)
from app.features.supports.queries import list_own_supported_ids
from app.foundation.pagination import Page, page_number
from app.foundation.policy import Actor
from app.foundation.text.clean import clean_line
from app.web.proposals import wording
from app.web.reading import chosen_member, whole_number
from app.web.template_values import field_of, name_of

E = TypeVar("E", bound=Enum)
LONGEST_QUERY = 120
EXCERPT = 240
SEED = "fair_seed"


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal of the list."""

    proposal: Any
    url: str
    author: str
    tags: Sequence[Mapping[str, Any]]
    excerpt: str
    axis: Any
    target: Any
    support_words: str
    comment_words: str
    is_supported: bool


@dataclass(frozen=True, slots=True)
class ProposalList:
    """A page of the list, what it is narrowed to, and what it can be narrowed to."""

    rows: Sequence[Row]
    page: Page[Any]
    filters: ListFilters
    order: ProposalOrder
    result_words: str
    applied: Sequence[Mapping[str, Any]]
    axis_options: Sequence[tuple[Any, Any]]
    kind_options: Sequence[tuple[Any, Any]]
    outcome_options: Sequence[tuple[Any, Any]]
    channel_options: Sequence[tuple[Any, Any]]
    territory_options: Sequence[tuple[Any, Any]]
    order_options: Sequence[tuple[Any, Any]]
    previous_url: str | None
    next_url: str | None
    clear_url: str

    @property
    def has_more_filters(self) -> bool:
        chosen = self.filters
        return any((chosen.kind, chosen.outcome, chosen.channel, chosen.territory_id))


def seed_of_visit() -> int:
    """Return the seed of this visitor's own fair order, the same throughout her visit."""
    if not isinstance(session.get(SEED), int):
        session[SEED] = secrets.randbelow(FAIR_MODULUS - 1)
    return int(session[SEED])


def filters_asked() -> ListFilters:
    """Read the filters of the address; anything that is not on the lists is as if it were not there."""
    return ListFilters(
        query=clean_line(request.args.get("q", "")[:LONGEST_QUERY]) or None,
        axis_item_id=whole_number(request.args.get("axis")),
        target_item_id=whole_number(request.args.get("item")),
        kind=chosen_member(ProposalKind, request.args.get("kind")),
        outcome=chosen_member(Outcome, request.args.get("outcome")),
        channel=chosen_member(Channel, request.args.get("channel")),
        territory_id=whole_number(request.args.get("territory")),
    )


def list_of(consultation: Any, *, actor: Actor) -> ProposalList:
    """Gather one page of the proposals of a consultation."""
    filters = filters_asked()
    order = chosen_member(ProposalOrder, request.args.get("order")) or ProposalOrder.FAIR
    page = queries.list_page(
        consultation_id=consultation.id,
        filters=filters,
        order=order,
        seed=seed_of_visit() if order is ProposalOrder.FAIR else 1,
        number=page_number(request.args.get("page")),
    )
    revisions = (
        {each.item_id: each for each in list_revisions(consultation.version_id)}
        if consultation.version_id
        else {}
    )
    territories = _territories(consultation)
    return ProposalList(
        rows=_rows(page.items, revisions, actor=actor),
        page=page,
        filters=filters,
        order=order,
        result_words=ngettext("%(num)s proposal", "%(num)s proposals", page.total),
        applied=_applied(filters, revisions, territories),
        axis_options=[
            (each.item_id, field_of(each.texts, "title").text)
            for each in revisions.values()
            if each.kind is ItemKind.AXIS and field_of(each.texts, "title")
        ],
        kind_options=_options(ProposalKind) if consultation.round == Round.DRAFT else [],
        outcome_options=_options(Outcome),
        channel_options=_options(Channel),
        territory_options=list(territories.items()),
        order_options=_options(ProposalOrder),
        previous_url=_address(page=page.number - 1) if page.has_previous else None,
        next_url=_address(page=page.number + 1) if page.has_next else None,
        clear_url=url_for("proposals.all_of", consultation_id=consultation.id),
    )


def _rows(listed: Sequence[Any], revisions: Mapping[int, Any], *, actor: Actor) -> list[Row]:
    versions = queries.shown_versions(listed)
    own = list_own_supported_ids(user_id=actor.chooser_id, proposal_ids=[each.id for each in listed])
    return [
        Row(
            proposal=each,
            url=url_for("proposals.page", proposal_id=each.id),
            author=wording.author_name(each),
            tags=wording.tags_of(each),
            excerpt=excerpt_of(versions.get(each.id)),
            axis=_title(revisions.get(each.axis_item_id)),
            target=_title(revisions.get(each.target_item_id)),
            support_words=wording.support_words(each.support_count),
            comment_words=wording.comment_words(each.comment_count),
            is_supported=each.id in own,
        )
        for each in listed
    ]


def excerpt_of(version: Any) -> str:
    """Return the beginning of what a version says, cut between words."""
    if version is None:
        return ""
    text = version.solution or version.problem or next(iter(version.wording.values()), "")
    flat = " ".join(str(text).split())
    return flat if len(flat) <= EXCERPT else flat[:EXCERPT].rpartition(" ")[0] + "…"


def _title(revision: Any) -> Any:
    return field_of(revision.texts, "title") if revision is not None else None


def _territories(consultation: Any) -> dict[int, str]:
    counts = queries.count_by_territory(consultation_id=consultation.id)
    found = territories_by_id(list(counts)) if counts else {}
    return {territory_id: str(name_of(territory.names).text) for territory_id, territory in found.items()}


def _options(members: type[E]) -> list[tuple[str, Any]]:
    return [(member.value, member.label) for member in members]  # type: ignore[attr-defined]


def _applied(
    filters: ListFilters, revisions: Mapping[int, Any], territories: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Return the filters in force, each with the address without it."""
    axis, target = (
        _title(revisions.get(filters.axis_item_id or 0)),
        _title(revisions.get(filters.target_item_id or 0)),
    )
    labels = {
        "q": filters.query,
        "axis": axis.text if axis else filters.axis_item_id,
        "item": target.text if target else filters.target_item_id,
        "kind": filters.kind.label if filters.kind else None,
        "outcome": filters.outcome.label if filters.outcome else None,
        "channel": filters.channel.label if filters.channel else None,
        "territory": territories.get(filters.territory_id or 0, filters.territory_id),
    }
    return [
        {"label": label, "url": _address(without=name)} for name, label in labels.items() if label is not None
    ]


def _address(*, without: str | None = None, page: int | None = None) -> str:
    """Return the address of this list with another page, or without one filter."""
    known = ("q", "axis", "item", "kind", "outcome", "channel", "territory", "order")
    kept = {name: request.args[name] for name in known if request.args.get(name) and name != without}
    values: dict[str, Any] = {**(request.view_args or {}), **kept, **({"page": page} if page else {})}
    return url_for("proposals.all_of", **values)
