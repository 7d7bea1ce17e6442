"""Forget what was kept about people for a time only."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.accounts import addresses, codes, throttling
from app.features.accounts.models import SecurityEvent
from app.foundation.database import db


def forget_old(*, security_log_days: int, now: datetime) -> None:
    """Delete codes and counts that no longer serve, and lines of the security log older than so many days."""
    codes.forget_old(now=now)
    throttling.forget_old(now=now)
    addresses.forget_old(now=now)
    kept_since = now - timedelta(days=security_log_days)
    db.session.execute(sa.delete(SecurityEvent).where(SecurityEvent.happened_at < kept_since))
