"""Reads of stored files."""

import sqlalchemy as sa

from app.features.media.models import StoredFile
from app.foundation import files
from app.foundation.database import db
from app.foundation.errors import NotFound


def get_file(*, public_key: str) -> StoredFile:
    """Return the file at an address, or raise NotFound; whether one may see it is another question."""
    file = db.session.scalar(sa.select(StoredFile).where(StoredFile.public_key == public_key))
    if file is None:
        raise NotFound
    return file


def find_file(*, collectivity_id: int, file_id: int | None) -> StoredFile | None:
    """Return a file of a collectivity, or None."""
    statement = sa.select(StoredFile).where(
        StoredFile.id == file_id, StoredFile.collectivity_id == collectivity_id
    )
    return db.session.scalar(statement) if file_id is not None else None


def files_by_id(file_ids: list[int]) -> dict[int, StoredFile]:
    """Return {id: file}; one query."""
    if not file_ids:
        return {}
    return {
        file.id: file for file in db.session.scalars(sa.select(StoredFile).where(StoredFile.id.in_(file_ids)))
    }


def read_bytes(file: StoredFile, *, small: bool = False) -> bytes:
    """Return what a file holds, or its small version where there is one; NotFound when the store lost it."""
    key = file.thumbnail_key if small and file.thumbnail_key else file.storage_key
    try:
        return files.storage().get(key)
    except FileNotFoundError as error:
        raise NotFound from error
