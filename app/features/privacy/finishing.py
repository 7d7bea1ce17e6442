"""What follows an erasure once it is certain: its number is kept apart, files go, the database forgets for good.

Each step may be cut short and done again.
"""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.privacy.files import STORED
from app.features.privacy.models import Erasure
from app.features.privacy.rules import fingerprint_of
from app.features.privacy.types import Texts
from app.foundation import files
from app.foundation.database import db
from app.foundation.ledger import keys

FOLDER = "erasures"


def list_unfinished() -> list[int]:
    """Return the erased accounts of which bytes may be left."""
    return list(
        db.session.scalars(
            sa.select(Erasure.user_id).where(Erasure.wiped_at.is_(None)).order_by(Erasure.user_id)
        )
    )


def note_apart(user_id: int) -> None:
    """Note the erasure beside the keys, where no backup takes it back; noting it again changes nothing."""
    erasure = db.session.get_one(Erasure, user_id)
    keys.folder().create(f"{FOLDER}/{erasure.fingerprint}", f"{user_id} {erasure.texts.value}\n".encode())


def delete_files(user_id: int, *, data_folder: Path) -> None:
    """Delete the bytes of the account's files; those that are gone already are no fault."""
    for name in db.session.get_one(Erasure, user_id).files:
        delete_file(name, data_folder=data_folder)


def delete_file(name: str, *, data_folder: Path) -> None:
    """Delete one file that an erasure left to be deleted."""
    if name.startswith(STORED):
        files.storage().delete(name.removeprefix(STORED))
    else:
        (data_folder / name).unlink(missing_ok=True)


def forget_files(user_ids: list[int]) -> None:
    """Forget which files the accounts had: they are gone."""
    db.session.execute(sa.update(Erasure).where(Erasure.user_id.in_(user_ids)).values(files=[]))


def record_wiped(user_ids: list[int], *, now: datetime) -> None:
    """Note that nothing is left of these accounts."""
    db.session.execute(sa.update(Erasure).where(Erasure.user_id.in_(user_ids)).values(wiped_at=now))


def list_to_reapply() -> list[tuple[int, Texts]]:
    """Return the accounts that were erased, and that a restored copy of the database brought back."""
    found = []
    for name, content in sorted(keys.folder().list_files(FOLDER)):
        number, _, texts = content.decode().strip().partition(" ")
        user = db.session.get(User, int(number))
        if user is not None and user.erased_at is None and fingerprint_of(user) == name:
            found.append((user.id, Texts(texts)))
    return found
