"""Everything that is kept of one person, as one file: for programs, for reading, and the files she handed in."""

import io
import json
import mimetypes
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.collectivities.models import Collectivity, Territory
from app.features.media.models import StoredFile
from app.features.privacy.events import PersonalExportReady
from app.features.privacy.files import EXPORTED
from app.features.privacy.models import PersonalExport
from app.features.privacy.personal_data import BY_TABLE, HOLDINGS
from app.features.privacy.selecting import person_of, read, rows_of, table_of
from app.features.privacy.types import Holding, Person
from app.foundation import files
from app.foundation.database import db
from app.foundation.events import announce
from app.foundation.i18n import LazyText

# More than this is prepared by a job; the person is told when it is ready.
MOST_AT_REQUEST = 5_000_000


@dataclass(frozen=True, slots=True)
class Section:
    """What one table holds of her."""

    table: str
    title: LazyText
    columns: tuple[str, ...]
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Collected:
    """Everything that is kept of one person at one instant."""

    at: datetime
    sections: list[Section]
    in_roles: dict[str, int]
    collectivities: dict[int, dict[str, str]]
    territories: dict[int, dict[str, str]]


Page = Callable[[Collected, str], str]


def collect(user_id: int, *, now: datetime) -> Collected:
    """Read everything that is kept of a person; what others wrote, and who they are, is not in it."""
    person = person_of(db.session.get_one(User, user_id))
    sections = [
        Section(holding.table, holding.title, holding.exported, rows)
        for holding in HOLDINGS
        if holding.exported and (rows := read(holding, person, holding.exported))
    ]
    return Collected(
        now,
        sections,
        _acts_in_roles(person),
        collectivities=_names(Collectivity, sections, "collectivity_id"),
        territories=_names(Territory, sections, "territory_id"),
    )


def _names(model: Any, sections: list[Section], column: str) -> dict[int, dict[str, str]]:
    """Return the names of the places that a column speaks of, by number."""
    ids = {row[column] for each in sections for row in each.rows if row.get(column)}
    named = db.session.execute(sa.select(model.id, model.names).where(model.id.in_(ids)))
    return {row[0]: dict(row[1]) for row in named}


def size_of_files(user_id: int) -> int:
    """Return how many bytes of files a person handed in."""
    statement = sa.select(sa.func.sum(StoredFile.size)).where(StoredFile.uploaded_by_id == user_id)
    return int(db.session.scalar(statement) or 0)


def write_zip(user_id: int, *, page: Page, language: str, now: datetime) -> bytes:
    """Return the file: data.json, a page to read in her language, and her files."""
    collected = collect(user_id, now=now)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(collected))
        archive.writestr("index.html", page(collected, language))
        for name, data in _files_of(user_id):
            archive.writestr(name, data)
    return buffer.getvalue()


def as_json(collected: Collected) -> str:
    """Return the data for programs."""
    content = {
        "at": collected.at,
        "collectivities": collected.collectivities,
        "territories": collected.territories,
        "data": {each.table: each.rows for each in collected.sections},
        "acts_in_roles": collected.in_roles,
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=_plain)


def list_waiting(*, now: datetime) -> list[int]:
    """Return the exports that were asked for and are not made yet."""
    waiting = PersonalExport.ready_at.is_(None) & (PersonalExport.expires_at > now)
    return list(db.session.scalars(sa.select(PersonalExport.id).where(waiting).order_by(PersonalExport.id)))


def get(export_id: int) -> PersonalExport:
    """Return an export that was asked for."""
    return db.session.get_one(PersonalExport, export_id)


def write_file(export: PersonalExport, *, data_folder: Path, page: Page, now: datetime) -> None:
    """Write the file of an export, whole or not at all; writing it again replaces it."""
    path = path_of(export, data_folder=data_folder)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_suffix(".new")
    aside.write_bytes(write_zip(export.user_id, page=page, language=export.language, now=now))
    aside.chmod(0o600)
    aside.replace(path)


def record_ready(export_id: int, *, is_told: bool, now: datetime) -> None:
    """Note that an export can be fetched, and let its person be told where she does not wait for it."""
    export = db.session.get_one(PersonalExport, export_id)
    export.ready_at = now
    db.session.flush()
    if is_told:
        announce(PersonalExportReady(user_id=export.user_id))


def path_of(export: PersonalExport, *, data_folder: Path) -> Path:
    """Return where the file of an export is."""
    return data_folder / f"{EXPORTED}{export.key}"


def _acts_in_roles(person: Person) -> dict[str, int]:
    """Return how many rows name her because she acted in a role: what they are about is others'."""
    found = {}
    for holding in HOLDINGS:
        for column in holding.staff:
            if number := _count(holding, column, person):
                found[f"{holding.table}.{column}"] = number
    return found


def _count(holding: Holding, column: str, person: Person) -> int:
    table = table_of(holding)
    statement = sa.select(sa.func.count()).select_from(table).where(table.c[column] == person.id)
    return db.session.scalar(statement) or 0


def _files_of(user_id: int) -> list[tuple[str, bytes]]:
    hers = rows_of(BY_TABLE["stored_file"], Person(user_id))
    found = []
    for file in db.session.scalars(sa.select(StoredFile).where(hers).order_by(StoredFile.id)):
        ending = mimetypes.guess_extension(file.content_type) or ""
        try:
            found.append((f"files/{file.id}{ending}", files.storage().get(file.storage_key)))
        except FileNotFoundError:
            continue
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else str(value)
