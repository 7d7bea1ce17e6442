"""Reads of the ledger for its public pages: only of what everybody may know of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.features.ballots import queries as ballots
from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.transparency.types import Finding, Verified
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.ledger import checkpoints, proofs
from app.foundation.ledger.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerLog,
    LedgerSequence,
    LedgerVerification,
    PseudonymKey,
)
from app.foundation.ledger.proofs import InclusionProof
from app.foundation.pagination import Page, paginate

CHECKPOINTS_AT_ONCE = 20
BALLOTS = frozenset({"ballot.cast", "ballot.withdrawn"})
_LOG = re.compile(r"([1-9][0-9]{0,15})-(0|[1-9][0-9]{0,15})", re.ASCII)
_NO_DIGIT = re.compile(r"[\s:.\-\u200e\u200f\u2066-\u2069\u202a-\u202e\ufeff]+")
_LEAF = re.compile("[0-9a-f]{64}", re.ASCII)
_NONCE = re.compile("[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Overview:
    """How one log stands."""

    name: str
    entries: int
    waiting: int
    signed_size: int
    signed_at: datetime | None
    verified: Verified | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint in brief, with the address of its log."""

    address: str
    size: int
    root: str
    signed_at: datetime
    consultation_id: int | None


@dataclass(frozen=True, slots=True)
class KeyLife:
    """Until when pseudonyms of a consultation can be linked to people by whoever holds its key."""

    fingerprint: str
    destroy_on: date | None
    destroyed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the ledger knows of a leaf hash; without a proof the entry still waits for the next batch."""

    leaf: str
    address: str
    slug: str
    consultation_id: int | None
    consultation_texts: dict[str, Any] | None
    kind: str
    is_replaced: bool
    proof: InclusionProof | None
    checkpoint: Signed | None

    @property
    def is_of_ballot(self) -> bool:
        return self.kind in BALLOTS


def address_of(log: LedgerLog) -> str:
    """Return what a log is called in addresses: "25-7", as its origin ends."""
    return f"{log.collectivity_id}-{log.consultation_id or 0}"


def get_public_log(address: str) -> LedgerLog:
    """Return the log at an address, or raise NotFound; that of a consultation in preparation is not there."""
    found = _LOG.fullmatch(address)
    if found is None:
        raise NotFound
    statement = (
        sa.select(LedgerLog)
        .outerjoin(Consultation, Consultation.id == LedgerLog.consultation_id)
        .where(
            LedgerLog.collectivity_id == int(found[1]),
            sa.func.coalesce(LedgerLog.consultation_id, 0) == int(found[2]),
            _is_public(),
        )
    )
    log = db.session.scalar(statement)
    if log is None:
        raise NotFound
    return log


def find_log(consultation_id: int) -> LedgerLog | None:
    """Return the log of a consultation, or None while nothing of it was entered."""
    return db.session.scalar(sa.select(LedgerLog).where(LedgerLog.consultation_id == consultation_id))


def list_logs(*, consultation_id: int | None = None) -> list[tuple[int, str]]:
    """Return ids and names of the logs, or of one consultation's; for operators."""
    statement = sa.select(LedgerLog.id, LedgerLog.name).order_by(LedgerLog.id)
    if consultation_id is not None:
        statement = statement.where(LedgerLog.consultation_id == consultation_id)
    return [(log_id, name) for log_id, name in db.session.execute(statement)]


def list_overview() -> list[Overview]:
    """Return how every log stands; for operators."""
    logs = db.session.scalars(sa.select(LedgerLog).order_by(LedgerLog.id)).all()
    return [_overview(log) for log in logs]


def count_entries(log_id: int) -> int:
    """Return how many entries a log has, those that wait for their place included."""
    statement = sa.select(sa.func.count()).select_from(LedgerEntry).where(LedgerEntry.log_id == log_id)
    return db.session.scalar(statement) or 0


def find_verified(log_id: int) -> Verified | None:
    """Return what the last verification of a log found, or None when it was never verified."""
    return _verified(LedgerVerification.log_id == log_id)


def find_verified_of(consultation_id: int) -> Verified | None:
    """Return what the last verification of a consultation's log found; one query, for its other pages."""
    of_consultation = sa.select(LedgerLog.id).where(LedgerLog.consultation_id == consultation_id)
    return _verified(LedgerVerification.log_id == of_consultation.scalar_subquery())


def find_latest(*, collectivity_id: int, consultation_id: int | None = None) -> Signed | None:
    """Return the newest checkpoint of a consultation, or of anything public of a collectivity; one query."""
    statement = (
        sa.select(LedgerCheckpoint, LedgerLog)
        .join(LedgerLog, LedgerLog.id == LedgerCheckpoint.log_id)
        .outerjoin(Consultation, Consultation.id == LedgerLog.consultation_id)
        .where(LedgerLog.collectivity_id == collectivity_id, _is_public())
        .order_by(LedgerCheckpoint.signed_at.desc(), LedgerCheckpoint.id.desc())
        .limit(1)
    )
    if consultation_id is not None:
        statement = statement.where(LedgerLog.consultation_id == consultation_id)
    row = db.session.execute(statement).one_or_none()
    return _signed(*row) if row is not None else None


