"""The table in which the choices of a vote are put together: items of the draft and published proposals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.features.ballots import queries
from app.features.ballots.types import ChoiceDraft
from app.features.plans.types import ItemKind
from app.features.proposals.queries import list_accepted
from app.foundation.text.analyser import tokens
from app.web.ballots.forms import NOT_AN_AMOUNT, amount_of
from app.web.ballots.pages import axes_of
from app.web.template_values import Worded, field_of

MOST_OFFERED = 60
LONGEST_CELL = 30
ITEM, PROPOSAL = "item", "proposal"


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be voted on: an item of the draft or a proposal, by its key in the form."""

    key: str
    title: Worded
    url: str
    kind_label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One choice in the table, as it was saved or typed."""

    thing: Thing
    place: str
    cost: str
    is_removed: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceTable:
    """The choices put together so far, what else can be chosen, and what was searched for."""

    rows: Sequence[Row]
    offered: Sequence[Thing]
    more_count: int
    query: str

    @property
    def problems(self) -> list[str]:
        return [row.problem for row in self.rows if row.problem]


def things_of(consultation: Any) -> dict[str, Thing]:
    """Return everything that can be voted on, by its key: projects and activities of the draft, then proposals."""
    nodes = [node for axis in axes_of(consultation) for node in axis.walk() if node.kind is not ItemKind.AXIS]
    items = [
        Thing(
            f"{ITEM}-{node.item_id}", field_of(node.revision.texts, "title"),
            url_for("plans.item", plan_id=consultation.plan_id, item_id=node.item_id), str(node.kind.label),
        )
        for node in nodes
    ]  # fmt: skip
    proposals = [
        Thing(
            f"{PROPOSAL}-{each.id}", Worded(each.title, each.language),
            url_for("proposals.page", proposal_id=each.id), str(each.kind.label),
        )
        for each in list_accepted(consultation_id=consultation.id)
    ]  # fmt: skip
    return {thing.key: thing for thing in [*items, *proposals]}


def saved_table(question: Any, things: Mapping[str, Thing]) -> ChoiceTable:
    """Return the table as it was saved."""
    rows = [
        Row(things[key], str(each.number), "" if each.cost is None else str(each.cost))
        for each in queries.list_choices(question.id)
        if (key := _key(each)) in things
    ]
    return _with_offered(rows, things, query="")


def table_of(drafts: Sequence[ChoiceDraft], things: Mapping[str, Thing]) -> ChoiceTable:
    """Return the table as choices from elsewhere would make it; nothing of it is saved yet."""
    rows = [
        Row(things[_key(each)], str(place), "" if each.cost is None else str(each.cost))
        for place, each in enumerate(drafts, start=1)
        if _key(each) in things
    ]
    return _with_offered(rows, things, query="")


def typed_table(form: Mapping[str, str], keys: Iterable[str], added: Iterable[str], things: Mapping[str, Thing],
                *, query: str, needs_cost: bool) -> ChoiceTable:  # fmt: skip
    """Return the table as it was typed: rows in the order of their places, what was ticked below them."""
    rows = [_typed(things[key], form, needs_cost=needs_cost) for key in dict.fromkeys(keys) if key in things]
    known = {row.thing.key for row in rows}
    new = [Row(things[key], "", "") for key in dict.fromkeys(added) if key in things and key not in known]
    return _with_offered([*rows, *new], things, query=query)


def drafts_of(table: ChoiceTable) -> list[ChoiceDraft]:
    """Return the choices that a table stands for, numbered by their places; call it when it has no problem."""
    rows = [row for row in table.rows if not row.is_removed]
    rows.sort(key=lambda row: _place(row.place))
    return [_draft(row) for row in rows]


def _typed(thing: Thing, form: Mapping[str, str], *, needs_cost: bool) -> Row:
    place = form.get(f"place-{thing.key}", "")[:LONGEST_CELL].strip()
    cost = form.get(f"cost-{thing.key}", "")[:LONGEST_CELL].strip()
    is_removed = f"remove-{thing.key}" in form
    problem = None if is_removed or not needs_cost else _problem(cost)
    return Row(thing, place, cost, is_removed, problem)


def _problem(cost: str) -> str | None:
    try:
        amount_of(cost)
    except ValueError:
        return str(NOT_AN_AMOUNT)
    return None


def _draft(row: Row) -> ChoiceDraft:
    kind, _, number = row.thing.key.partition("-")
    try:
        cost = amount_of(row.cost)
    except ValueError:
        cost = None
    return ChoiceDraft(
        item_id=int(number) if kind == ITEM else None,
        proposal_id=int(number) if kind == PROPOSAL else None,
        cost=cost,
    )


def _place(text: str) -> int:
    """Return the place that was typed; what has none comes last, in the order of the table."""
    try:
        return amount_of(text) or 10**13
    except ValueError:
        return 10**13


def _key(choice: Any) -> str:
    return f"{ITEM}-{choice.item_id}" if choice.item_id is not None else f"{PROPOSAL}-{choice.proposal_id}"


def _with_offered(rows: Sequence[Row], things: Mapping[str, Thing], *, query: str) -> ChoiceTable:
    known = {row.thing.key for row in rows}
    wanted = tokens(query)
    rest = [thing for key, thing in things.items() if key not in known and _is_found(thing, wanted)]
    return ChoiceTable(rows, rest[:MOST_OFFERED], max(0, len(rest) - MOST_OFFERED), query)


def _is_found(thing: Thing, wanted: Sequence[str]) -> bool:
    said = tokens(f"{thing.title.text} {thing.kind_label}") if wanted else []
    return all(any(word.startswith(each) for word in said) for each in wanted)
