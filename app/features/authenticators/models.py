"""Authenticator apps, passkeys and recovery codes of accounts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.authenticators.types import ChallengePurpose
from app.foundation.database import Id, Instant, Model, UtcDateTime, enumeration, reference


class AuthenticatorApp(Model):
    """The authenticator app of an account: its secret sealed, and the last step of time whose code was taken."""

    __tablename__ = "authenticator_app"
    __table_args__ = (sa.UniqueConstraint("user_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id", index=False)
    sealed_secret: Mapped[str] = mapped_column(sa.String(200))
    last_step: Mapped[int] = mapped_column(sa.BigInteger)
    created_at: Mapped[Instant]
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Model):
    """A passkey of an account: its public half; `sign_count` only ever grows (or stays 0, where it is not kept)."""

    __tablename__ = "passkey"
    __table_args__ = (sa.CheckConstraint("sign_count >= 0", name="signatures_are_counted"),)

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id")
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary(2000))
    user_handle: Mapped[bytes] = mapped_column(sa.LargeBinary(64))
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    name: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[Instant]
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasskeyChallenge(Model):
    """What a passkey is asked to sign: of one use, for a few minutes; of one account unless it is to say which."""

    __tablename__ = "passkey_challenge"

    id: Mapped[Id]
    challenge: Mapped[bytes] = mapped_column(sa.LargeBinary(64), unique=True)
    purpose: Mapped[ChallengePurpose] = mapped_column(enumeration(ChallengePurpose, "purpose"))
    user_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    user_handle: Mapped[bytes | None] = mapped_column(sa.LargeBinary(64))
    expires_at: Mapped[Instant] = mapped_column(index=True)


class RecoveryCode(Model):
    """A code on paper for whoever lost the rest: hashed, of one use."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id", index=False)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[Instant]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
