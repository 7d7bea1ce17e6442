"""Verifying a log: its own tree, then every act against its entry; what does not agree is named and kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.features.ballots.models import VotingQuestion
from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.transparency import comparing, comparing_decisions, comparing_keys, comparing_plans
from app.features.transparency.beginning import BEGUN_BY
from app.features.transparency.recounting import recount
from app.features.transparency.types import Finding, FindingKind
from app.foundation.database import db, snapshot, transaction
from app.foundation.ledger import verifying as tree
from app.foundation.ledger.keys import KeyDestroyed, KeyUnavailable
from app.foundation.ledger.models import LedgerEntry, LedgerLog, LedgerSequence, LedgerVerification
from app.foundation.ledger.pseudonyms import find_key, key_of
from app.foundation.logs import logger

# What is under way, or was lately, is verified every few minutes; everything else once a day.
OFTEN, SELDOM = timedelta(minutes=5), timedelta(days=1)
LATELY = timedelta(days=7)
MOST_KEPT = 200
UNDER_WAY = (ConsultationState.ANNOUNCED, ConsultationState.OPEN)


def verify(log_id: int) -> list[Finding]:
    """Verify a log as it stands at one instant, keep the result and return what is wrong.

    Not to be called inside a transaction.
    """
    with snapshot() as now:
        findings = _find(log_id, now)
    with transaction() as now:
        tree.record(log_id, [finding.as_json() for finding in findings[:MOST_KEPT]], now)
    return findings


def list_due(*, now: datetime) -> list[int]:
    """Return the logs to verify by now: consultations before plans, the one verified longest ago first."""
    last = (
        sa.select(LedgerVerification.log_id, sa.func.max(LedgerVerification.checked_at).label("at"))
        .group_by(LedgerVerification.log_id)
        .subquery()
    )
    statement = (
        sa.select(LedgerLog.id)
        .outerjoin(last, last.c.log_id == LedgerLog.id)
        .outerjoin(Consultation, Consultation.id == LedgerLog.consultation_id)
        .where(
            sa.or_(
                last.c.at.is_(None),
                last.c.at <= now - SELDOM,
                sa.and_(_is_live(now), last.c.at <= now - OFTEN),
                Consultation.closed_at >= last.c.at,
                _vote_closed_at() >= last.c.at,
            )
        )
        .order_by(LedgerLog.consultation_id.is_(None), last.c.at.asc().nulls_first(), LedgerLog.id)
    )
    return list(db.session.scalars(statement))


def _vote_closed_at() -> sa.ScalarSelect[Any]:
    statement = sa.select(sa.func.max(VotingQuestion.closed_at)).where(
        VotingQuestion.consultation_id == LedgerLog.consultation_id
    )
    return statement.correlate(LedgerLog).scalar_subquery()


def _is_live(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        Consultation.state.in_(UNDER_WAY),
        Consultation.closed_at >= now - LATELY,
        _vote_closed_at() >= now - LATELY,
    )


def _find(log_id: int, now: datetime) -> list[Finding]:
    return [
        *_as_far_as_readable(lambda: _with_entries(_of_tree(log_id, now)), log_id),
        *_as_far_as_readable(lambda: _of_log(log_id), log_id),
    ]


def _as_far_as_readable(look: Callable[[], Iterable[Finding]], log_id: int) -> list[Finding]:
    """Return what is found; what was changed into something that cannot even be read is a finding, not a fault."""
    try:
        return list(look())
    except DBAPIError:  # the database is away: nothing is said of its rows
        raise
    except Exception:
        logger().exception("ledger_unreadable", log_id=log_id)
        return [Finding(FindingKind.UNREADABLE)]


def _of_log(log_id: int) -> Iterator[Finding]:
    log = db.session.get_one(LedgerLog, log_id)
    if log.consultation_id is None:
        yield from comparing_plans.versions(log.collectivity_id, recount(log_id))
    elif _is_begun(log):
        yield from _of_acts(log_id, log.consultation_id)


def _is_begun(log: LedgerLog) -> bool:
    """Say whether the acts older than the ledger are entered: before, they cannot be compared."""
    statement = sa.select(LedgerEntry.id).where(LedgerEntry.log_id == log.id, LedgerEntry.kind == BEGUN_BY)
    return db.session.scalar(statement.limit(1)) is not None


def _of_tree(log_id: int, now: datetime) -> list[Finding]:
    return [Finding.from_json(finding.as_json()) for finding in tree.verify(log_id, now)]


def _with_entries(findings: list[Finding]) -> list[Finding]:
    """Return findings of the tree with the place and leaf hash of the entries they are about; one query."""
    ids = {finding.entry for finding in findings[:MOST_KEPT] if finding.entry is not None}
    statement = (
        sa.select(LedgerEntry.id, LedgerEntry.leaf_hash, LedgerSequence.position)
        .outerjoin(LedgerSequence, LedgerSequence.entry_id == LedgerEntry.id)
        .where(LedgerEntry.id.in_(ids))
    )
    known = {entry_id: (leaf, position) for entry_id, leaf, position in db.session.execute(statement)}
    return [
        replace(finding, leaf=known[finding.entry][0], position=known[finding.entry][1])
        if finding.entry in known
        else finding
        for finding in findings
    ]


def _of_acts(log_id: int, consultation_id: int) -> Iterator[Finding]:
    consultation = db.session.get_one(Consultation, consultation_id)
    said, key = recount(log_id), _find_key(consultation_id)
    yield from comparing_keys.key(consultation_id, said)
    yield from comparing.votes(consultation_id, said)
    yield from comparing.supports(consultation_id, said, key)
    yield from comparing.opinions(consultation_id, said, key)
    yield from comparing_decisions.decisions(consultation, said)


def _find_key(consultation_id: int) -> bytes | None:
    """Return the key of a consultation; without it numbers alone are compared, as everybody else does."""
    if find_key(consultation_id) is None:
        return None
    try:
        return key_of(consultation_id=consultation_id)
    except (KeyDestroyed, KeyUnavailable):
        return None
