"""Taking a plan's document in: as a new plan, or as a new version of the plan that the same source gave before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from app.features.collectivities.models import Collectivity
from app.features.plans import commands, exporting, policy, queries, rules
from app.features.plans.comparison import facts_of
from app.features.plans.document import ItemDocument, PlanDocument
from app.features.plans.events import PlanImported
from app.features.plans.models import ItemRevision, Plan, PlanItem, PlanVersion
from app.features.plans.placing import insert_item, place, renumber, write_facts
from app.features.plans.policy import PlanPermission
from app.features.plans.problems import WrongDocument
from app.foundation.database import db, lock_row
from app.foundation.events import announce
from app.foundation.policy import Actor


class ImportOutcome(StrEnum):
    """What an import did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Which plan and version an import led to, and whether anything changed."""

    plan: Plan
    version: PlanVersion
    outcome: ImportOutcome


def import_plan(
    *,
    actor: Actor,
    collectivity: Collectivity,
    document: PlanDocument,
    now: datetime,
    plan: Plan | None = None,
    publish: bool = False,
) -> ImportResult:
    """Make the newest version of the plan say what the document says; the same document again changes nothing.

    The plan is the one given, else the one of the same source, else a new one. Published versions stay as they are:
    the changes are written into a working version, which is published when asked.
    """
    policy.plans.require(actor, PlanPermission.IMPORT, collectivity)
    plan, outcome = _plan_to_write(actor, collectivity, document, plan, now)
    if outcome is ImportOutcome.UNCHANGED:
        version = queries.latest_version(plan)
    else:
        _write_plan(plan, document)
        version = _version_to_write(actor, plan, document, now)
        _write_items(version, document, now)
        announce(PlanImported(plan_id=plan.id, version_id=version.id))
    if publish and not version.is_published:
        version = commands.publish_version(actor=actor, version=version, now=now)
    return ImportResult(plan, version, outcome)


def _plan_to_write(
    actor: Actor, collectivity: Collectivity, document: PlanDocument, plan: Plan | None, now: datetime
) -> tuple[Plan, ImportOutcome]:
    """Return the plan, kept from other writers until the transaction ends, and what the document does to it."""
    key = document.import_key()
    known = plan or queries.find_by_import_key(collectivity_id=collectivity.id, import_key=key)
    if known is None:
        try:
            return _create_plan(actor, collectivity, document, now), ImportOutcome.ADDED
        except rules.SourceTaken:
            # Another import of the same source was first: this one comes after it, as any later import does.
            known = queries.find_by_import_key(collectivity_id=collectivity.id, import_key=key)
            if known is None:
                raise
    locked: Plan = lock_row(Plan, known.id)
    found = exporting.preview(collectivity=collectivity, document=document, plan=locked)
    if found.problems:
        raise WrongDocument(found.problems)
    return locked, ImportOutcome.UNCHANGED if found.is_unchanged else ImportOutcome.CHANGED


def _create_plan(actor: Actor, collectivity: Collectivity, document: PlanDocument, now: datetime) -> Plan:
    return commands.create_plan(
        actor=actor, collectivity=collectivity, titles=document.titles, language=document.language, now=now,
        import_key=document.import_key(),
    )  # fmt: skip


def _write_plan(plan: Plan, document: PlanDocument) -> None:
    plan.titles, plan.language, plan.period = dict(document.titles), document.language, document.period
    plan.source_url, plan.facts = document.source_url, exporting.plan_facts(document)


def _version_to_write(actor: Actor, plan: Plan, document: PlanDocument, now: datetime) -> PlanVersion:
    versions = queries.list_versions(plan.id)
    latest = versions[-1] if versions else None
    if latest is not None and not latest.is_published:
        latest.kind = document.version
        return latest
    return commands.create_version(actor=actor, plan=plan, kind=document.version, based_on=latest, now=now)


def _write_items(version: PlanVersion, document: PlanDocument, now: datetime) -> None:
    """Make a working version hold exactly the items of the document."""
    present = {revision.item.key: revision for revision in queries.list_revisions(version.id)}
    known = {item.key: item for item in queries.list_items(version.plan_id)}
    wanted = {item.key for item in document.walk()}
    gone = [revision.id for key, revision in present.items() if key not in wanted]
    if gone:
        db.session.execute(
            sa.delete(ItemRevision)
            .where(ItemRevision.id.in_(gone))
            .execution_options(synchronize_session="fetch")
        )
    _write_level(version, document.items, None, present, known, now)
    db.session.flush()
    renumber(version.id)


def _write_level(
    version: PlanVersion,
    items: Iterable[ItemDocument],
    parent_item_id: int | None,
    present: dict[str, ItemRevision],
    known: dict[str, PlanItem],
    now: datetime,
) -> None:
    for number, item in enumerate(items, start=1):
        revision = present.get(item.key)
        rules.require_texts(item.texts)
        if revision is None:
            revision = insert_item(
                version=version, kind=item.kind, parent_item_id=parent_item_id, key=item.key, position=number * 2,
                texts=item.texts, facts=item.facts, now=now, item=known.get(item.key),
            )  # fmt: skip
        else:
            _rewrite(revision, item)
            place(revision, parent_item_id=parent_item_id, position=number * 2)
        _write_level(version, item.children, revision.item_id, present, known, now)


def _rewrite(revision: ItemRevision, item: ItemDocument) -> None:
    texts = rules.clean_texts(item.texts)
    if texts != revision.texts:
        revision.texts = texts
    if facts_of(revision) != item.facts:
        write_facts(revision, item.facts)
