"""Proofs from the stored hashes: that an entry is in a log, and that a later log begins like an earlier one."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.foundation.database import db
from app.foundation.ledger import merkle
from app.foundation.ledger.merkle import Hash, Part, Place
from app.foundation.ledger.models import LedgerEntry, LedgerNode, LedgerSequence


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Where an entry stands in a tree of `size`, and the hashes that lead from it to the root; all in hexadecimal."""

    leaf_hash: str
    index: int
    size: int
    root: str
    hashes: list[str]


def inclusion(log_id: int, leaf_hash: str, size: int) -> InclusionProof | None:
    """Return the proof that an entry is among the first `size` of a log, or None when it is not."""
    index = position_of(log_id, leaf_hash)
    if index is None or index >= size:
        return None
    parts = merkle.inclusion_parts(index, size)
    hashes = [each.hex() for each in _resolve(log_id, [*parts, merkle.peaks(size)])]
    return InclusionProof(leaf_hash=leaf_hash, index=index, size=size, root=hashes[-1], hashes=hashes[:-1])


def consistency(log_id: int, old_size: int, new_size: int) -> list[str]:
    """Return the proof that the first `old_size` entries of a log begin its first `new_size`, in hexadecimal."""
    return [each.hex() for each in _resolve(log_id, merkle.consistency_parts(old_size, new_size))]


def root(log_id: int, size: int) -> Hash:
    """Return the root over the first `size` entries of a log; LookupError when it has not so many."""
    return _resolve(log_id, [merkle.peaks(size)])[0]


def position_of(log_id: int, leaf_hash: str) -> int | None:
    """Return the place of an entry in its log, or None while it has none."""
    statement = (
        sa.select(LedgerSequence.position)
        .join(LedgerEntry, LedgerEntry.id == LedgerSequence.entry_id)
        .where(LedgerEntry.log_id == log_id, LedgerEntry.leaf_hash == leaf_hash)
    )
    return db.session.scalar(statement)


def read_nodes(log_id: int, places: Iterable[Place]) -> dict[Place, Hash]:
    """Return the stored hashes of the places, in one query; LookupError when one is missing."""
    wanted = set(places)
    if not wanted:
        return {}
    statement = sa.select(LedgerNode.level, LedgerNode.number, LedgerNode.hash).where(
        LedgerNode.log_id == log_id,
        sa.tuple_(LedgerNode.level, LedgerNode.number).in_(sorted(wanted)),
    )
    found = {(level, number): bytes.fromhex(value) for level, number, value in db.session.execute(statement)}
    if found.keys() != wanted:
        raise LookupError(f"log {log_id} lacks {len(wanted - found.keys())} hashes")
    return found


def _resolve(log_id: int, parts: list[Part]) -> list[Hash]:
    nodes = read_nodes(log_id, [place for part in parts for place in part])
    return merkle.resolve(parts, nodes.__getitem__)
