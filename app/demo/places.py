"""Territories, the members of the real network, and the fictional collectivities beside them."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.demo.reading import FIRST_LANGUAGE, Entry, origin_of, read
from app.demo.world import World
from app.features.collectivities import commands, queries
from app.features.collectivities.models import Collectivity, Territory
from app.features.collectivities.types import KindRecord, Profile, PublicText, TerritoryData, TerritoryRecord
from app.foundation.database import db
from app.foundation.policy import SYSTEM

ORIGIN = "tachawor-demo 1"
DISTRICT = KindRecord("district", 4, {"ar": "منطقة", "fr": "Secteur", "en": "Area"}, has_council=False)
REAL_LANGUAGES = ("ar", "fr", "en", "zgh")


def import_territories(real: TerritoryData) -> None:
    """Take in the real territories, then the fictional ones in a source of their own."""
    commands.import_territories(actor=SYSTEM, data=real)
    records = [record for entry in read("collectivities") for record in _territories(entry)]
    data = TerritoryData(origin=ORIGIN, kinds=(*real.kinds, DISTRICT), territories=tuple(records))
    commands.import_territories(actor=SYSTEM, data=data)


def _territories(entry: Entry) -> Iterable[TerritoryRecord]:
    yield TerritoryRecord(
        code=entry["slug"],
        kind=entry["kind"],
        names=entry["name"],
        parent_code=entry["parent"],
        is_fictional=True,
    )
    for district in entry["districts"]:
        yield TerritoryRecord(
            code=district_code(entry["slug"], district["key"]), kind=DISTRICT.code, names=district["name"],
            parent_code=entry["slug"], is_fictional=True,
        )  # fmt: skip


def district_code(slug: str, district: str) -> str:
    """Return the code of a district: short enough for its column."""
    return f"{slug.removeprefix('demo-')}:{district}"[-40:]


def create_members(world: World) -> None:
    """Give every real member its space: its name and its place, and no word of its own."""
    for entry in read("members"):
        territory = queries.find_territory(code=entry["territory_code"])
        if territory is None:
            raise LookupError(entry["territory_code"])
        profile = Profile(names=entry["name"], languages=REAL_LANGUAGES, default_language=FIRST_LANGUAGE)
        member = commands.create_collectivity(
            actor=SYSTEM, territory=territory, slug=entry["slug"], profile=profile, now=world.calendar.now,
            time_zone=world.calendar.time_zone, portal_member_id=entry["portal_member_id"],
        )  # fmt: skip
        world.collectivity_ids[entry["slug"]] = member.id


def create_fictional(world: World) -> None:
    """Give the fictional collectivities their spaces, with charter, legal notice and declaration."""
    rows = db.session.execute(sa.select(Territory.code, Territory.id).where(Territory.origin == ORIGIN))
    world.territory_ids = dict(rows.all())
    for entry in read("collectivities"):
        collectivity = _create(world, entry)
        world.collectivity_ids[entry["slug"]] = collectivity.id
        _publish_texts(world, collectivity, entry)


def _create(world: World, entry: Entry) -> Collectivity:
    territory = db.session.get_one(Territory, world.territory_ids[entry["slug"]])
    profile = Profile(
        names=entry["name"], languages=tuple(entry["languages"]), default_language=FIRST_LANGUAGE,
        accent=entry["accent_colour"], welcome=entry["welcome"], contact=f"contact@{entry['slug']}.invalid",
    )  # fmt: skip
    joined = world.calendar.instant(entry["joined"])
    return commands.create_collectivity(
        actor=SYSTEM, territory=territory, slug=entry["slug"], profile=profile, now=joined, joined_year=joined.year,
        time_zone=world.calendar.time_zone,
    )  # fmt: skip


def _publish_texts(world: World, collectivity: Collectivity, entry: Entry) -> None:
    joined = world.calendar.instant(entry["joined"])
    charter = {code: "\n".join(rules) for code, rules in entry["charter"].items()}
    for kind, texts in ((PublicText.CHARTER, charter), (PublicText.LEGAL_NOTICE, entry["legal_notice"])):
        commands.publish_public_text(
            actor=SYSTEM, collectivity=collectivity, kind=kind, now=joined,
            texts={code: {"text": text, "origin": origin_of(code)} for code, text in texts.items()},
        )  # fmt: skip
    commands.record_declaration(
        actor=SYSTEM, collectivity=collectivity, reference=entry["declaration_reference"],
        declared_on=world.calendar.day(entry["joined"]),
    )  # fmt: skip
