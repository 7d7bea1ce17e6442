"""Whether a vote and its ledger are whole after a fault: rows against entries, the tree against both."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.features.transparency import verifying
from app.foundation.database import db
from app.foundation.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerLog, LedgerNode, LedgerSequence
from app.jobs import ledger
from tests.support.voting import entries, faults


def faults_after(question_id: int, leaves: Iterable[str]) -> list[str]:
    """Return what is wrong with a vote, given the leaves that were answered with success, in words."""
    found = faults(question_id)
    recorded = [entry["leaf"] for entry in entries(question_id)]
    found += [] if len(recorded) == len(set(recorded)) else ["an entry stands there twice"]
    lost = set(leaves) - set(recorded)
    return [*found, f"{len(lost)} answered with success and not recorded"] if lost else found


def faults_of_ledger() -> list[str]:
    """Let the jobs finish what they began; return what verifying finds, and what has no place or no signature."""
    ledger.begin_ledger()
    ledger.sequence_ledger()
    db.session.remove()
    log_ids = list(db.session.scalars(sa.select(LedgerLog.id)))
    db.session.rollback()
    found = [str(finding) for log_id in log_ids for finding in verifying.verify(log_id)]
    unplaced = sa.select(LedgerEntry.id).where(~LedgerEntry.id.in_(sa.select(LedgerSequence.entry_id)))
    found += [f"entry {entry_id} has no place" for entry_id in db.session.scalars(unplaced)]
    signed = sa.select(sa.func.max(LedgerCheckpoint.size)).where(LedgerCheckpoint.log_id == LedgerLog.id)
    unsigned = sa.select(LedgerLog.name).where(LedgerLog.size != signed.scalar_subquery())
    found += [f"{name} is not signed" for name in db.session.scalars(unsigned)]
    db.session.rollback()
    return found


def trace() -> dict[str, list[Any]]:
    """Return the whole ledger in brief, to compare it before and after."""
    kept = {
        "entries": sa.select(LedgerEntry.leaf_hash).order_by(LedgerEntry.leaf_hash),
        "places": sa.select(LedgerSequence.log_id, LedgerSequence.position).order_by(
            LedgerSequence.log_id, LedgerSequence.position
        ),
        "nodes": sa.select(LedgerNode.log_id, LedgerNode.level, LedgerNode.number).order_by(
            LedgerNode.log_id, LedgerNode.level, LedgerNode.number
        ),
        "notes": sa.select(LedgerCheckpoint.log_id, LedgerCheckpoint.size).order_by(LedgerCheckpoint.id),
    }
    found = {name: [tuple(row) for row in db.session.execute(statement)] for name, statement in kept.items()}
    db.session.rollback()
    return found
