"""The notices and mails that the past left: read and sent long ago, except the latest."""

from datetime import timedelta

import sqlalchemy as sa

from app.demo.world import World
from app.features.notifications.models import Notice
from app.foundation.database import db
from app.foundation.outbox import OutboxMessage

UNREAD_FOR = timedelta(days=6)
MAILS_KEPT = timedelta(days=7)


def settle(world: World) -> None:
    """Mark old notices as read; keep the mails of the last days, as sent, so that none leaves now."""
    now = world.calendar.now
    db.session.execute(
        sa.update(Notice).where(Notice.created_at < now - UNREAD_FOR).values(read_at=now - UNREAD_FOR)
    )
    db.session.execute(sa.delete(OutboxMessage).where(OutboxMessage.created_at < now - MAILS_KEPT))
    db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.created_at <= now)
        .values(sent_at=OutboxMessage.created_at, attempt_count=1)
    )
