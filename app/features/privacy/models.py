"""Acceptances of notices, activity of accounts, exports of one's own data, and the list of erasures."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.features.privacy.types import Texts
from app.foundation.database import (
    BelongsToCollectivity,
    BigId,
    Id,
    Instant,
    Json,
    Model,
    UtcDateTime,
    enumeration,
    reference,
)


class NoticeAcceptance(BelongsToCollectivity, Model):
    """A person accepted one version of the legal notice of a collectivity."""

    __tablename__ = "notice_acceptance"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user_account.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("public_text_version.id"), primary_key=True)
    accepted_at: Mapped[Instant]


class AccountActivity(Model):
    """The day on which an account last signed in, and when it was warned that it will be erased."""

    __tablename__ = "account_activity"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user_account.id"), primary_key=True)
    last_seen_on: Mapped[date] = mapped_column(index=True)
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonalExport(Model):
    """A file with all data of one person, made when she asks, fetched once, deleted soon."""

    __tablename__ = "personal_export"

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id")
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    asked_at: Mapped[Instant]
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[Instant]


class Erasure(Model):
    """An account was erased; `files` still have to go, until `wiped_at`.

    `fingerprint` tells this account from one that has its number after an old backup was restored.
    """

    __tablename__ = "erasure"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user_account.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    texts: Mapped[Texts] = mapped_column(enumeration(Texts, "texts"))
    erased_at: Mapped[Instant]
    files: Mapped[list[str]] = mapped_column(Json)
    wiped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
