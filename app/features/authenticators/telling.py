"""Whatever happens to what guards an account is written in the security log and told to its owner."""

from datetime import datetime

from app.features.accounts import codes
from app.features.accounts.models import User
from app.features.authenticators.types import SecurityChange
from app.foundation import outbox
from app.foundation.database import db
from app.foundation.outbox import Medium

TEMPLATE = "accounts/security_changed"


def tell(*, user_id: int, change: SecurityChange, now: datetime) -> None:
    """Record a change and post a message about it to the account's own address."""
    user = db.session.get_one(User, user_id)
    codes.record_security_event(user_id=user_id, kind=change.value, network=None, now=now)
    outbox.post(
        medium=Medium.MAIL if user.email else Medium.SMS,
        recipient=user.email or user.us_phone_number or "",
        language=user.language,
        template=TEMPLATE,
        values={"change": change.value},
        now=now,
        user_id=user_id,
    )
