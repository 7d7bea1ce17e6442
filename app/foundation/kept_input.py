"""What somebody typed before signing in, kept until she is back."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Instant, Json, Model, db

KEPT_FOR = timedelta(days=7)


class KeptInput(Model):
    """The fields of one form, found again by a secret that only the visitor's browser holds."""

    __tablename__ = "kept_input"

    token: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(500))
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[Instant]


def keep(*, address: str, fields: dict[str, Any], now: datetime) -> str:
    """Keep the fields of the form at `address`; return the secret that finds them again."""
    token = secrets.token_urlsafe(32)
    db.session.add(KeptInput(token=token, address=address, fields=fields, created_at=now))
    db.session.flush()
    return token


def find(*, token: str, now: datetime) -> KeptInput | None:
    """Return what was kept under a secret, or None when there is nothing or it is too old."""
    kept = db.session.get(KeptInput, token)
    return kept if kept is not None and kept.created_at > now - KEPT_FOR else None


def forget(*, token: str) -> None:
    """Delete what was kept under a secret."""
    db.session.execute(sa.delete(KeptInput).where(KeptInput.token == token))


def forget_old(*, now: datetime) -> None:
    """Delete everything that nobody came back for in time."""
    db.session.execute(sa.delete(KeptInput).where(KeptInput.created_at <= now - KEPT_FOR))
