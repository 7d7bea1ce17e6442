"""Messages to people, written in the transaction of the act and carried out after it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Id, Instant, Json, Model, UtcDateTime, db, enumeration, insert_into

RETRY_AFTER = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
    timedelta(hours=12),
]
CLAIM_LASTS = timedelta(minutes=5)


class Medium(StrEnum):
    """How a message travels."""

    MAIL = "mail"
    SMS = "sms"


class OutboxMessage(Model):
    """One message to one person: a template and its values, rendered when it leaves."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint("dedupe_key"),
        sa.Index(
            "ix_outbox_message_waiting",
            "deliver_after",
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    medium: Mapped[Medium] = mapped_column(enumeration(Medium, "medium"))
    recipient: Mapped[str] = mapped_column(sa.String(320))
    user_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    template: Mapped[str] = mapped_column(sa.String(80))
    values: Mapped[dict[str, Any]] = mapped_column(Json)
    dedupe_key: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[Instant]
    deliver_after: Mapped[Instant]
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    abandoned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt_count: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.String(300))


def post(
    *,
    medium: Medium,
    recipient: str,
    language: str,
    template: str,
    values: dict[str, Any],
    now: datetime,
    user_id: int | None = None,
    dedupe_key: str | None = None,
) -> None:
    """Write a message to be sent after the commit; a second one with the same `dedupe_key` is not written."""
    statement = insert_into(OutboxMessage).values(
        medium=medium,
        recipient=recipient,
        user_id=user_id,
        language=language,
        template=template,
        values=values,
        dedupe_key=dedupe_key or uuid4().hex,
        created_at=now,
        deliver_after=now,
        attempt_count=0,
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["dedupe_key"]))


def claim_next(*, now: datetime) -> OutboxMessage | None:
    """Take the oldest message that waits, for a few minutes; None when nothing waits. Call inside a transaction."""
    statement = (
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.abandoned_at.is_(None),
            OutboxMessage.deliver_after <= now,
            sa.or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until < now),
        )
        .order_by(OutboxMessage.deliver_after, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = db.session.scalar(statement)
    if message is not None:
        message.claimed_until = now + CLAIM_LASTS
        message.attempt_count += 1
    return message


def record_sent(*, message_id: int, now: datetime) -> None:
    """Note that a message left."""
    message = db.session.get_one(OutboxMessage, message_id)
    message.sent_at, message.claimed_until, message.last_error = now, None, None


def record_failure(*, message_id: int, reason: str, now: datetime) -> bool:
    """Note why a message did not leave and when it is tried again; True after the last try: it is kept, given up."""
    message = db.session.get_one(OutboxMessage, message_id)
    message.claimed_until, message.last_error = None, reason[:300]
    if message.attempt_count > len(RETRY_AFTER):
        message.abandoned_at = now
    else:
        message.deliver_after = now + RETRY_AFTER[message.attempt_count - 1]
    return message.abandoned_at is not None


def forget_values(*, message_id: int, names: frozenset[str]) -> None:
    """Remove values that must not be kept once the message has left."""
    message = db.session.get_one(OutboxMessage, message_id)
    message.values = {name: value for name, value in message.values.items() if name not in names}


def count_waiting(*, now: datetime) -> int:
    """Return how many messages are due and have not left."""
    statement = (
        sa.select(sa.func.count())
        .select_from(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.abandoned_at.is_(None),
            OutboxMessage.deliver_after <= now,
        )
    )
    return db.session.scalar(statement) or 0
