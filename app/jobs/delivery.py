"""Carry out what the outbox holds: each message is claimed, sent, and noted as sent, in steps that survive a kill."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from smtplib import SMTPException
from typing import Any

from flask import Flask, current_app

from app.foundation import clock, mail, outbox, sms
from app.foundation.database import transaction
from app.foundation.logs import logger
from app.foundation.outbox import Medium, OutboxMessage

# What opens an account is not kept once it has left, or was given up.
SECRET_VALUES = frozenset({"code", "link_token"})
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claimed message, apart from the session that read it."""

    id: int
    key: str
    medium: Medium
    recipient: str
    language: str
    template: str
    values: dict[str, Any]
    user_id: int | None = None


def deliver_waiting(app: Flask, *, at_most: int = MOST_AT_ONCE) -> int:
    """Send what waits, oldest first, and return how many messages left."""
    with app.app_context():
        left = 0
        for _ in range(at_most):
            message = _claim()
            if message is None:
                break
            left += _deliver(message)
        return left


def _claim() -> Waiting | None:
    with transaction() as now:
        message = outbox.claim_next(now=now)
        return _detached(message) if message is not None else None


def _detached(message: OutboxMessage) -> Waiting:
    return Waiting(
        id=message.id,
        key=message.dedupe_key,
        medium=message.medium,
        recipient=message.recipient,
        language=message.language,
        template=message.template,
        values=dict(message.values),
        user_id=message.user_id,
    )


def _completed(message: Waiting) -> Waiting:
    """Return the message with what is only known when it leaves, as the pages left word of it."""
    values_of = current_app.extensions.get("message_values", {}).get(message.template)
    return message if values_of is None else replace(message, values=message.values | values_of(message))


def _deliver(message: Waiting) -> bool:
    """Send one message and note the result; a failure is noted and tried again later."""
    try:
        _send(_completed(message))
    except (OSError, SMTPException) as error:
        _note_failure(message, f"{type(error).__name__}: {error}")
        return False
    except Exception as error:  # a message that cannot be written must not hold up the others
        logger().exception("message could not be written", template=message.template, exc_info=error)
        _note_failure(message, type(error).__name__)
        return False
    with transaction() as now:
        outbox.record_sent(message_id=message.id, now=now)
        outbox.forget_values(message_id=message.id, names=SECRET_VALUES)
    return True


def _note_failure(message: Waiting, reason: str) -> None:
    with transaction() as now:
        if outbox.record_failure(message_id=message.id, reason=reason, now=now):
            outbox.forget_values(message_id=message.id, names=SECRET_VALUES)
    # What a mail server answers names the recipient; logs name the kind of fault alone.
    logger().warning("message not sent", template=message.template, reason=reason.partition(":")[0])


def _send(message: Waiting) -> None:
    if message.medium is Medium.SMS:
        text = _renderer("sms")(message)
        sender: sms.SmsSender = current_app.extensions["sms"]
        sender.send(recipient=message.recipient, text=text)
        return
    subject, text, html = _renderer("mail")(message)
    unsubscribe = message.values.get("unsubscribe_url")
    headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail.send(
        recipient=message.recipient,
        subject=subject,
        text=text,
        html=html,
        message_id=message.key,
        headers=headers if unsubscribe else None,
    )


def _renderer(medium: str) -> Callable[[Waiting], Any]:
    # Pages and jobs do not know each other: the pages leave here how a message is written.
    renderer: Callable[[Waiting], Any] = current_app.extensions["message_renderers"][medium]
    return renderer


def count_waiting(app: Flask) -> int:
    """Return how many messages wait to be sent now."""
    with app.app_context():
        return outbox.count_waiting(now=clock.now())
