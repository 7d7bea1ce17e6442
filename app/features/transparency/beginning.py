"""Entering once, marked so, what was done before the ledger: in pieces, each a transaction that may be run again."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.plans.models import PlanVersion
from app.features.proposals.models import Proposal
from app.features.supports.models import Opinion, Support
from app.features.transparency import acts, older
from app.features.transparency.older import Dated
from app.foundation.database import db, lock_row, transaction
from app.foundation.errors import ChangedMeanwhile
from app.foundation.ledger.entering import NewEntry, enter_many, find_log
from app.foundation.ledger.models import LedgerEntry
from app.foundation.ledger.pseudonyms import find_key, key_of
from app.foundation.ledger.sequencing import lock_log

ROWS_AT_ONCE = 5000
ATTEMPTS = 5
# A consultation whose announcement stands in its log was entered whole: that entry is written last.
BEGUN_BY = "consultation.announced"


def begin(consultation_id: int) -> int:
    """Enter what is missing of a consultation; return how many acts. Not to be called inside a transaction."""
    entered = 0
    for enter_piece in (_enter_supports, _enter_opinions):
        after: int | None = 0
        while after is not None:
            count, after = _in_transaction(enter_piece, consultation_id, after)
            entered += count
    decisions: int = _in_transaction(_enter_decisions, consultation_id)
    return entered + decisions


def begin_plans(collectivity_id: int) -> int:
    """Enter the published versions of a collectivity's plans that are missing; return how many."""
    entered: int = _in_transaction(_enter_versions, collectivity_id)
    return entered


def list_consultations(*, is_thorough: bool = False) -> list[int]:
    """Return the announced consultations that were not entered yet; with `is_thorough` all of them.

    What was entered once is not gone through again: an act without entry is then no older act, but a finding.
    """
    statement = sa.select(Consultation.id).where(Consultation.announced_at.is_not(None))
    if not is_thorough:
        about = sa.literal("consultation:") + sa.cast(Consultation.id, sa.String)
        statement = statement.where(
            ~sa.exists().where(LedgerEntry.subject == about, LedgerEntry.kind == BEGUN_BY)
        )
    return list(db.session.scalars(statement.order_by(Consultation.id)))


def list_collectivities() -> list[int]:
    """Return the collectivities with published versions of plans that were not entered yet."""
    about = sa.literal("version:") + sa.cast(PlanVersion.id, sa.String)
    statement = sa.select(PlanVersion.collectivity_id).where(
        PlanVersion.published_at.is_not(None), ~sa.exists().where(LedgerEntry.subject == about)
    )
    return list(db.session.scalars(statement.distinct().order_by(PlanVersion.collectivity_id)))


def _in_transaction(piece: Callable[..., Any], *arguments: int) -> Any:
    """Do one piece; a live act that entered the same at the same moment makes it begin anew."""
    for _attempt in range(ATTEMPTS):
        try:
            with transaction() as now:
                return piece(*arguments, now)
        except IntegrityError:
            continue
    raise ChangedMeanwhile


def _enter_supports(consultation_id: int, after: int, now: datetime) -> tuple[int, int | None]:
    columns: tuple[Any, ...] = (Support.id, Support.proposal_id, Support.user_id, Support.given_at)
    statement = (
        sa.select(*columns)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Proposal.consultation_id == consultation_id, Support.id > after)
        .order_by(Support.id)
        .limit(ROWS_AT_ONCE)
    )

    def entry(key: bytes, row: Any) -> NewEntry:
        return acts.support(key=key, proposal_id=row.proposal_id, user_id=row.user_id, is_given=True)

    return _enter_personal(consultation_id, statement, entry, now)


def _enter_opinions(consultation_id: int, after: int, now: datetime) -> tuple[int, int | None]:
    columns: tuple[Any, ...] = (
        Opinion.id,
        Opinion.item_id,
        Opinion.user_id,
        Opinion.stance,
        Opinion.given_at,
    )
    statement = (
        sa.select(*columns)
        .where(Opinion.consultation_id == consultation_id, Opinion.id > after)
        .order_by(Opinion.id)
        .limit(ROWS_AT_ONCE)
    )

    def entry(key: bytes, row: Any) -> NewEntry:
        return acts.opinion(key=key, item_id=row.item_id, user_id=row.user_id, stance=row.stance)

    return _enter_personal(consultation_id, statement, entry, now)


