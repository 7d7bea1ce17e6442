"""Reads of territories and collectivities."""

import re
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.features.collectivities.models import Collectivity, PublicTextVersion, Territory, TerritoryKind
from app.features.collectivities.types import PublicText, TerritoryFound
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.text.folding import search_key
from app.foundation.text.stems import without_article

_LONGEST_QUERY = 80
_APOSTROPHES = re.compile("['’`]")


def get(collectivity_id: int) -> Collectivity:
    """Return the collectivity, or raise NotFound."""
    collectivity = db.session.get(Collectivity, collectivity_id)
    if collectivity is None:
        raise NotFound
    return collectivity


def get_by_slug(slug: str) -> Collectivity:
    """Return the collectivity with this address, or raise NotFound."""
    collectivity = find_by_slug(slug)
    if collectivity is None:
        raise NotFound
    return collectivity


def find_by_slug(slug: str) -> Collectivity | None:
    """Return the collectivity with this address, or None."""
    return db.session.scalar(sa.select(Collectivity).where(Collectivity.slug == slug))


def find_by_territory(territory_id: int) -> Collectivity | None:
    """Return the collectivity of a territory, or None when it has no space here."""
    return db.session.scalar(sa.select(Collectivity).where(Collectivity.territory_id == territory_id))


def list_by_ids(collectivity_ids: Iterable[int]) -> dict[int, Collectivity]:
    """Return {id: collectivity}; one query."""
    ids = list(collectivity_ids)
    if not ids:
        return {}
    statement = sa.select(Collectivity).where(Collectivity.id.in_(ids))
    return {collectivity.id: collectivity for collectivity in db.session.scalars(statement)}


def list_members(*, kind: str | None = None) -> list[Collectivity]:
    """Return the collectivities of the network with their territories, real ones first, widest kinds first."""
    statement = (
        sa.select(Collectivity)
        .join(Territory, Territory.id == Collectivity.territory_id)
        .join(TerritoryKind, TerritoryKind.code == Territory.kind_code)
        .order_by(Collectivity.is_fictional, TerritoryKind.rank, Territory.code, Collectivity.id)
    )
    if kind is not None:
        statement = statement.where(Territory.kind_code == kind)
    return list(db.session.scalars(statement))


def names_match(names: Iterable[str], query: str) -> bool:
    """Say whether a word of one of the names begins with what was typed, in either script."""
    asked = f" {search_key(query)}"
    return any(asked in line for line in search_keys(names).split("|"))


def search_keys(names: Iterable[str]) -> str:
    """Return the forms under which names are found: folded, with and without articles, '|' between."""
    written = [name for name in names if name]
    folded = [search_key(form) for name in written for form in (name, _APOSTROPHES.sub(" ", name))]
    bare = [" ".join(without_article(word) for word in key.split()) for key in folded]
    return "".join(f"| {key} " for key in dict.fromkeys([*folded, *bare]) if key) + "|"


def search_territories(
    query: str, *, kinds: Collection[str] | None = None, limit: int = 12
) -> list[TerritoryFound]:
    """Return the territories one of whose names has a word that begins with the query, in either script.

    Whole names come first, then names that begin with it; each with its parent. One query.
    """
    asked = search_key(query[:_LONGEST_QUERY])
    if not asked:
        return []
    # The folded query holds letters, digits and spaces only: nothing in it means anything to LIKE.
    rank = sa.case(
        (Territory.search_keys.contains(f"| {asked} |"), 0),
        (Territory.search_keys.contains(f"| {asked}"), 1),
        else_=2,
    )
    statement = _found().where(Territory.search_keys.contains(f" {asked}"))
    if kinds is not None:
        statement = statement.where(Territory.kind_code.in_(list(kinds)))
    population = sa.func.coalesce(Territory.population, 0)
    return _as_found(statement.order_by(rank, population.desc(), Territory.code, Territory.id).limit(limit))


def find_territory_shown(territory_id: int) -> TerritoryFound | None:
    """Return one territory as a picker shows it, with its parent, or None."""
    return next(iter(_as_found(_found().where(Territory.id == territory_id))), None)


def _found() -> sa.Select[Territory, TerritoryKind, Territory]:
    parent = aliased(Territory)
    return (
        sa.select(Territory, TerritoryKind, parent)
        .join(TerritoryKind, TerritoryKind.code == Territory.kind_code)
        .outerjoin(parent, parent.id == Territory.parent_id)
        .options(sa.orm.lazyload(Territory.kind), sa.orm.lazyload(parent.kind))
    )


def _as_found(statement: sa.Select[Territory, TerritoryKind, Territory]) -> list[TerritoryFound]:
    return [
        TerritoryFound(
            id=territory.id, code=territory.code, kind_code=kind.code, kind_names=kind.names, names=territory.names,
            parent_names=_names(parent), is_fictional=territory.is_fictional,
        )
        for territory, kind, parent in db.session.execute(statement)
    ]  # fmt: skip


def _names(territory: Territory | None) -> dict[str, str]:
    return territory.names if territory is not None else {}


