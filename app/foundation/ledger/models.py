"""The tables of the ledger; the database itself refuses to change or replace their rows (migration 0002)."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, Id, Instant, Json, Model, UtcDateTime, reference

HEX_DIGEST = 64


class LedgerLog(Model):
    """One log for each consultation, one for each collectivity for what belongs to none; the only row that changes."""

    __tablename__ = "ledger_log"
    __table_args__ = (
        sa.CheckConstraint("size >= 0 AND low_entry_id >= 0", name="counts_not_negative"),
        sa.Index("ix_ledger_log_consultation_id", "consultation_id"),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    collectivity_id: Mapped[int] = mapped_column(BigId, index=True)
    consultation_id: Mapped[int | None] = mapped_column(BigId)
    origin: Mapped[str] = mapped_column(sa.String(300))
    size: Mapped[int] = mapped_column(BigId, default=0)
    low_entry_id: Mapped[int] = mapped_column(BigId, default=0)
    created_at: Mapped[Instant]


class LedgerEntry(Model):
    """What was done, without a text, a name or an instant finer than the hour."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.UniqueConstraint("log_id", "leaf_hash"),
        sa.UniqueConstraint("log_id", "subject", "pseudonym", "revision"),
        sa.Index("ix_ledger_entry_log_id_id", "log_id", "id"),
    )

    id: Mapped[Id]
    log_id: Mapped[int] = reference("ledger_log.id", index=False)
    kind: Mapped[str] = mapped_column(sa.String(40))
    body: Mapped[str] = mapped_column(sa.Text)
    leaf_hash: Mapped[str] = mapped_column(sa.String(HEX_DIGEST))
    subject: Mapped[str | None] = mapped_column(sa.String(60))
    pseudonym: Mapped[str | None] = mapped_column(sa.String(HEX_DIGEST))
    revision: Mapped[int | None]
    recorded_at: Mapped[Instant]


class LedgerSequence(Model):
    """The place of an entry in the tree."""

    __tablename__ = "ledger_sequence"

    log_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("ledger_log.id"), primary_key=True)
    position: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("ledger_entry.id"), unique=True)
    batch: Mapped[int]


class LedgerNode(Model):
    """The hash of a complete subtree: `number` counts from the left the subtrees of 2^level leaves."""

    __tablename__ = "ledger_node"

    log_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("ledger_log.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(sa.String(HEX_DIGEST))


class LedgerCheckpoint(Model):
    """A signed note that says how many entries a log has, and the root over them."""

    __tablename__ = "ledger_checkpoint"
    __table_args__ = (sa.UniqueConstraint("log_id", "size"),)

    id: Mapped[Id]
    log_id: Mapped[int] = reference("ledger_log.id", index=False)
    size: Mapped[int] = mapped_column(BigId)
    root: Mapped[str] = mapped_column(sa.String(HEX_DIGEST))
    note: Mapped[str] = mapped_column(sa.Text)
    signed_at: Mapped[Instant]


class LedgerVerification(Model):
    """What one verification of a log found."""

    __tablename__ = "ledger_verification"

    id: Mapped[Id]
    log_id: Mapped[int] = reference("ledger_log.id")
    checked_at: Mapped[Instant]
    size: Mapped[int] = mapped_column(BigId)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class PseudonymKey(Model):
    """That a consultation has a key, and which; the key itself is a file outside the database and its backups."""

    __tablename__ = "pseudonym_key"

    consultation_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    fingerprint: Mapped[str] = mapped_column(sa.String(HEX_DIGEST))
    created_at: Mapped[Instant]
    destroy_on: Mapped[date | None]
    destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SigningKey(Model):
    """The public half of a key that signs checkpoints; the one with the highest number signs."""

    __tablename__ = "signing_key"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[str] = mapped_column(sa.String(HEX_DIGEST), unique=True)
    created_at: Mapped[Instant]
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
