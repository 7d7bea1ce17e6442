"""What is kept for a time only is deleted when that time is over."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.models import SecurityEvent
from app.foundation import outbox
from app.foundation.database import db, transaction
from app.foundation.outbox import Medium, OutboxMessage
from app.jobs.retention import apply_retention
from tests.support.clock import FixedClock


@pytest.mark.usefixtures("db_session")
def test_old_lines_and_messages_that_left_are_deleted_and_what_waits_is_kept(clock: FixedClock) -> None:
    for kind in ("old", "recent"):
        with transaction() as now:
            db.session.add(SecurityEvent(kind=kind, happened_at=now))
            _post(f"{kind}-sent", now, is_sent=True)
            _post(f"{kind}-waiting", now, is_sent=False)
        clock.advance(days=80)
    clock.advance(days=-50)
    apply_retention()
    assert set(db.session.scalars(sa.select(SecurityEvent.kind))) == {"recent"}
    kept = set(db.session.scalars(sa.select(OutboxMessage.dedupe_key)))
    assert kept == {"recent-sent", "recent-waiting", "old-waiting"}


def _post(key: str, now: Any, *, is_sent: bool) -> None:
    outbox.post(
        medium=Medium.MAIL, recipient="a@example.org", language="fr", template="notice", values={}, now=now,
        dedupe_key=key,
    )  # fmt: skip
    db.session.flush()
    if is_sent:
        message = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
        message.sent_at = now + timedelta(minutes=1)
