"""Messages to people about their own data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.features.accounts.models import User
from app.foundation import outbox
from app.foundation.outbox import Medium


def post(user: User, template: str, values: Mapping[str, Any], *, now: datetime) -> None:
    """Write a message to a person's own address, by mail or, where she has none, to her phone."""
    recipient = user.email or user.us_phone_number
    if recipient is None:
        return
    outbox.post(
        medium=Medium.MAIL if user.email else Medium.SMS, recipient=recipient, language=user.language,
        template=template, values=dict(values), now=now, user_id=user.id,
    )  # fmt: skip
