"""A log as one document that anyone can recount without us: see docs/ledger-format.md."""

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.foundation.ledger import checkpoints, notes, signing
from app.foundation.ledger.canonical import canonical, parse
from app.foundation.ledger.models import LedgerEntry, LedgerLog, LedgerSequence

FORMAT = "tachawor-ledger/1"
SEALED = b"tachawor-ledger/1 seal\n"


class NothingSigned(NotFound):
    """The log has no checkpoint yet, so there is nothing that could be verified."""

    message = _l("Nothing of this ledger was signed yet. Come back in a few minutes.")


def export(log_id: int, *, extras: Mapping[str, Any]) -> bytes:
    """Return the file of a log up to its last checkpoint, sealed; the same log gives the same bytes.

    `extras` is what the entries only hold digests of, and what was published: votings, published, acts.
    """
    log = db.session.get_one(LedgerLog, log_id)
    newest = checkpoints.latest(log_id)
    if newest is None:
        raise NothingSigned
    bodies, batches = _entries(log_id, newest.size)
    signed = [notes.read(row.note) for row in checkpoints.list_checkpoints(log_id, up_to=newest.size)]
    keys = _keys_of(signed)
    content = {
        "batches": batches,
        "checkpoints": [str(note) for note in signed],
        "entries": bodies,
        "extras": {"published": {}, "votings": [], **extras},
        "format": FORMAT,
        "keys": [key.public_key for key in keys],
        "log": log.name,
        "origin": log.origin,
    }
    digest = hashlib.sha256(canonical(content)).digest()
    signature = notes.sign_bytes(signing.secret_of(keys[-1]), SEALED + digest)
    seal = {"sha256": digest.hex(), "signature": signature.hex()}
    return canonical({**content, "seal": seal}) + b"\n"


def _entries(log_id: int, size: int) -> tuple[list[Any], list[int]]:
    """Return the bodies in their order, and how many entries each batch has."""
    statement = (
        sa.select(LedgerSequence.batch, LedgerEntry.body)
        .join(LedgerEntry, LedgerEntry.id == LedgerSequence.entry_id)
        .where(LedgerSequence.log_id == log_id, LedgerSequence.position < size)
        .order_by(LedgerSequence.position)
    )
    bodies: list[Any] = []
    counts: dict[int, int] = {}
    for batch, body in db.session.execute(statement):
        bodies.append(parse(body.encode("utf-8")))
        counts[batch] = counts.get(batch, 0) + 1
    return bodies, list(counts.values())


def _keys_of(signed: list[notes.Note]) -> list[signing.PublicKey]:
    """Return the keys that signed the checkpoints, oldest first."""
    return [
        key
        for key in signing.list_keys()
        if any(note.is_signed_by(bytes.fromhex(key.public_key)) for note in signed)
    ]
