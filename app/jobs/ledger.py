"""What keeps the ledger: entries get their places, checkpoints are signed, acts are verified, keys destroyed."""

import time
from collections.abc import Callable, Iterable
from datetime import date

from flask import current_app

from app.features.transparency import beginning, exporting, key_days, verifying
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import DomainError
from app.foundation.ledger import checkpoints, keys, pseudonyms, sequencing
from app.foundation.logs import logger

# The other jobs wait while logs are verified: so many at a turn.
VERIFIED_AT_ONCE = 20
# Longer than a writer of SQLite sleeps between two tries, so that a backlog keeps no vote waiting.
PAUSE_SECONDS = 0.2


def begin_ledger() -> int:
    """Enter once what was done before the ledger; return how many acts."""
    entered = sum(beginning.begin(each) for each in _ids(beginning.list_consultations()))
    return entered + sum(beginning.begin_plans(each) for each in _ids(beginning.list_collectivities()))


def sequence_ledger() -> int:
    """Give every waiting entry its place and sign what is not signed; return how many entries got one."""
    placed, faults = _apart(_ids(sequencing.list_waiting()), _place)
    _, more_faults = _apart(_ids(exporting.list_unsigned()), _sign)
    for fault in faults + more_faults:
        raise fault
    return placed


def verify_ledger() -> int:
    """Verify the logs that are due; return how many things do not agree."""
    due = _ids(verifying.list_due(now=clock.now()))[:VERIFIED_AT_ONCE]
    return sum(_verify(log_id) for log_id in due)


def prepare_exports() -> int:
    """Write the exports of large ledgers, so that nobody waits for one; return how many."""
    settings = current_app.extensions["settings"]
    return exporting.prepare_large(settings.data_folder)


def destroy_due_keys() -> int:
    """Destroy the keys whose announced day has come, by an entry first and the file after it; return how many.

    What ended without a vote is given its day first.
    """
    _, faults = _apart(_ids(key_days.list_without_day()), _state_day)
    due = _ids(pseudonyms.list_due(today=_today()))
    for consultation_id in due:
        with transaction() as now:
            pseudonyms.destroy(
                consultation_id=consultation_id,
                collectivity_id=pseudonyms.collectivity_of(consultation_id),
                now=now,
            )
    # Those of today, and those that a crash after the commit may have left.
    remains = pseudonyms.list_remains()
    db.session.rollback()
    for file in remains:
        keys.folder().remove(file)
    for fault in faults:
        raise fault
    return len(due)


def _state_day(consultation_id: int) -> int:
    with transaction():
        key_days.state_day(consultation_id, today=_today())
    return 1


def _today() -> date:
    return clock.local_date(clock.now(), current_app.config["TIME_ZONE"])


def _apart(ids: Iterable[int], work: Callable[[int], int]) -> tuple[int, list[Exception]]:
    """Do a piece of work for each of several, also after one that failed; return how much was done, and the faults."""
    done, faults = 0, []
    for each in ids:
        try:
            done += work(each)
        except Exception as fault:
            db.session.rollback()
            faults.append(fault)
    return done, faults


def _place(log_id: int, *, is_thorough: bool = False) -> int:
    """Give every waiting entry of a log its place, a few thousand in each transaction; return how many."""
    placed = 0
    while True:
        with transaction() as now:
            some = sequencing.sequence(log_id, now, is_thorough=is_thorough)
        placed += some
        if some < sequencing.ENTRIES_AT_ONCE:
            return placed
        let_others_write()


def let_others_write() -> None:
    """Leave the database to whoever waits for it, between two pieces of long work."""
    time.sleep(PAUSE_SECONDS)


def _sign(log_id: int) -> int:
    try:
        with transaction() as now:
            return int(checkpoints.sign(log_id, now) is not None)
    except DomainError as refusal:
        logger().error("ledger_not_signed", log_id=log_id, reason=type(refusal).__name__)
        return 0


def _verify(log_id: int) -> int:
    _place(log_id, is_thorough=True)  # so that nothing is missed that became visible very late
    findings = verifying.verify(log_id)
    if findings:
        logger().error("ledger_disagrees", log_id=log_id, findings=[str(each.kind) for each in findings[:20]])
    return len(findings)


def _ids(found: Iterable[int]) -> list[int]:
    """Return what was read, and end the reading: each piece of work has a transaction of its own."""
    ids = list(found)
    db.session.rollback()
    return ids
