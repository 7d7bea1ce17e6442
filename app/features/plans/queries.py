"""Reads of plans: versions, revisions, trees, the history of one item."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.features.plans.models import ItemRevision, Plan, PlanItem, PlanVersion
from app.features.plans.types import ItemKind
from app.foundation.database import db
from app.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class ItemNode:
    """What an item is in a version, with everything under it."""

    revision: ItemRevision
    children: tuple["ItemNode", ...] = field(default=())

    @property
    def item_id(self) -> int:
        return self.revision.item_id

    @property
    def kind(self) -> ItemKind:
        return self.revision.kind

    def walk(self) -> Iterator["ItemNode"]:
        """Yield this node and everything under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def get_plan(*, collectivity_id: int, plan_id: int) -> Plan:
    """Return a plan of this collectivity, or raise NotFound."""
    plan = db.session.scalar(
        sa.select(Plan).where(Plan.id == plan_id, Plan.collectivity_id == collectivity_id)
    )
    if plan is None:
        raise NotFound
    return plan


def get_public_plan(*, collectivity_id: int, plan_id: int) -> Plan:
    """Return a plan of this collectivity that everybody may read, or raise NotFound."""
    plan = get_plan(collectivity_id=collectivity_id, plan_id=plan_id)
    if not plan.is_public:
        raise NotFound
    return plan


def find_by_import_key(*, collectivity_id: int, import_key: str) -> Plan | None:
    """Return the plan that an import made under this key, or None."""
    return db.session.scalar(
        sa.select(Plan).where(Plan.collectivity_id == collectivity_id, Plan.import_key == import_key)
    )


def list_plans(*, collectivity_id: int, public_only: bool = True) -> list[Plan]:
    """Return the plans of a collectivity, newest first; only those that everybody may read unless asked otherwise."""
    statement = sa.select(Plan).where(Plan.collectivity_id == collectivity_id).order_by(Plan.id.desc())
    return list(db.session.scalars(statement.where(Plan.is_public) if public_only else statement))


def count_public_plans() -> dict[int, int]:
    """Return {collectivity id: number of public plans}; one query."""
    statement = (
        sa.select(Plan.collectivity_id, sa.func.count()).where(Plan.is_public).group_by(Plan.collectivity_id)
    )
    return dict(db.session.execute(statement).all())


def get_version(
    *,
    collectivity_id: int,
    version_id: int | None = None,
    plan_id: int | None = None,
    number: int | None = None,
) -> PlanVersion:
    """Return a version of this collectivity by its id, or by its plan and number, or raise NotFound."""
    statement = sa.select(PlanVersion).where(PlanVersion.collectivity_id == collectivity_id)
    if version_id is not None:
        statement = statement.where(PlanVersion.id == version_id)
    elif plan_id is not None and number is not None:
        statement = statement.where(PlanVersion.plan_id == plan_id, PlanVersion.number == number)
    else:
        raise NotFound
    version = db.session.scalar(statement)
    if version is None:
        raise NotFound
    return version


def list_versions(plan_id: int, *, public_only: bool = False) -> list[PlanVersion]:
    """Return the versions of a plan, oldest first."""
    statement = sa.select(PlanVersion).where(PlanVersion.plan_id == plan_id).order_by(PlanVersion.number)
    if public_only:
        statement = statement.where(PlanVersion.published_at.is_not(None))
    return list(db.session.scalars(statement))


def versions_of_plans(plan_ids: Sequence[int]) -> dict[int, list[PlanVersion]]:
    """Return {plan id: versions, oldest first}; one query, however many plans."""
    found: dict[int, list[PlanVersion]] = {plan_id: [] for plan_id in plan_ids}
    if not found:
        return found
    statement = sa.select(PlanVersion).where(PlanVersion.plan_id.in_(found)).order_by(PlanVersion.number)
    for version in db.session.scalars(statement):
        found[version.plan_id].append(version)
    return found


def latest_version(plan: Plan) -> PlanVersion:
    """Return the newest version of a plan, published or not, or raise NotFound."""
    version = db.session.scalar(_newest(plan.id))
    if version is None:
        raise NotFound
    return version


def latest_public_version(plan: Plan) -> PlanVersion:
    """Return the newest published version of a plan, or raise NotFound."""
    version = db.session.scalar(_newest(plan.id).where(PlanVersion.published_at.is_not(None)))
    if version is None:
        raise NotFound
    return version


