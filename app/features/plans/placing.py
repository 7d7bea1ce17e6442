"""Where items stand in a working version: their order, their automatic codes, their stable keys."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from app.features.plans import queries, rules
from app.features.plans.models import ItemRevision, PlanItem, PlanVersion
from app.features.plans.queries import ItemNode
from app.features.plans.types import ItemFacts, ItemKind, Texts
from app.foundation.database import db

_KEY_LETTERS = {ItemKind.AXIS: "a", ItemKind.PROJECT: "p", ItemKind.ACTIVITY: "t"}
_revisions: Any = ItemRevision.__table__


def insert_item(
    *,
    version: PlanVersion,
    kind: ItemKind,
    parent_item_id: int | None,
    key: str,
    position: int,
    texts: Texts,
    facts: ItemFacts,
    now: datetime,
    item: PlanItem | None = None,
) -> ItemRevision:
    """Put an item, new or known from another version, into a working version; codes are given by `renumber`."""
    if item is None:
        item = PlanItem(
            collectivity_id=version.collectivity_id,
            plan_id=version.plan_id,
            kind=kind,
            key=key,
            created_at=now,
        )
        db.session.add(item)
        db.session.flush()
    revision = ItemRevision(
        collectivity_id=version.collectivity_id, version_id=version.id, item_id=item.id, kind=item.kind,
        parent_item_id=parent_item_id, position=position, code="", texts=rules.clean_texts(texts),
    )  # fmt: skip
    write_facts(revision, facts)
    db.session.add(revision)
    return revision


def write_facts(revision: ItemRevision, facts: ItemFacts) -> None:
    """Make the facts of a revision these."""
    revision.external_id, revision.source_url = facts.external_id or None, facts.source_url or None
    revision.starts, revision.ends = facts.starts or None, facts.ends or None
    revision.starts_on, revision.ends_on = rules.day_of(facts.starts), rules.day_of(facts.ends)
    revision.declared_progress = facts.declared_progress
    revision.principles, revision.values = list(facts.principles), list(facts.values)
    revision.shared_with, revision.labels = list(facts.shared_with), list(facts.labels)


def free_key(*, plan_id: int, kind: ItemKind, parent_key: str) -> str:
    """Return a key that no item of the plan has or had: the parent's, a letter for the kind, a number."""
    used = set(db.session.scalars(sa.select(PlanItem.key).where(PlanItem.plan_id == plan_id)))
    return next_key(used, kind=kind, parent_key=parent_key)


def next_key(used: Collection[str], *, kind: ItemKind, parent_key: str) -> str:
    """Return the first key of its form that is not among the used ones."""
    stem = f"{parent_key[:40]}{_KEY_LETTERS[kind]}"
    return next(key for number in range(1, len(used) + 2) if (key := f"{stem}{number}") not in used)


def renumber(version_id: int) -> None:
    """Give the items of a working version positions without gaps and the codes that follow from them.

    Places are written past the optimistic lock: moving an item must not make an open form of another one stale.
    """
    changed = []
    for revision, position, code in _places(queries.tree(version_id), above=""):
        if (revision.position, revision.code) != (position, code):
            changed.append({"which": revision.id, "position": position, "code": code})
            set_committed_value(revision, "position", position)
            set_committed_value(revision, "code", code)
    if changed:
        statement = sa.update(_revisions).where(_revisions.c.id == sa.bindparam("which"))
        db.session.connection().execute(
            statement.values(position=sa.bindparam("position"), code=sa.bindparam("code")), changed
        )


def place(revision: ItemRevision, *, parent_item_id: int | None, position: int) -> None:
    """Move one item, past the optimistic lock as above."""
    db.session.connection().execute(
        sa.update(_revisions)
        .where(_revisions.c.id == revision.id)
        .values(parent_item_id=parent_item_id, position=position)
    )
    set_committed_value(revision, "parent_item_id", parent_item_id)
    set_committed_value(revision, "position", position)


def _places(nodes: Collection[ItemNode], *, above: str) -> Iterator[tuple[ItemRevision, int, str]]:
    for number, node in enumerate(nodes, start=1):
        code = f"{above}.{number}" if above else str(number)
        yield node.revision, number * 2, code
        yield from _places(node.children, above=code)
