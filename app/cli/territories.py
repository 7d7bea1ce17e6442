"""`flask territories`: take territories in from the package of Morocco's communes, or from a file in a neutral form."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.demo.morocco import moroccan_territories
from app.features.collectivities import commands
from app.features.collectivities.types import ImportCounts, KindRecord, TerritoryData, TerritoryRecord
from app.foundation.database import transaction
from app.foundation.policy import SYSTEM

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