def working_version(plan: Plan) -> PlanVersion | None:
    """Return the newest version that can still be changed, or None."""
    return db.session.scalar(_newest(plan.id).where(PlanVersion.published_at.is_(None)))


def _newest(plan_id: int) -> sa.Select[PlanVersion]:
    return (
        sa.select(PlanVersion)
        .where(PlanVersion.plan_id == plan_id)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )


def list_revisions(version_id: int) -> list[ItemRevision]:
    """Return what every item is in a version, with the items, parents before children; one query."""
    statement = (
        sa.select(ItemRevision)
        .where(ItemRevision.version_id == version_id)
        .options(sa.orm.joinedload(ItemRevision.item))
        .order_by(ItemRevision.position, ItemRevision.id)
    )
    nodes = _nest(list(db.session.scalars(statement)))
    return [inner.revision for node in nodes for inner in node.walk()]


def tree(version_id: int) -> list[ItemNode]:
    """Return the axes of a version with everything under them; one query."""
    return nest(list_revisions(version_id))


def nest(revisions: Sequence[ItemRevision]) -> list[ItemNode]:
    """Return revisions of one version as axes with everything under them."""
    return _nest(sorted(revisions, key=lambda revision: (revision.position, revision.id)))


def _nest(ordered: Sequence[ItemRevision]) -> list[ItemNode]:
    under: dict[int | None, list[ItemRevision]] = defaultdict(list)
    for revision in ordered:
        under[revision.parent_item_id].append(revision)

    def grown(parent_item_id: int | None) -> tuple[ItemNode, ...]:
        return tuple(ItemNode(each, grown(each.item_id)) for each in under[parent_item_id])

    return list(grown(None))


def find_revision(*, version_id: int, item_id: int) -> ItemRevision | None:
    """Return what an item is in a version, or None when the version lacks it."""
    return db.session.scalar(
        sa.select(ItemRevision).where(ItemRevision.version_id == version_id, ItemRevision.item_id == item_id)
    )


def get_revision(*, version_id: int, item_id: int) -> ItemRevision:
    """Return what an item is in a version, or raise NotFound."""
    revision = find_revision(version_id=version_id, item_id=item_id)
    if revision is None:
        raise NotFound
    return revision


def find_item(*, collectivity_id: int, item_id: int) -> PlanItem | None:
    """Return an item of this collectivity, or None."""
    return db.session.scalar(
        sa.select(PlanItem).where(PlanItem.id == item_id, PlanItem.collectivity_id == collectivity_id)
    )


def get_item(*, collectivity_id: int, plan_id: int, item_id: int) -> PlanItem:
    """Return an item of this plan of this collectivity, or raise NotFound."""
    item = find_item(collectivity_id=collectivity_id, item_id=item_id)
    if item is None or item.plan_id != plan_id:
        raise NotFound
    return item


def list_items(plan_id: int) -> list[PlanItem]:
    """Return every item that any version of a plan has or had; one query."""
    return list(
        db.session.scalars(sa.select(PlanItem).where(PlanItem.plan_id == plan_id).order_by(PlanItem.id))
    )


def item_history(item_id: int, *, public_only: bool = True) -> list[tuple[PlanVersion, ItemRevision]]:
    """Return what an item was in each version that has it, oldest first; one query."""
    statement = (
        sa.select(PlanVersion, ItemRevision)
        .join(ItemRevision, ItemRevision.version_id == PlanVersion.id)
        .where(ItemRevision.item_id == item_id)
        .order_by(PlanVersion.number)
    )
    if public_only:
        statement = statement.where(PlanVersion.published_at.is_not(None))
    return [(version, revision) for version, revision in db.session.execute(statement)]


def item_histories(item_ids: Sequence[int]) -> dict[int, list[tuple[PlanVersion, ItemRevision]]]:
    """Return {item id: what it was in each published version that has it, oldest first}; one query."""
    statement = (
        sa.select(PlanVersion, ItemRevision)
        .join(ItemRevision, ItemRevision.version_id == PlanVersion.id)
        .where(ItemRevision.item_id.in_(item_ids), PlanVersion.published_at.is_not(None))
        .order_by(ItemRevision.position, PlanVersion.number)
    )
    found: dict[int, list[tuple[PlanVersion, ItemRevision]]] = {}
    for version, revision in db.session.execute(statement) if item_ids else ():
        found.setdefault(revision.item_id, []).append((version, revision))
    return {item_id: sorted(history, key=lambda each: each[0].number) for item_id, history in found.items()}


