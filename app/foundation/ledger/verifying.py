"""Recomputing a log from its entries: what does not agree is named."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import sqlalchemy as sa

from app.foundation.database import db
from app.foundation.i18n import LazyText, _l
from app.foundation.ledger import checkpoints, merkle, notes, signing
from app.foundation.ledger.canonical import NotCanonical, parse
from app.foundation.ledger.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerLog,
    LedgerNode,
    LedgerSequence,
    LedgerVerification,
)
from app.foundation.ledger.notes import WrongNote

# Entries have their place within a minute; hours are rounded down.
LATEST_PLACE = timedelta(hours=2)
ROWS_AT_ONCE = 2000
# A size or a place changed by hand is told, and not followed to wherever it leads.
MOST_MISSING = 1000


class FindingKind(Enum):
    """What can be wrong with a log."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISLABELLED = "entry_mislabelled"
    ENTRY_NOT_PLACED = "entry_not_placed"
    PLACES_MISSING = "places_missing"
    REVISION_MISSING = "revision_missing"
    HASH_CHANGED = "hash_changed"
    CHECKPOINT_DIFFERS = "checkpoint_differs"
    SIGNATURE_WRONG = "signature_wrong"
    NOT_AS_PUBLISHED = "not_as_published"


SENTENCES: dict[FindingKind, LazyText] = {
    FindingKind.ENTRY_CHANGED: _l("Entry %(entry)s was changed after it was recorded."),
    FindingKind.ENTRY_MISLABELLED: _l("Entry %(entry)s is filed under something other than what it says."),
    FindingKind.ENTRY_NOT_PLACED: _l("Entry %(entry)s was never given its place in the ledger."),
    FindingKind.PLACES_MISSING: _l("An entry is missing at place %(place)s of the ledger."),
    FindingKind.REVISION_MISSING: _l("An entry about %(subject)s is missing before entry %(entry)s."),
    FindingKind.HASH_CHANGED: _l("A stored hash of the ledger, at place %(place)s, is wrong."),
    FindingKind.CHECKPOINT_DIFFERS: _l("The ledger no longer agrees with its checkpoint of %(place)s entries."),
    FindingKind.SIGNATURE_WRONG: _l("The checkpoint of %(place)s entries does not carry the right signature."),
    FindingKind.NOT_AS_PUBLISHED: _l("The ledger does not agree with what was published of it last."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, with the entry, the subject or the place that it is about."""

    kind: FindingKind
    entry: int | None = None
    subject: str | None = None
    place: int | None = None

    @property
    def sentence(self) -> str:
        """Say it in the reader's language."""
        return str(SENTENCES[self.kind]) % {"entry": self.entry, "subject": self.subject, "place": self.place}

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self) | {"kind": self.kind.value}


def verify(log_id: int, now: datetime) -> list[Finding]:
    """Recompute every entry, hash, root and signature of a log; return what is wrong, nothing when all is well."""
    log = db.session.scalars(
        sa.select(LedgerLog).where(LedgerLog.id == log_id).execution_options(populate_existing=True)
    ).one()
    leaves: list[bytes] = []
    findings = [
        *_check_entries(log, leaves),
        *_check_waiting(log, now),
        *_check_revisions(log),
        *_check_nodes(log, leaves),
        *_check_checkpoints(log, leaves),
    ]
    if checkpoints.state(log_id).problem is not None:
        findings.append(Finding(FindingKind.NOT_AS_PUBLISHED))
    return findings


def record(log_id: int, findings: list[dict[str, Any]], now: datetime) -> LedgerVerification:
    """Keep what a verification found (findings as JSON, also those of features); call it in a transaction."""
    size = db.session.scalars(sa.select(LedgerLog.size).where(LedgerLog.id == log_id)).one()
    row = LedgerVerification(log_id=log_id, checked_at=now, size=size, findings=findings)
    db.session.add(row)
    db.session.flush()
    return row


def latest(log_id: int) -> LedgerVerification | None:
    """Return the last verification of a log, or None when it was never verified."""
    statement = (
        sa.select(LedgerVerification)
        .where(LedgerVerification.log_id == log_id)
        .order_by(LedgerVerification.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def _check_entries(log: LedgerLog, leaves: list[bytes]) -> Iterator[Finding]:
    """Recompute the leaf of each placed entry into `leaves`, in the order of their places."""
    statement = (
        sa.select(LedgerSequence.position, LedgerEntry)
        .join(LedgerEntry, LedgerEntry.id == LedgerSequence.entry_id)
        .where(LedgerSequence.log_id == log.id, LedgerSequence.position < log.size)
        .order_by(LedgerSequence.position)
        .execution_options(populate_existing=True, yield_per=ROWS_AT_ONCE)
    )
    with db.session.execute(statement) as rows:
        for position, entry in rows:
            if position - len(leaves) > MOST_MISSING:
                break
            while len(leaves) < position:
                yield Finding(FindingKind.PLACES_MISSING, place=len(leaves))
                leaves.append(b"\0" * 32)
            leaves.append(merkle.hash_leaf(entry.body.encode("utf-8")))
            yield from _check_entry(log, entry)
    for place in range(len(leaves), min(log.size, len(leaves) + MOST_MISSING)):
        yield Finding(FindingKind.PLACES_MISSING, place=place)


def _check_entry(log: LedgerLog, entry: LedgerEntry) -> Iterator[Finding]:
    body = entry.body.encode("utf-8")
    try:
        said = parse(body)
    except NotCanonical:
        said = None
    if not isinstance(said, dict) or merkle.hash_leaf(body).hex() != entry.leaf_hash:
        yield Finding(FindingKind.ENTRY_CHANGED, entry=entry.id, subject=entry.subject)
        return
    filed = (log.origin, entry.kind, entry.subject, entry.pseudonym, entry.revision)
    if entry.log_id != log.id or filed != tuple(
        said.get(name) for name in ("log", "kind", "subject", "pseudonym", "revision")
    ):
        yield Finding(FindingKind.ENTRY_MISLABELLED, entry=entry.id, subject=entry.subject)


def _check_waiting(log: LedgerLog, now: datetime) -> Iterator[Finding]:
    """Look at the entries that have no place yet; none of them waits for hours."""
    statement = (
        sa.select(LedgerEntry)
        .where(
            LedgerEntry.log_id == log.id,
            ~sa.exists().where(LedgerSequence.entry_id == LedgerEntry.id),
        )
        .execution_options(populate_existing=True)
    )
    for entry in db.session.scalars(statement.order_by(LedgerEntry.id)):
        yield from _check_entry(log, entry)
        if entry.recorded_at <= now - LATEST_PLACE:
            yield Finding(FindingKind.ENTRY_NOT_PLACED, entry=entry.id, subject=entry.subject)


def _check_revisions(log: LedgerLog) -> Iterator[Finding]:
    """Look for a gap in what each person did on each object."""
    statement = (
        sa.select(LedgerEntry.id, LedgerEntry.subject, LedgerEntry.pseudonym, LedgerEntry.revision)
        .where(LedgerEntry.log_id == log.id, LedgerEntry.pseudonym.is_not(None))
        .order_by(LedgerEntry.subject, LedgerEntry.pseudonym, LedgerEntry.revision, LedgerEntry.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    expected: defaultdict[tuple[str | None, str | None], int] = defaultdict(lambda: 1)
    for entry_id, subject, pseudonym, revision in db.session.execute(statement):
        about = (subject, pseudonym)
        if revision != expected[about]:
            yield Finding(FindingKind.REVISION_MISSING, entry=entry_id, subject=subject)
        expected[about] = (revision or 0) + 1


def _check_nodes(log: LedgerLog, leaves: list[bytes]) -> Iterator[Finding]:
    """Compare every stored hash with the one that the entries make."""
    made = merkle.grow(0, leaves, dict[merkle.Place, bytes]().__getitem__)
    statement = sa.select(LedgerNode.level, LedgerNode.number, LedgerNode.hash).where(
        LedgerNode.log_id == log.id
    )
    for level, number, value in db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        if (number + 1) << level > len(leaves):
            continue  # of entries placed since
        expected = made.pop((level, number), None)
        if expected is None or expected.hex() != value:
            yield Finding(FindingKind.HASH_CHANGED, place=number << level)
    for level, number in sorted(made):
        yield Finding(FindingKind.HASH_CHANGED, place=number << level)


def _check_checkpoints(log: LedgerLog, leaves: list[bytes]) -> Iterator[Finding]:
    """Compare every checkpoint with the tree that the entries make, and its signature with our keys."""
    made = merkle.grow(0, leaves, dict[merkle.Place, bytes]().__getitem__)
    known = [bytes.fromhex(key.public_key) for key in signing.list_keys()]
    for row in checkpoints.list_checkpoints(log.id):
        try:
            note = notes.read(row.note)
        except WrongNote:
            yield Finding(FindingKind.SIGNATURE_WRONG, place=row.size)
            continue
        if not any(note.is_signed_by(key) for key in known):
            yield Finding(FindingKind.SIGNATURE_WRONG, place=row.size)
        if not _agrees(log, row, note.checkpoint, len(leaves), made):
            yield Finding(FindingKind.CHECKPOINT_DIFFERS, place=row.size)


def _agrees(
    log: LedgerLog,
    row: LedgerCheckpoint,
    said: notes.Checkpoint,
    size: int,
    made: dict[merkle.Place, bytes],
) -> bool:
    if (said.origin, said.size, said.root.hex()) != (log.origin, row.size, row.root) or row.size > size:
        return False
    return merkle.join([made[place] for place in merkle.peaks(row.size)]) == said.root
