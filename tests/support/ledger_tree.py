"""Entries without acts, and a look at the tree that they are placed in."""

from datetime import UTC, datetime

import sqlalchemy as sa

from app.foundation.database import db, transaction
from app.foundation.ledger import merkle, proofs
from app.foundation.ledger.entering import NewEntry, enter_many
from app.foundation.ledger.models import LedgerEntry, LedgerLog, LedgerSequence
from app.foundation.ledger.sequencing import sequence_all

AT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def enter_acts(*kinds: str, consultation_id: int = 7) -> None:
    """Enter acts of these kinds."""
    with transaction():
        entries = [NewEntry(kind, {}, f"proposal:{number}") for number, kind in enumerate(kinds)]
        enter_many(collectivity_id=25, consultation_id=consultation_id, entries=entries, now=AT)


def place_all(now: datetime = AT) -> int:
    """Place what waits, at most one batch of each log."""
    with transaction():
        return sequence_all(now)


def placed() -> list[tuple[int, int, str, str]]:
    """Return place, batch, kind and leaf hash of every placed entry, in the order of the tree."""
    statement = (
        sa.select(LedgerSequence.position, LedgerSequence.batch, LedgerEntry.kind, LedgerEntry.leaf_hash)
        .join(LedgerEntry, LedgerEntry.id == LedgerSequence.entry_id)
        .order_by(LedgerSequence.position)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(statement)]


def only_log() -> LedgerLog:
    """Return the log of these tests."""
    return db.session.scalars(sa.select(LedgerLog)).one()


def require_sound_tree() -> None:
    """Recount the tree, and the order within each batch."""
    rows = placed()
    assert [row[0] for row in rows] == list(range(len(rows)))
    leaves = [bytes.fromhex(row[3]) for row in rows]
    assert proofs.root(only_log().id, len(rows)) == merkle.root_of(leaves)
    assert only_log().size == len(rows)
    for batch in {row[1] for row in rows}:
        hashes = [row[3] for row in rows if row[1] == batch]
        assert hashes == sorted(hashes)
