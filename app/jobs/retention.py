"""What is kept for a time only is deleted when that time is over; the privacy page shows how long that is."""

from flask import current_app

from app.features.accounts import retention
from app.features.voters import retention as voters
from app.foundation import outbox, submissions
from app.foundation.database import transaction
from config import Config


def apply_retention() -> None:
    """Delete old lines of the security log, spent codes and keys of forms, and messages that left long ago."""
    settings: Config = current_app.extensions["settings"]
    with transaction() as now:
        retention.forget_old(security_log_days=settings.security_log_days, now=now)
        outbox.forget_sent(days=settings.sent_message_days, now=now)
        submissions.forget_old(now=now)
        voters.forget_old(now=now)
