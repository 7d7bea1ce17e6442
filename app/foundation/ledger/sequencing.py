"""Giving entries their place in the tree, batch by batch; a receipt is immediate, its place follows within a minute."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.foundation import failpoints
from app.foundation.database import db
from app.foundation.ledger import merkle, proofs
from app.foundation.ledger.entering import insert_rows
from app.foundation.ledger.models import LedgerEntry, LedgerLog, LedgerNode, LedgerSequence

ENTRIES_AT_ONCE = 4000
# What was entered before one of these stands before it in the tree, what was entered after it stands after.
CLOSINGS = frozenset({"consultation.closed", "voting.closed"})
# An entry may become visible after one with a larger number, as long as its transaction lasts. Hours are rounded
# down, so that an entry may be an hour younger than it says.
LONGEST_TRANSACTION = timedelta(minutes=15)
ROUNDING = timedelta(hours=1)


def sequence(log_id: int, now: datetime, *, is_thorough: bool = False) -> int:
    """Give the entries that wait their places; return how many, at most a few thousand. Call in a transaction.

    With `is_thorough`, and at each closing, entries that became visible however late are looked for too.
    """
    log = lock_log(log_id)
    waiting = _waiting(log, after=0 if is_thorough else log.low_entry_id)
    if not is_thorough and any(entry.kind in CLOSINGS for entry in waiting):
        waiting = _waiting(log, after=0)
    for batch in _batches(waiting):
        _append(log, sorted(batch, key=lambda entry: entry.leaf_hash))
    _advance(log, waiting, now)
    db.session.flush()
    return len(waiting)


def sequence_all(now: datetime) -> int:
    """Give the waiting entries of every log their places; return how many. Call in a transaction."""
    return sum(sequence(log_id, now) for log_id in list_waiting())


def list_waiting() -> list[int]:
    """Return the logs with entries that have no place yet."""
    statement = (
        sa.select(LedgerLog.id)
        .where(
            sa.exists().where(
                LedgerEntry.log_id == LedgerLog.id,
                LedgerEntry.id > LedgerLog.low_entry_id,
                _has_no_place(),
            )
        )
        .order_by(LedgerLog.id)
    )
    return list(db.session.scalars(statement))


def lock_log(log_id: int) -> LedgerLog:
    """Return a log locked against other sequencing and signing, but not against new entries."""
    statement = (
        sa.select(LedgerLog)
        .where(LedgerLog.id == log_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one()


def _waiting(log: LedgerLog, *, after: int) -> Sequence[Any]:
    # One statement, so one snapshot: where a closing is seen, so is every vote that was cast before it.
    statement = (
        sa.select(LedgerEntry.id, LedgerEntry.kind, LedgerEntry.leaf_hash)
        .where(LedgerEntry.log_id == log.id, LedgerEntry.id > after, _has_no_place())
        .order_by(LedgerEntry.id)
        .limit(ENTRIES_AT_ONCE)
    )
    return db.session.execute(statement).all()


def _has_no_place() -> sa.ColumnElement[bool]:
    return ~sa.exists().where(LedgerSequence.entry_id == LedgerEntry.id)


def _batches(waiting: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the entries in batches of which none crosses a closing: a closing stands alone."""
    batch: list[Any] = []
    for entry in waiting:
        if entry.kind not in CLOSINGS:
            batch.append(entry)
            continue
        if batch:
            yield batch
        yield [entry]
        batch = []
    if batch:
        yield batch


def _append(log: LedgerLog, batch: Sequence[Any]) -> None:
    """Append a batch to the tree."""
    number = 1 + (
        db.session.scalar(sa.select(sa.func.max(LedgerSequence.batch)).where(LedgerSequence.log_id == log.id))
        or 0
    )
    standing = proofs.read_nodes(log.id, merkle.peaks(log.size))
    leaves = [bytes.fromhex(entry.leaf_hash) for entry in batch]
    nodes = merkle.grow(log.size, leaves, standing.__getitem__)
    insert_rows(
        LedgerSequence,
        [
            {"log_id": log.id, "position": position, "entry_id": entry.id, "batch": number}
            for position, entry in enumerate(batch, start=log.size)
        ],
    )
    failpoints.reached("between_places_and_nodes")
    insert_rows(
        LedgerNode,
        [
            {"log_id": log.id, "level": level, "number": place, "hash": node.hex()}
            for (level, place), node in nodes.items()
        ],
    )
    log.size += len(batch)


def _advance(log: LedgerLog, waiting: Sequence[Any], now: datetime) -> None:
    """Move the mark below which nothing is looked for past the entries that are old enough."""
    statement = sa.select(sa.func.max(LedgerEntry.id)).where(
        LedgerEntry.log_id == log.id,
        LedgerEntry.id > log.low_entry_id,
        LedgerEntry.recorded_at <= now - LONGEST_TRANSACTION - ROUNDING,
    )
    if len(waiting) == ENTRIES_AT_ONCE:
        statement = statement.where(LedgerEntry.id <= waiting[-1].id)
    log.low_entry_id = max(log.low_entry_id, db.session.scalar(statement) or 0)
