"""What is kept of a verified person: a keyed digest, never a name, a birth date or a number."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.voters.types import Script
from app.foundation.database import (
    BelongsToCollectivity,
    BigId,
    Id,
    Instant,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)

_HOLDS = sa.text("revoked_at IS NULL")
_WHILE_IT_HOLDS: dict[str, Any] = {"sqlite_where": _HOLDS, "postgresql_where": _HOLDS}
_IN_FORCE = sa.text("confirmed_at IS NOT NULL AND replaced_at IS NULL")
_WHILE_IN_FORCE: dict[str, Any] = {"sqlite_where": _IN_FORCE, "postgresql_where": _IN_FORCE}


class VoterKey(Model):
    """The fingerprint of the key under which a collectivity's digests are made; the key itself is a file elsewhere."""

    __tablename__ = "voter_key"

    collectivity_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("collectivity.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[Instant]


class ResidenceDeclaration(Model):
    """A voter's own declaration, once for each consultation, that she lives in the territory."""

    __tablename__ = "residence_declaration"

    consultation_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("consultation.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user_account.id"), primary_key=True)
    declared_at: Mapped[Instant]


class DeskCode(Model):
    """The code that a person reads out at the desk, in place of her address."""

    __tablename__ = "desk_code"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user_account.id"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    created_at: Mapped[Instant]


class DeskVerification(BelongsToCollectivity, Model):
    """Somebody of the collectivity saw the person of an account; it holds until it is revoked."""

    __tablename__ = "desk_verification"
    __table_args__ = (
        sa.Index(
            "uq_desk_verification_in_force", "collectivity_id", "user_id", unique=True, **_WHILE_IT_HOLDS
        ),
        sa.CheckConstraint("verified_by_id <> user_id", name="nobody_verifies_herself"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id")
    person_digest: Mapped[str] = mapped_column(sa.String(64))
    script: Mapped[Script] = mapped_column(enumeration(Script, "script"), default=Script.LATIN)
    verified_by_id: Mapped[int] = reference("user_account.id")
    verified_at: Mapped[Instant]
    revoked_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RegisterImport(BelongsToCollectivity, Model):
    """A register as it was handed in: a preview until it is confirmed, in force until another replaces it."""

    __tablename__ = "register_import"
    __table_args__ = (
        sa.Index("uq_register_import_in_force", "collectivity_id", unique=True, **_WHILE_IN_FORCE),
        sa.CheckConstraint("number_count > 0 AND repeated_count >= 0", name="counts_are_sensible"),
        sa.CheckConstraint(
            "replaced_at IS NULL OR confirmed_at IS NOT NULL", name="only_what_held_is_replaced"
        ),
    )

    id: Mapped[Id]
    number_count: Mapped[int]
    repeated_count: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int] = reference("user_account.id")
    created_at: Mapped[Instant]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RegisterNumber(Model):
    """The keyed digest of one number of a register."""

    __tablename__ = "register_number"

    import_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("register_import.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class RegisterClaim(BelongsToCollectivity, Model):
    """An account says that a number of the register is hers; a number is claimed by one account at a time."""

    __tablename__ = "register_claim"
    __table_args__ = (
        sa.UniqueConstraint("collectivity_id", "digest"),
        sa.UniqueConstraint("collectivity_id", "user_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id")
    digest: Mapped[str] = mapped_column(sa.String(64))
    claimed_at: Mapped[Instant]


class ProviderIdentity(Model):
    """Who an account is for an identity service, keyed by the service and its name for the person."""

    __tablename__ = "provider_identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"), sa.UniqueConstraint("issuer", "user_id"))

    id: Mapped[Id]
    issuer: Mapped[str] = mapped_column(sa.String(300))
    subject: Mapped[str] = mapped_column(sa.String(255))
    user_id: Mapped[int] = reference("user_account.id")
    linked_at: Mapped[Instant]
