"""What can be done with plans: begun, written, published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.features.collectivities.models import Collectivity
from app.features.plans import policy, queries, rules
from app.features.plans.comparison import facts_of
from app.features.plans.events import PlanCreated, PlanVersionPublished
from app.features.plans.models import ItemRevision, Plan, PlanItem, PlanVersion
from app.features.plans.placing import free_key, insert_item, place, renumber, write_facts
from app.features.plans.policy import PlanPermission
from app.features.plans.queries import ItemNode
from app.features.plans.types import NO_FACTS, ItemFacts, ItemKind, TextOrigin, Texts, VersionKind
from app.foundation.database import db, lock_row
from app.foundation.errors import Invalid
from app.foundation.events import announce
from app.foundation.i18n import _l
from app.foundation.policy import Actor
from app.foundation.text.clean import clean_line

_LAST = 1_000_000
_COPIED = (
    "collectivity_id", "item_id", "parent_item_id", "kind", "position", "code", "texts", "external_id", "source_url",
    "starts", "ends", "starts_on", "ends_on", "declared_progress", "principles", "values", "shared_with", "labels",
)  # fmt: skip


def create_plan(
    *,
    actor: Actor,
    collectivity: Collectivity,
    titles: Mapping[str, str],
    language: str,
    now: datetime,
    period: str | None = None,
    source_url: str | None = None,
    facts: Mapping[str, Any] | None = None,
    import_key: str | None = None,
) -> Plan:
    """Begin a plan; it has no version yet and is not public. Raises SourceTaken when the import key has its plan."""
    policy.plans.require(actor, PlanPermission.EDIT, collectivity)
    plan = Plan(
        collectivity_id=collectivity.id, titles=_clean_titles(titles), language=language, period=period,
        source_url=source_url, facts=dict(facts or {}), import_key=import_key, is_public=False, created_at=now,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(plan)
    except IntegrityError as error:
        raise rules.SourceTaken from error
    announce(PlanCreated(plan_id=plan.id))
    return plan


def edit_plan(
    *,
    actor: Actor,
    plan: Plan,
    titles: Mapping[str, str],
    language: str,
    period: str | None,
    source_url: str | None,
) -> Plan:
    """Change what is known of a plan whatever the version: its title, language, period and source."""
    policy.plans.require(actor, PlanPermission.EDIT, plan)
    plan.titles, plan.language = _clean_titles(titles), language
    plan.period, plan.source_url = period, source_url
    db.session.flush()
    return plan


def _clean_titles(titles: Mapping[str, str]) -> dict[str, str]:
    cleaned = {code: clean_line(title) for code, title in titles.items() if clean_line(title)}
    if not cleaned:
        raise Invalid(fields={"title": _l("Write the title of the plan in at least one language.")})
    return cleaned


def create_version(
    *, actor: Actor, plan: Plan, kind: VersionKind, now: datetime, based_on: PlanVersion | None = None
) -> PlanVersion:
    """Make a new working version, empty or holding every item of another version as the same items."""
    policy.plans.require(actor, PlanPermission.EDIT, plan)
    lock_row(Plan, plan.id)
    last = db.session.scalar(sa.select(sa.func.max(PlanVersion.number)).where(PlanVersion.plan_id == plan.id))
    version = PlanVersion(
        collectivity_id=plan.collectivity_id, plan_id=plan.id, number=(last or 0) + 1, kind=kind, created_at=now,
        based_on_id=based_on.id if based_on is not None else None,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    if based_on is not None:
        _copy_revisions(source=based_on, target=version)
    return version


def _copy_revisions(*, source: PlanVersion, target: PlanVersion) -> None:
    table: Any = ItemRevision.__table__
    rows = sa.select(sa.literal(target.id), sa.literal(1), *(table.c[name] for name in _COPIED)).where(
        table.c.version_id == source.id
    )
    db.session.execute(sa.insert(table).from_select(["version_id", "lock_version", *_COPIED], rows))


def add_item(
    *,
    actor: Actor,
    version: PlanVersion,
    kind: ItemKind,
    texts: Texts,
    now: datetime,
    parent: ItemRevision | None = None,
    facts: ItemFacts = NO_FACTS,
    key: str | None = None,
) -> ItemRevision:
    """Add a new item to a working version, last under its parent; `key` is given when it is already known."""
    policy.plans.require(actor, PlanPermission.EDIT, version)
    version = _lock_working(version.id)
    rules.require_place(kind=kind, parent=parent)
    rules.require_texts(texts)
    rules.require_facts(facts)
    parent_key = parent.item.key if parent is not None else ""
    revision = insert_item(
        version=version, kind=kind, parent_item_id=parent.item_id if parent is not None else None,
        key=key or free_key(plan_id=version.plan_id, kind=kind, parent_key=parent_key), position=_LAST, texts=texts,
        facts=facts, now=now,
    )  # fmt: skip
    db.session.flush()
    renumber(version.id)
    return revision


def edit_item(
    *,
    actor: Actor,
    revision: ItemRevision,
    lock_version: int,
    texts: Texts | None = None,
    facts: ItemFacts | None = None,
) -> ItemRevision:
    """Change what an item says: the languages given in `texts`, and its facts; the other languages stay.

    Raises ItemChangedMeanwhile when the form was opened before somebody else's save.
    """
    policy.plans.require(actor, PlanPermission.EDIT, revision)
    _lock_working(revision.version_id)
    rules.require_unchanged(revision, lock_version=lock_version)
    rules.require_texts(texts or {})
    if texts is not None:
        kept = {code: fields for code, fields in revision.texts.items() if code not in texts}
        revision.texts = kept | rules.clean_texts(texts)
    if facts is not None:
        rules.require_facts(facts)
        write_facts(revision, facts)
    try:
        db.session.flush()
    except StaleDataError as error:
        raise rules.ItemChangedMeanwhile from error
    return revision


def set_item_text(
    *,
    actor: Actor,
    revision: ItemRevision,
    lock_version: int,
    language: str,
    fields: Mapping[str, str],
    origin: TextOrigin = TextOrigin.ORIGINAL,
) -> ItemRevision:
    """Write what an item says in one language, with where the text comes from; no field removes the language."""
    return edit_item(
        actor=actor, revision=revision, lock_version=lock_version,
        texts={language: {**fields, "origin": origin.value} if any(fields.values()) else {}},
    )  # fmt: skip


def move_item(
    *, actor: Actor, revision: ItemRevision, by: int = 0, under: ItemRevision | None = None
) -> ItemRevision:
    """Move an item so many places up (negative) or down among its siblings, or last under another parent."""
    policy.plans.require(actor, PlanPermission.EDIT, revision)
    version = _lock_working(revision.version_id)
    if under is not None:
        _move_under(revision, under)
    elif by:
        # Positions are even, so that an odd one falls between two neighbours.
        beyond = 2 * by + (1 if by > 0 else -1)
        place(revision, parent_item_id=revision.parent_item_id, position=revision.position + beyond)
    renumber(version.id)
    return revision


def _move_under(revision: ItemRevision, parent: ItemRevision) -> None:
    if parent.version_id != revision.version_id:
        raise rules.WrongPlace
    rules.require_place(kind=revision.kind, parent=parent)
    if parent.item_id != revision.parent_item_id:
        place(revision, parent_item_id=parent.item_id, position=_LAST)


def remove_item(*, actor: Actor, revision: ItemRevision) -> int:
    """Take an item, with what stands under it, out of a working version; return how many left.

    The items keep their identity: other versions, proposals and answers still hang on them.
    """
    policy.plans.require(actor, PlanPermission.EDIT, revision)
    version = _lock_working(revision.version_id)
    ids = [node.revision.id for node in _subtree(version.id, revision.item_id).walk()]
    db.session.execute(
        sa.delete(ItemRevision).where(ItemRevision.id.in_(ids)).execution_options(synchronize_session="fetch")
    )
    renumber(version.id)
    return len(ids)


def _subtree(version_id: int, item_id: int) -> ItemNode:
    nodes = (inner for node in queries.tree(version_id) for inner in node.walk())
    return next(node for node in nodes if node.item_id == item_id)


def restore_item(
    *, actor: Actor, version: PlanVersion, revision: ItemRevision, now: datetime
) -> ItemRevision:
    """Put an item of another version of the same plan back into a working version, as the same item."""
    policy.plans.require(actor, PlanPermission.EDIT, version)
    version = _lock_working(version.id)
    present = queries.find_revision(version_id=version.id, item_id=revision.item_id)
    if present is not None:
        return present
    item = db.session.get_one(PlanItem, revision.item_id)
    parent = queries.find_revision(version_id=version.id, item_id=revision.parent_item_id or 0)
    if item.plan_id != version.plan_id or (parent is None and revision.parent_item_id is not None):
        raise rules.WrongPlace
    restored = insert_item(
        version=version, kind=item.kind, parent_item_id=revision.parent_item_id, key=item.key, item=item,
        position=revision.position + 1, texts=revision.texts, facts=facts_of(revision), now=now,
    )  # fmt: skip
    db.session.flush()
    renumber(version.id)
    return restored


def publish_version(*, actor: Actor, version: PlanVersion, now: datetime) -> PlanVersion:
    """Publish a complete version: everybody reads it, and from then on the database refuses to change it."""
    is_adopted = version.kind in {VersionKind.ADOPTED, VersionKind.REVISED}
    policy.plans.require(actor, PlanPermission.ADOPT if is_adopted else PlanPermission.PUBLISH, version)
    lock_row(Plan, version.plan_id)  # before the version, as whoever copies one does
    version = _lock_working(version.id)
    renumber(version.id)
    rules.require_complete(queries.list_revisions(version.id))
    version.published_at = now
    plan = db.session.get_one(Plan, version.plan_id)
    plan.is_public = True
    db.session.flush()
    announce(
        PlanVersionPublished(plan_id=plan.id, version_id=version.id, number=version.number, kind=version.kind)
    )
    return version


def _lock_working(version_id: int) -> PlanVersion:
    """Return the version locked until the transaction ends, so that places are given by one writer at a time."""
    version: PlanVersion = lock_row(PlanVersion, version_id)
    rules.require_working(version)
    return version
