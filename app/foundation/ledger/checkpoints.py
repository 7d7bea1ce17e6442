"""Signing checkpoints: only what extends the last one published, which is kept outside the database as well."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import sqlalchemy as sa

from app.foundation import failpoints
from app.foundation.database import db
from app.foundation.errors import DomainError
from app.foundation.i18n import _l
from app.foundation.ledger import keys, notes, proofs, signing
from app.foundation.ledger.models import LedgerCheckpoint, LedgerLog
from app.foundation.ledger.notes import Checkpoint, Note, WrongNote
from app.foundation.ledger.sequencing import lock_log
from app.foundation.ledger.signing import PublicKey
from app.foundation.logs import logger


class Problem(Enum):
    """Why a log is not signed any more."""

    OLDER_DATABASE = "older_database"
    OTHER_ENTRIES = "other_entries"
    RECORD_MISSING = "record_missing"
    RECORD_DAMAGED = "record_damaged"


class LedgerForked(DomainError):
    """The log does not extend what was published of it: nothing is signed until somebody looks into it."""

    status = 503
    message = _l("The ledger does not agree with what was published of it, so it is not signed.")

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__()


@dataclass(frozen=True, slots=True)
class State:
    """How far a log is signed, and what stands against signing it further."""

    size: int
    signed_size: int
    signed_at: datetime | None
    problem: Problem | None


def sign(log_id: int, now: datetime) -> LedgerCheckpoint | None:
    """Sign the log as it stands and publish the checkpoint; None when it is signed already.

    Call it in a transaction of its own, after the one that gave the entries their places. Raises LedgerForked.
    """
    log = lock_log(log_id)
    newest = latest(log_id)
    known = signing.require_keys(now)
    published = _require_extended(log, newest, known)
    if published is not None and (newest is None or newest.size < published.checkpoint.size):
        newest = mended = _record(log, published, now)  # published before a crash, and not recorded then
    else:
        mended = None
    if log.size == (newest.size if newest is not None else 0):
        return mended
    secrets = _secrets(known, published)
    next_key = known[-1].public_key if len(secrets) > 1 else None
    checkpoint = Checkpoint(log.origin, log.size, proofs.root(log_id, log.size), next_key)
    note = notes.sign(checkpoint, *secrets)
    # First the file, then the row: a crash between leaves a published note, whose row the next run writes.
    keys.folder().replace(file_of(log), str(note).encode())
    failpoints.reached("after_publishing")
    return _record(log, note, now)


def latest(log_id: int) -> LedgerCheckpoint | None:
    """Return the newest checkpoint of a log, or None when it was never signed."""
    statement = (
        sa.select(LedgerCheckpoint)
        .where(LedgerCheckpoint.log_id == log_id)
        .order_by(LedgerCheckpoint.size.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def first_with(log_id: int, position: int) -> LedgerCheckpoint | None:
    """Return the oldest checkpoint that covers the entry at a place, or None while none does."""
    statement = (
        sa.select(LedgerCheckpoint)
        .where(LedgerCheckpoint.log_id == log_id, LedgerCheckpoint.size > position)
        .order_by(LedgerCheckpoint.size)
        .limit(1)
    )
    return db.session.scalar(statement)


def list_checkpoints(log_id: int, *, up_to: int | None = None) -> list[LedgerCheckpoint]:
    """Return the checkpoints of a log, oldest first."""
    statement = sa.select(LedgerCheckpoint).where(LedgerCheckpoint.log_id == log_id)
    if up_to is not None:
        statement = statement.where(LedgerCheckpoint.size <= up_to)
    return list(db.session.scalars(statement.order_by(LedgerCheckpoint.size)))


def state(log_id: int) -> State:
    """Return how a log stands, compared anew with what was published of it."""
    log = db.session.get_one(LedgerLog, log_id)
    newest = latest(log_id)
    try:
        _require_extended(log, newest, signing.list_keys())
    except LedgerForked as forked:
        problem: Problem | None = forked.problem
    else:
        problem = None
    return State(
        size=log.size,
        signed_size=newest.size if newest else 0,
        signed_at=newest.signed_at if newest else None,
        problem=problem,
    )


def find_problems() -> dict[str, Problem]:
    """Return the logs that are not signed any more, by name, with the reason."""
    found = {}
    for log in db.session.scalars(sa.select(LedgerLog).order_by(LedgerLog.id)).all():
        problem = state(log.id).problem
        if problem is not None:
            found[log.name] = problem
    return found


def accept_last(log_name: str) -> int | None:
    """Take the last checkpoint in the database for the last published one, after the record of it was lost.

    Return its size, or None when the record is there. Only somebody who knows that no later one was published may.
    """
    log_id = db.session.scalars(sa.select(LedgerLog.id).where(LedgerLog.name == log_name)).one()
    log, newest = lock_log(log_id), latest(log_id)
    if newest is None or keys.folder().read(file_of(log)) is not None:
        return None
    _require_prefix(log, notes.read(newest.note).checkpoint)
    keys.folder().replace(file_of(log), newest.note.encode())
    return newest.size


def file_of(log: LedgerLog) -> str:
    """Return the name of the file that keeps the last published note of a log."""
    return f"published/{log.name}.txt"


def _require_extended(log: LedgerLog, newest: LedgerCheckpoint | None, known: list[PublicKey]) -> Note | None:
    """Return the last published note, which the log extends; LedgerForked when it does not."""
    try:
        published = _published(log, newest, known)
        for note in (published, _note_of(newest) if newest is not None else None):
            if note is not None:
                _require_prefix(log, note.checkpoint)
    except LedgerForked as forked:
        logger().error("ledger_forked", log=log.name, size=log.size, problem=forked.problem.value)
        raise
    return published


def _published(log: LedgerLog, newest: LedgerCheckpoint | None, known: list[PublicKey]) -> Note | None:
    data = keys.folder().read(file_of(log))
    if data is None:
        if newest is not None:
            raise LedgerForked(Problem.RECORD_MISSING)
        return None
    try:
        note = notes.read(data.decode("utf-8"))
    except (UnicodeDecodeError, WrongNote) as error:
        raise LedgerForked(Problem.RECORD_DAMAGED) from error
    if not any(note.is_signed_by(bytes.fromhex(key.public_key)) for key in known):
        raise LedgerForked(Problem.RECORD_DAMAGED)
    if newest is not None and newest.size > note.checkpoint.size:
        return _note_of(newest)  # the folder was restored from an older copy
    return note


def _note_of(row: LedgerCheckpoint) -> Note:
    try:
        return notes.read(row.note)
    except WrongNote as error:
        raise LedgerForked(Problem.RECORD_DAMAGED) from error


def _require_prefix(log: LedgerLog, checkpoint: Checkpoint) -> None:
    if checkpoint.origin != log.origin:
        raise LedgerForked(Problem.OTHER_ENTRIES)
    if checkpoint.size > log.size:
        raise LedgerForked(Problem.OLDER_DATABASE)
    try:
        root = proofs.root(log.id, checkpoint.size)
    except LookupError as error:
        raise LedgerForked(Problem.OTHER_ENTRIES) from error
    if root != checkpoint.root:
        raise LedgerForked(Problem.OTHER_ENTRIES)


def _secrets(known: list[PublicKey], published: Note | None) -> list[bytes]:
    """Return the key that signs, with the one that signed the last note when that was another."""
    current = known[-1]
    if published is None or published.is_signed_by(bytes.fromhex(current.public_key)):
        return [signing.secret_of(current)]
    former = [key for key in known if published.is_signed_by(bytes.fromhex(key.public_key))]
    return [signing.secret_of(current), *(signing.secret_of(key) for key in former[-1:])]


def _record(log: LedgerLog, note: Note, now: datetime) -> LedgerCheckpoint:
    row = LedgerCheckpoint(
        log_id=log.id, size=note.checkpoint.size, root=note.checkpoint.root.hex(), note=str(note), signed_at=now
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row