def _enter_personal(
    consultation_id: int, statement: sa.Select[Any], entry: Callable[[bytes, Any], NewEntry], now: datetime
) -> tuple[int, int | None]:
    """Enter what of some rows is missing; return how many, and after which row it goes on (None: nowhere)."""
    consultation = db.session.get_one(Consultation, consultation_id)
    _lock(consultation)
    rows = db.session.execute(statement).all()
    if not rows or _is_key_gone(consultation_id):
        return 0, None
    key = key_of(consultation_id=consultation_id)
    dated = [(row.given_at, entry(key, row)) for row in rows]
    missing = _without_known(consultation, dated)
    _enter(consultation, missing, now)
    return len(missing), rows[-1].id if len(rows) == ROWS_AT_ONCE else None


def _is_key_gone(consultation_id: int) -> bool:
    known = find_key(consultation_id)
    return known is not None and known.destroyed_at is not None


def _without_known(consultation: Consultation, dated: list[Dated]) -> list[Dated]:
    """Return the personal acts whose subject and pseudonym the log does not know at all."""
    log = find_log(collectivity_id=consultation.collectivity_id, consultation_id=consultation.id)
    if log is None:
        return dated
    known: set[tuple[str | None, str | None]] = set()
    subjects = sorted({str(entry.subject) for _at, entry in dated})
    for start in range(0, len(subjects), 500):
        statement = sa.select(LedgerEntry.subject, LedgerEntry.pseudonym).where(
            LedgerEntry.log_id == log.id, LedgerEntry.subject.in_(subjects[start : start + 500]),
            LedgerEntry.pseudonym.is_not(None),
        )  # fmt: skip
        known.update((subject, pseudonym) for subject, pseudonym in db.session.execute(statement))
    return [(at, entry) for at, entry in dated if (entry.subject, entry.pseudonym) not in known]


def _enter_decisions(consultation_id: int, now: datetime) -> int:
    """Enter what nobody's pseudonym belongs to, the announcement last."""
    # First the acts are read, then the entries: an act done meanwhile is in neither or in the second.
    consultation: Consultation = lock_row(Consultation, consultation_id)
    _lock(consultation)
    dated = sorted(older.public_acts(consultation), key=lambda each: each[0])
    missing = _not_entered(consultation.collectivity_id, consultation.id, dated)
    first = [each for each in missing if each[1].kind != BEGUN_BY]
    _enter(consultation, first, now)
    _enter(consultation, [each for each in missing if each[1].kind == BEGUN_BY], now)
    return len(missing)


def _enter_versions(collectivity_id: int, now: datetime) -> int:
    collectivity: Collectivity = lock_row(Collectivity, collectivity_id)
    statement = sa.select(PlanVersion).where(
        PlanVersion.collectivity_id == collectivity_id, PlanVersion.published_at.is_not(None)
    )
    published = [
        (version.published_at, acts.plan_version(version, collectivity))
        for version in db.session.scalars(statement.order_by(PlanVersion.id)).all()
        if version.published_at is not None
    ]
    missing = _not_entered(collectivity_id, None, published)
    _enter_dated(collectivity_id, None, missing, now)
    return len(missing)


def _not_entered(collectivity_id: int, consultation_id: int | None, dated: list[Dated]) -> list[Dated]:
    """Return the acts without their entry, in their order."""
    log = find_log(collectivity_id=collectivity_id, consultation_id=consultation_id)
    if log is None:
        return dated
    statement = (
        sa.select(LedgerEntry.kind, LedgerEntry.subject, sa.func.count())
        .where(LedgerEntry.log_id == log.id, LedgerEntry.pseudonym.is_(None))
        .group_by(LedgerEntry.kind, LedgerEntry.subject)
    )
    counts = {(kind, subject): count for kind, subject, count in db.session.execute(statement)}
    missing = []
    # The latest acts of a kind on a subject are those that were entered as they happened.
    by_about = sorted(dated, key=lambda each: (each[1].kind, str(each[1].subject)))
    for about, group in groupby(by_about, key=lambda each: (each[1].kind, each[1].subject)):
        of_subject = sorted(group, key=lambda each: each[0])
        missing += of_subject[: max(0, len(of_subject) - counts.get(about, 0))]
    return sorted(missing, key=lambda each: each[0])


def _lock(consultation: Consultation) -> None:
    """Let one worker after another enter what is missing of a consultation."""
    log = find_log(collectivity_id=consultation.collectivity_id, consultation_id=consultation.id)
    if log is not None:
        lock_log(log.id)


def _enter(consultation: Consultation, dated: Iterable[Dated], now: datetime) -> None:
    _enter_dated(consultation.collectivity_id, consultation.id, list(dated), now)


def _enter_dated(
    collectivity_id: int, consultation_id: int | None, dated: list[Dated], now: datetime
) -> None:
    if not dated:
        return
    entries = [replace(entry, facts={**entry.facts, **acts.BEFORE_LEDGER}, at=at) for at, entry in dated]
    enter_many(collectivity_id=collectivity_id, consultation_id=consultation_id, entries=entries, now=now)
