"""`flask plans`: take plans in from files, with a preview first; give them out again."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli.plan_sources import UnknownRecord, as_document, is_source_record
from app.features.collectivities import commands as collectivity_commands
from app.features.collectivities import queries as collectivities
from app.features.collectivities.types import Profile
from app.features.plans import exporting, importing, queries
from app.features.plans.comparison import Change
from app.features.plans.document import CollectivityReference, PlanDocument, write
from app.features.plans.problems import WrongDocument
from app.features.plans.reading import read
from app.features.plans.types import ItemKind
from app.foundation.database import db, transaction
from app.foundation.errors import DomainError
from app.foundation.i18n import LANGUAGES
from app.foundation.policy import SYSTEM
from app.foundation.text.folding import search_key

# A source may call a prefecture's council provincial: both are one level with a council of its own.
SAME_LEVEL = {"province": ("province", "prefecture"), "prefecture": ("prefecture", "province")}
group = AppGroup("plans", help="Openness programmes.")


class CannotImport(click.ClickException):
    """The file or one of its plans cannot be taken in; nothing was changed."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="Do it; without this nothing is changed.")
@click.option("--keep-as-draft", is_flag=True, help="Publish nothing: the collectivities check first.")
def import_plans(file: Path, *, is_applied: bool, keep_as_draft: bool) -> None:
    """Show what FILE (one plan or a list, in our format or as records of sources) would change; --apply does it."""
    documents = read_file(file)
    try:
        with transaction() as now:
            for document in documents:
                click.echo(_take(document, now, publish=not keep_as_draft))
            if not is_applied:
                db.session.rollback()
    except DomainError as error:
        raise CannotImport(str(error)) from error
    click.echo("Done." if is_applied else "Nothing was changed. Add --apply to import.")


@group.command("export")
@click.argument("slug")
@click.argument("plan_id", type=int)
def export_plan(slug: str, plan_id: int) -> None:
    """Write the newest version of plan PLAN_ID of the collectivity at address SLUG as JSON."""
    try:
        collectivity = collectivities.get_by_slug(slug)
        plan = queries.get_plan(collectivity_id=collectivity.id, plan_id=plan_id)
        version = queries.latest_version(plan)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    document = exporting.document_of(plan=plan, version=version, collectivity=collectivity)
    click.echo(json.dumps(write(document), ensure_ascii=False, indent=1))


def read_file(file: Path) -> list[PlanDocument]:
    """Return the plans of a file, or raise CannotImport with every problem and its path."""
    try:
        data = json.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CannotImport(f"{file.name} is not JSON: {error}") from error
    documents, problems = [], []
    for place, each in enumerate(data if isinstance(data, list) else [data]):
        try:
            documents.append(read(as_document(each) if is_source_record(each) else each))
        except UnknownRecord as error:
            problems.append(f"[{place}]: {error}")
        except WrongDocument as error:
            problems += [f"[{place}].{problem.path}: {problem.sentence}" for problem in error.problems]
    if problems:
        raise CannotImport("\n".join(["The file cannot be imported. Nothing was changed.", *problems]))
    return documents


def _take(document: PlanDocument, now: datetime, *, publish: bool) -> str:
    collectivity, is_new = _collectivity(document.collectivity, now)
    preview = exporting.preview(collectivity=collectivity, document=document)
    result = importing.import_plan(
        actor=SYSTEM,
        collectivity=collectivity,
        document=document,
        now=now,
        publish=publish,
        plan=preview.plan,
    )
    kinds = ", ".join(f"{preview.counts[kind]} {kind.value}" for kind in ItemKind)
    counted = {
        change: number for change, number in preview.count_changes().items() if change is not Change.SAME
    }
    changes = ", ".join(f"{number} {change.value}" for change, number in counted.items() if number)
    place = f"{collectivity.slug}{' (new)' if is_new else ''}"
    return (
        f"{place}: {_title(document)} — {result.outcome.value} ({kinds}){': ' + changes if changes else ''}"
    )


def _title(document: PlanDocument) -> str:
    return document.titles.get(document.language) or next(iter(document.titles.values()))


def _collectivity(reference: CollectivityReference, now: datetime) -> tuple[Any, bool]:
    """Return the collectivity that a document names, made from the territories when it has no space yet."""
    known = collectivities.find_by_slug(reference.slug) if reference.slug else None
    if known is not None:
        return known, False
    territory = _territory(reference)
    if territory is None:
        raise CannotImport(
            f"No territory is known for {reference.slug or reference.as_written or dict(reference.names)}."
            " Run `flask territories import` first, or give its territory_code. Nothing was changed."
        )
    known = collectivities.find_by_territory(territory.id)
    if known is not None:
        return known, False
    return _create(reference, territory, now), True


def _territory(reference: CollectivityReference) -> Any:
    if reference.territory_code:
        return collectivities.find_territory(code=reference.territory_code)
    kinds: Sequence[str] = SAME_LEVEL.get(reference.kind or "", (reference.kind or "",))
    return collectivities.find_territory_named(kinds=kinds, names=reference.names.values())


def _create(reference: CollectivityReference, territory: Any, now: datetime) -> Any:
    names = {
        code: f"{kind_name} {territory.names[code]}"
        for code, kind_name in territory.kind.names.items()
        if code in territory.names
    }
    profile = Profile(
        names=names | dict(reference.names), languages=tuple(LANGUAGES),
        default_language=current_app.extensions["settings"].default_language,
    )  # fmt: skip
    slug = reference.slug or f"{territory.kind_code}-{search_key(territory.names['fr']).replace(' ', '-')}"
    return collectivity_commands.create_collectivity(
        actor=SYSTEM, territory=territory, slug=slug, profile=profile, now=now,
        time_zone=current_app.config["TIME_ZONE"],
    )  # fmt: skip
