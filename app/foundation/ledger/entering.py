"""Entering an act in the ledger, in the transaction of the act: no act without entry, no entry without act."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.foundation.database import db, insert_into
from app.foundation.errors import ChangedMeanwhile
from app.foundation.ledger.canonical import canonical, hour_of, start_of_hour
from app.foundation.ledger.merkle import hash_leaf
from app.foundation.ledger.models import LedgerEntry, LedgerLog

FORMAT = 1
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One act to enter among many; without `at` it happened now."""

    kind: str
    facts: Mapping[str, Any]
    subject: str | None = None
    pseudonym: str | None = None
    revision: int | None = None
    at: datetime | None = None


class _Log(NamedTuple):
    id: int
    origin: str
    last_revision: int | None = None


def log_name(*, collectivity_id: int, consultation_id: int | None) -> str:
    """Return the name of a log: "c25-k7", and "c25-k0" for what belongs to no consultation."""
    return f"c{collectivity_id}-k{consultation_id or 0}"


def find_log(*, collectivity_id: int, consultation_id: int | None) -> LedgerLog | None:
    """Return a log, or None when nothing was entered in it."""
    name = log_name(collectivity_id=collectivity_id, consultation_id=consultation_id)
    return db.session.scalar(sa.select(LedgerLog).where(LedgerLog.name == name))


def enter(
    *,
    collectivity_id: int,
    consultation_id: int | None,
    kind: str,
    facts: Mapping[str, Any],
    now: datetime,
    subject: str | None = None,
    pseudonym: str | None = None,
    revision: int | None = None,
) -> LedgerEntry:
    """Enter one act; without a revision it takes the next one of its subject and pseudonym.

    Call it inside the act's transaction, holding the lock that lets one act on the object go after another.
    """
    new = NewEntry(kind=kind, facts=facts, subject=subject, pseudonym=pseudonym, revision=revision)
    log = _log(collectivity_id, consultation_id, now, about=new)
    if revision is None:
        revision = (log.last_revision or 0) + 1
    entry = LedgerEntry(**_row(log, new, revision=revision, now=now))
    db.session.add(entry)
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody entered the same revision first, without the lock
        raise ChangedMeanwhile from error
    return entry


def enter_many(
    *, collectivity_id: int, consultation_id: int | None, entries: Iterable[NewEntry], now: datetime
) -> int:
    """Enter many acts in their order, in a few statements; return how many."""
    log = _log(collectivity_id, consultation_id, now)
    last = _last_revisions(log.id)
    rows = []
    for entry in entries:
        about = (entry.subject, entry.pseudonym)
        revision = entry.revision or last[about] + 1
        last[about] = max(last[about], revision)
        rows.append(_row(log, entry, revision=revision, now=now))
    insert_rows(LedgerEntry, rows)
    return len(rows)


def insert_rows(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows, some at a time."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        db.session.execute(sa.insert(model), rows[start : start + ROWS_AT_ONCE])


def _row(log: _Log, new: NewEntry, *, revision: int, now: datetime) -> dict[str, Any]:
    body = canonical(
        {
            "at": hour_of(new.at or now),
            "facts": dict(new.facts),
            "kind": new.kind,
            "log": log.origin,
            "pseudonym": new.pseudonym,
            "revision": revision,
            "subject": new.subject,
            "v": FORMAT,
        }
    )
    return {
        "log_id": log.id,
        "kind": new.kind,
        "body": body.decode("utf-8"),
        "leaf_hash": hash_leaf(body).hex(),
        "subject": new.subject,
        "pseudonym": new.pseudonym,
        "revision": revision,
        # A finer instant beside a pseudonym would help whoever reads the server's access log.
        "recorded_at": start_of_hour(now),
    }


def _log(
    collectivity_id: int, consultation_id: int | None, now: datetime, *, about: NewEntry | None = None
) -> _Log:
    """Return the log with the last revision of what an entry is about, in one query unless the log is new."""
    name = log_name(collectivity_id=collectivity_id, consultation_id=consultation_id)
    columns: list[Any] = [LedgerLog.id, LedgerLog.origin]
    if about is not None and about.revision is None:
        columns.append(_last_revision(about))
    statement = sa.select(*columns).where(LedgerLog.name == name)
    found = db.session.execute(statement).one_or_none()
    if found is None:
        _create_log(name, collectivity_id, consultation_id, now)
        found = db.session.execute(statement).one()
    return _Log(*found)


def _last_revision(about: NewEntry) -> Any:
    return (
        sa.select(sa.func.max(LedgerEntry.revision))
        .where(
            LedgerEntry.log_id == LedgerLog.id,
            LedgerEntry.subject == about.subject,
            LedgerEntry.pseudonym == about.pseudonym,
        )
        .scalar_subquery()
    )


def _last_revisions(log_id: int) -> dict[tuple[str | None, str | None], int]:
    statement = (
        sa.select(LedgerEntry.subject, LedgerEntry.pseudonym, sa.func.max(LedgerEntry.revision))
        .where(LedgerEntry.log_id == log_id)
        .group_by(LedgerEntry.subject, LedgerEntry.pseudonym)
    )
    found = {(subject, pseudonym): last or 0 for subject, pseudonym, last in db.session.execute(statement)}
    return defaultdict(int, found)


def _create_log(name: str, collectivity_id: int, consultation_id: int | None, now: datetime) -> None:
    host = urlsplit(current_app.extensions["settings"].public_url).netloc
    db.session.execute(
        insert_into(LedgerLog)
        .values(
            name=name,
            collectivity_id=collectivity_id,
            consultation_id=consultation_id,
            origin=f"{host}/ledger/{collectivity_id}-{consultation_id or 0}",
            size=0,
            low_entry_id=0,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["name"])
    )