def get_territory(territory_id: int) -> Territory:
    """Return the territory, or raise NotFound."""
    territory = db.session.get(Territory, territory_id)
    if territory is None:
        raise NotFound
    return territory


def find_territory(*, code: str, source: str | None = None) -> Territory | None:
    """Return the territory with this code (of this source, when several import the same code), or None."""
    statement = sa.select(Territory).where(Territory.code == code).order_by(Territory.id)
    if source is not None:
        statement = statement.where(from_source(source))
    return db.session.scalar(statement.limit(1))


def find_territory_named(*, kinds: Collection[str], names: Iterable[str]) -> Territory | None:
    """Return the territory of one of the kinds that official names such as "Commune de X" end with, or None.

    Of several the longest name wins; of several with the same name, the one whose parent is named too.
    """
    statement = sa.select(Territory).where(Territory.kind_code.in_(list(kinds))).order_by(Territory.id)
    places = list(db.session.scalars(statement.options(sa.orm.joinedload(Territory.parent))))
    for asked in map(_letters, names):
        lengths = {place.id: _longest_ending(asked, place.names.values()) for place in places}
        best = max(lengths.values(), default=0)
        found = [place for place in places if best and lengths[place.id] == best]
        if len(found) > 1:
            found = [
                place for place in found if place.parent and _longest_part(asked, place.parent.names.values())
            ]
        if len(found) == 1:
            return found[0]
    return None


def _letters(name: str) -> str:
    return search_key(name).replace(" ", "")


def _longest_ending(asked: str, names: Iterable[str]) -> int:
    return max((len(key) for key in map(_letters, names) if key and asked.endswith(key)), default=0)


def _longest_part(asked: str, names: Iterable[str]) -> int:
    return max((len(key) for key in map(_letters, names) if key and key in asked), default=0)


def from_source(source: str) -> sa.ColumnElement[bool]:
    """Return the condition that a territory comes from a source, whatever the source's version."""
    return sa.or_(Territory.origin == source, Territory.origin.startswith(f"{source} ", autoescape=True))


def list_districts(territory_id: int) -> list[Territory]:
    """Return the places directly inside a territory, in the order of their codes."""
    statement = (
        sa.select(Territory).where(Territory.parent_id == territory_id).order_by(Territory.code, Territory.id)
    )
    return list(db.session.scalars(statement))


def is_inside(territory_id: int, *, container_id: int) -> bool:
    """Say whether a territory is the container or lies somewhere inside it."""
    return territory_id == container_id or any(
        place.id == container_id for place in ancestors([territory_id]).get(territory_id, [])
    )


def ancestors(territory_ids: Iterable[int]) -> dict[int, list[Territory]]:
    """Return {territory id: the territories that contain it, nearest first}; two queries, however many."""
    ids = list(set(territory_ids))
    if not ids:
        return {}
    chain = sa.select(
        Territory.id.label("start"), Territory.parent_id.label("above"), sa.literal(1).label("step")
    )
    chain_of = chain.where(Territory.id.in_(ids)).cte("containing", recursive=True)
    chain_of = chain_of.union_all(
        sa.select(chain_of.c.start, Territory.parent_id, chain_of.c.step + 1).join(
            chain_of, Territory.id == chain_of.c.above
        )
    )
    pairs = db.session.execute(
        sa.select(chain_of.c.start, chain_of.c.above)
        .where(chain_of.c.above.is_not(None))
        .order_by(chain_of.c.start, chain_of.c.step)
    ).all()
    places = territories_by_id({above for _, above in pairs})
    containing: dict[int, list[Territory]] = {start: [] for start in ids}
    for start, above in pairs:
        containing[start].append(places[above])
    return containing


def territories_by_id(territory_ids: Collection[int]) -> Mapping[int, Territory]:
    """Return {id: territory} with the kinds; one query."""
    if not territory_ids:
        return {}
    return {
        row.id: row for row in db.session.scalars(sa.select(Territory).where(Territory.id.in_(territory_ids)))
    }


def list_kinds() -> list[TerritoryKind]:
    """Return the levels of territory, widest first."""
    return list(db.session.scalars(sa.select(TerritoryKind).order_by(TerritoryKind.rank, TerritoryKind.code)))


def count_territories() -> dict[str, int]:
    """Return {kind: number of territories}; one query."""
    statement = sa.select(Territory.kind_code, sa.func.count()).group_by(Territory.kind_code)
    return dict(db.session.execute(statement).all())


def list_public_texts(*, collectivity_id: int, kind: PublicText) -> list[PublicTextVersion]:
    """Return every version of a public text, newest first."""
    statement = (
        sa.select(PublicTextVersion)
        .where(PublicTextVersion.collectivity_id == collectivity_id, PublicTextVersion.kind == kind)
        .order_by(PublicTextVersion.number.desc())
    )
    return list(db.session.scalars(statement))


def find_public_text(*, collectivity_id: int, kind: PublicText) -> PublicTextVersion | None:
    """Return the version of a public text that holds now, or None when none was published."""
    return next(iter(list_public_texts(collectivity_id=collectivity_id, kind=kind)), None)
