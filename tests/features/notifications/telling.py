"""What tests of notices ask again and again: who was told what, which mails wait, how many statements it took."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as sqlalchemy_event

from app.features.notifications import queries
from app.features.notifications.types import Because, NewsKind
from app.foundation.database import db
from app.foundation.outbox import OutboxMessage
from app.foundation.policy import Actor


def told(actor: Actor) -> list[tuple[NewsKind, Because]]:
    """Return what a person was told and why, newest first."""
    assert actor.user_id is not None
    return [(each.kind, each.because) for each in queries.list_notices(actor.user_id).items]


def mails(actor: Actor) -> list[dict[str, Any]]:
    """Return the values of the mails of notices written to a person, oldest first."""
    statement = sa.select(OutboxMessage.values).where(
        OutboxMessage.user_id == actor.user_id, OutboxMessage.template == "notice"
    )
    return list(db.session.scalars(statement.order_by(OutboxMessage.id)))


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect every statement sent to the database inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
