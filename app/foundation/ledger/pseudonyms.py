"""Public pseudonyms: HMAC(key of the consultation, person and object), unlinkable once the key is destroyed."""

import hashlib
import hmac
from datetime import date, datetime

import sqlalchemy as sa

from app.foundation import clock
from app.foundation.database import db, insert_into
from app.foundation.ledger import keys
from app.foundation.ledger.canonical import canonical
from app.foundation.ledger.entering import enter
from app.foundation.ledger.keys import KeyDestroyed, KeyUnavailable
from app.foundation.ledger.models import LedgerLog, PseudonymKey
from app.foundation.logs import logger

# The ledger knows no feature; that consultations belong to a collectivity it knows as every table does.
CONSULTATION = sa.table("consultation", sa.column("id"), sa.column("collectivity_id"))


def pseudonym(*, consultation_id: int, person: str, object: str = "") -> str:
    """Return the pseudonym of a person in a consultation, or there on one object; call it in a transaction.

    The first one makes the consultation's key. Raises KeyUnavailable or KeyDestroyed.
    """
    return pseudonym_with(key=key_of(consultation_id=consultation_id), person=person, object=object)


def pseudonym_with(*, key: bytes, person: str, object: str = "") -> str:
    """Return the pseudonym under a key read before, for many at once."""
    return hmac.new(key, canonical([person, object]), hashlib.sha256).hexdigest()


def key_of(*, consultation_id: int) -> bytes:
    """Return the key of a consultation, made at its first use and never silently a second time."""
    row = _find(consultation_id)
    if row is None:
        row = _create(consultation_id)
    if row.destroyed_at is not None:
        raise KeyDestroyed
    secret = keys.read_secret(file_of(consultation_id))
    if secret is None or keys.fingerprint(secret) != row.fingerprint:
        logger().error(
            "pseudonym_key_unavailable", consultation_id=consultation_id, is_missing=secret is None
        )
        raise KeyUnavailable
    return secret


def destroy(*, consultation_id: int, collectivity_id: int, now: datetime) -> str | None:
    """Record that a key is destroyed, in the log and its row; its file, which is returned, goes after the commit.

    None when there was no key, or it was destroyed before.
    """
    row = db.session.scalar(
        sa.select(PseudonymKey).where(PseudonymKey.consultation_id == consultation_id).with_for_update()
    )
    if row is None or row.destroyed_at is not None:
        return None
    row.destroyed_at = now
    enter(
        collectivity_id=collectivity_id, consultation_id=consultation_id, kind="key.destroyed",
        facts={"fingerprint": row.fingerprint}, now=now,
    )  # fmt: skip
    return file_of(consultation_id)


def set_destruction(*, consultation_id: int, on: date | None) -> None:
    """Set the day from which the key of a consultation may be destroyed; a day is stated before the first vote."""
    key_of(consultation_id=consultation_id)
    db.session.execute(
        sa.update(PseudonymKey).where(PseudonymKey.consultation_id == consultation_id).values(destroy_on=on)
    )


def find_key(consultation_id: int) -> PseudonymKey | None:
    """Return what the database knows of a consultation's key, or None when it has none."""
    return _find(consultation_id)


def list_due(*, today: date) -> list[int]:
    """Return the consultations whose keys are to be destroyed by now."""
    statement = sa.select(PseudonymKey.consultation_id).where(
        PseudonymKey.destroyed_at.is_(None), PseudonymKey.destroy_on <= today
    )
    return list(db.session.scalars(statement.order_by(PseudonymKey.consultation_id)))


def list_keys() -> list[PseudonymKey]:
    """Return what the database knows of every consultation's key."""
    return list(db.session.scalars(sa.select(PseudonymKey).order_by(PseudonymKey.consultation_id)))


def is_readable(row: PseudonymKey) -> bool:
    """Say whether the file of a key is there and is the one that was made."""
    try:
        secret = keys.read_secret(file_of(row.consultation_id))
    except KeyUnavailable:
        return False
    return secret is not None and keys.fingerprint(secret) == row.fingerprint


def list_remains() -> list[str]:
    """Return the files of the keys that are recorded as destroyed, some of which a crash may have left."""
    statement = sa.select(PseudonymKey.consultation_id).where(PseudonymKey.destroyed_at.is_not(None))
    return [file_of(consultation_id) for consultation_id in db.session.scalars(statement)]


def collectivity_of(consultation_id: int) -> int:
    """Return whose consultation it is."""
    known = db.session.scalar(
        sa.select(LedgerLog.collectivity_id).where(LedgerLog.consultation_id == consultation_id).limit(1)
    )
    if known is None:
        known = db.session.scalar(
            sa.select(CONSULTATION.c.collectivity_id).where(CONSULTATION.c.id == consultation_id)
        )
    if known is None:
        raise LookupError(f"there is no consultation {consultation_id}")
    return int(known)


def file_of(consultation_id: int) -> str:
    """Return the name of the file that holds a consultation's key."""
    return f"pseudonyms/{consultation_id}.key"


def _find(consultation_id: int) -> PseudonymKey | None:
    statement = sa.select(PseudonymKey).where(PseudonymKey.consultation_id == consultation_id)
    return db.session.scalar(statement)


def _create(consultation_id: int) -> PseudonymKey:
    """Make the key and write its row; of several that try at once one writes it, the others wait and read it.

    A file that is there already was made by a transaction that was not kept, and is the key from now on.
    """
    now = clock.now()
    fingerprint = keys.fingerprint(keys.make_secret(file_of(consultation_id)))
    made = db.session.scalar(
        insert_into(PseudonymKey)
        .values(consultation_id=consultation_id, fingerprint=fingerprint, created_at=now)
        .on_conflict_do_nothing(index_elements=["consultation_id"])
        .returning(PseudonymKey.consultation_id)
    )
    if made is not None:
        enter(
            collectivity_id=collectivity_of(consultation_id), consultation_id=consultation_id, kind="key.created",
            facts={"fingerprint": fingerprint}, now=now,
        )  # fmt: skip
    row = _find(consultation_id)
    if row is None:
        raise KeyUnavailable
    return row