def page_of_checkpoints(log_id: int, *, number: int) -> Page[LedgerCheckpoint]:
    """Return one page of the checkpoints of a log, the newest first."""
    statement = sa.select(LedgerCheckpoint).where(LedgerCheckpoint.log_id == log_id)
    return paginate(statement.order_by(LedgerCheckpoint.size.desc()), number=number, size=CHECKPOINTS_AT_ONCE)


def get_checkpoint(log_id: int, size: int | None = None) -> LedgerCheckpoint:
    """Return the checkpoint of some size (by default the newest), or raise NotFound."""
    if size is None:
        newest = checkpoints.latest(log_id)
    else:
        newest = db.session.scalar(
            sa.select(LedgerCheckpoint).where(
                LedgerCheckpoint.log_id == log_id, LedgerCheckpoint.size == size
            )
        )
    if newest is None:
        raise NotFound
    return newest


def find_key_life(consultation_id: int) -> KeyLife | None:
    """Return until when a consultation's pseudonyms can be linked, or None while it has no key."""
    key = db.session.scalar(sa.select(PseudonymKey).where(PseudonymKey.consultation_id == consultation_id))
    return KeyLife(key.fingerprint, key.destroy_on, key.destroyed_at) if key is not None else None


def find_destruction(log_id: int) -> LedgerEntry | None:
    """Return the entry that says that the key was destroyed, or None."""
    statement = sa.select(LedgerEntry).where(
        LedgerEntry.log_id == log_id, LedgerEntry.kind == "key.destroyed"
    )
    return db.session.scalar(statement.limit(1))


def as_leaf(typed: str) -> str | None:
    """Return a leaf hash as it is written, whatever blanks, marks and capitals were typed; None for anything else."""
    leaf = _NO_DIGIT.sub("", typed).lower()
    return leaf if _LEAF.fullmatch(leaf) else None


def as_nonce(typed: str) -> str | None:
    """Return a nonce as it is written, or None for anything else."""
    nonce = _NO_DIGIT.sub("", typed).lower()
    return nonce if _NONCE.fullmatch(nonce) else None


def find_receipt(leaf: str) -> Receipt | None:
    """Return what the public ledgers know of a leaf hash, or None."""
    statement = (
        sa.select(LedgerEntry, LedgerLog, Consultation.texts, Collectivity.slug)
        .join(LedgerLog, LedgerLog.id == LedgerEntry.log_id)
        .join(Collectivity, Collectivity.id == LedgerLog.collectivity_id)
        .outerjoin(Consultation, Consultation.id == LedgerLog.consultation_id)
        .where(LedgerEntry.leaf_hash == leaf, _is_public())
        .limit(1)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return None
    entry, log, texts, slug = row
    newest = checkpoints.latest(log.id)
    proof = proofs.inclusion(log.id, leaf, newest.size) if newest is not None else None
    return Receipt(
        leaf=leaf, address=address_of(log), slug=slug, consultation_id=log.consultation_id, consultation_texts=texts,
        kind=entry.kind, is_replaced=_is_replaced(entry), proof=proof,
        checkpoint=_signed(newest, log) if newest is not None and proof is not None else None,
    )  # fmt: skip


def find_opening(receipt: Receipt, *, nonce: str) -> Sequence[int] | None:
    """Return the choices that a ballot's receipt opens with its nonce, once the vote is closed, or None."""
    if receipt.consultation_id is None or not receipt.is_of_ballot:
        return None
    question = ballots.find_of_consultation(receipt.consultation_id)
    opened = ballots.find_opening(question=question, leaf_hash=receipt.leaf) if question is not None else None
    if opened is None or opened["nonce"] != nonce:
        return None
    choices: list[int] = opened["choices"]
    return choices


def _is_public() -> sa.ColumnElement[bool]:
    return sa.or_(LedgerLog.consultation_id.is_(None), Consultation.announced_at.is_not(None))


def _is_replaced(entry: LedgerEntry) -> bool:
    if entry.pseudonym is None:
        return False
    later = sa.select(LedgerEntry.id).where(
        LedgerEntry.log_id == entry.log_id, LedgerEntry.subject == entry.subject,
        LedgerEntry.pseudonym == entry.pseudonym, LedgerEntry.revision > (entry.revision or 0),
    )  # fmt: skip
    return db.session.scalar(later.limit(1)) is not None


def _verified(condition: sa.ColumnElement[bool]) -> Verified | None:
    statement = sa.select(LedgerVerification).where(condition).order_by(LedgerVerification.id.desc()).limit(1)
    kept = db.session.scalar(statement)
    if kept is None:
        return None
    findings = tuple(Finding.from_json(each) for each in kept.findings)
    return Verified(checked_at=kept.checked_at, size=kept.size, findings=findings)


def _signed(checkpoint: LedgerCheckpoint, log: LedgerLog) -> Signed:
    return Signed(
        address=address_of(log), size=checkpoint.size, root=checkpoint.root, signed_at=checkpoint.signed_at,
        consultation_id=log.consultation_id,
    )  # fmt: skip


def _overview(log: LedgerLog) -> Overview:
    newest = checkpoints.latest(log.id)
    entries = count_entries(log.id)
    placed = sa.select(sa.func.count()).select_from(LedgerSequence).where(LedgerSequence.log_id == log.id)
    return Overview(
        name=log.name, entries=entries, waiting=entries - (db.session.scalar(placed) or 0),
        signed_size=newest.size if newest else 0, signed_at=newest.signed_at if newest else None,
        verified=find_verified(log.id),
    )  # fmt: skip