def list_children(*, version_id: int, item_id: int) -> list[ItemRevision]:
    """Return what stands directly under an item in a version, in order."""
    statement = (
        sa.select(ItemRevision)
        .where(ItemRevision.version_id == version_id, ItemRevision.parent_item_id == item_id)
        .order_by(ItemRevision.position, ItemRevision.id)
    )
    return list(db.session.scalars(statement))


def lineage(revision: ItemRevision) -> list[ItemRevision]:
    """Return the revision's parents in its version, the axis first; at most two queries."""
    above: list[ItemRevision] = []
    parent_item_id = revision.parent_item_id
    while parent_item_id is not None:
        parent = get_revision(version_id=revision.version_id, item_id=parent_item_id)
        above.insert(0, parent)
        parent_item_id = parent.parent_item_id
    return above


def axis_of(revision: ItemRevision) -> ItemRevision:
    """Return the axis that an item stands under in its version; an axis is its own."""
    return next(iter([*lineage(revision), revision]))


def axis_ids(revisions: Sequence[ItemRevision]) -> dict[int, int]:
    """Return {item id: item id of its axis} for the revisions of one version, without asking the database."""
    parents = {revision.item_id: revision.parent_item_id for revision in revisions}

    def top(item_id: int) -> int:
        parent = parents.get(item_id)
        return item_id if parent is None else top(parent)

    return {item_id: top(item_id) for item_id in parents}


def count_items(version_ids: Sequence[int]) -> dict[int, dict[ItemKind, int]]:
    """Return {version id: {kind: number of items}}, axes first; one query."""
    found: dict[int, dict[ItemKind, int]] = {version_id: {} for version_id in version_ids}
    if not found:
        return found
    statement = (
        sa.select(ItemRevision.version_id, ItemRevision.kind, sa.func.count())
        .where(ItemRevision.version_id.in_(found))
        .group_by(ItemRevision.version_id, ItemRevision.kind)
    )
    for version_id, kind, number in db.session.execute(statement):
        found[version_id][kind] = number
    return {
        version_id: {kind: counts[kind] for kind in ItemKind if kind in counts}
        for version_id, counts in found.items()
    }


def latest_revisions(item_ids: Sequence[int]) -> dict[int, ItemRevision]:
    """Return {item id: what it is in the newest published version that has it}; one query."""
    place = sa.func.row_number().over(partition_by=ItemRevision.item_id, order_by=PlanVersion.number.desc())
    ranked = (
        sa.select(ItemRevision.id, place.label("place"))
        .join(PlanVersion, PlanVersion.id == ItemRevision.version_id)
        .where(ItemRevision.item_id.in_(list(item_ids)), PlanVersion.published_at.is_not(None))
        .subquery()
    )
    statement = (
        sa.select(ItemRevision)
        .join(ranked, ranked.c.id == ItemRevision.id)
        .where(ranked.c.place == 1)
        .options(sa.orm.joinedload(ItemRevision.item))
    )
    return {revision.item_id: revision for revision in db.session.scalars(statement)}


def revisions_of(*, version_id: int, item_ids: Sequence[int]) -> dict[int, ItemRevision]:
    """Return {item id: what it is in a version} for those of the items that the version has; one query."""
    statement = sa.select(ItemRevision).where(
        ItemRevision.version_id == version_id, ItemRevision.item_id.in_(item_ids)
    )
    return {revision.item_id: revision for revision in db.session.scalars(statement)}


def get_version_by_id(version_id: int) -> PlanVersion:
    """Return a version of any collectivity, or raise NotFound; for handlers, which were given its id."""
    version = db.session.get(PlanVersion, version_id)
    if version is None:
        raise NotFound
    return version


def list_children_of(parents: Sequence[tuple[int, int]]) -> list[ItemRevision]:
    """Return what stands directly under each (version id, item id), in order; one query."""
    if not parents:
        return []
    under = [
        sa.and_(ItemRevision.version_id == version_id, ItemRevision.parent_item_id == item_id)
        for version_id, item_id in parents
    ]
    statement = sa.select(ItemRevision).where(sa.or_(*under)).order_by(ItemRevision.position, ItemRevision.id)
    return list(db.session.scalars(statement))
