"""The mails and short messages of a test, as the people they were sent to read them."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_app_context

from app.foundation.database import db
from app.foundation.sms import SentSms
from app.jobs.delivery import deliver_waiting

LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it left."""

    recipient: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]

    @property
    def links(self) -> list[str]:
        """The addresses in its text, in order."""
        return LINK.findall(self.text)

    def link(self, part: str) -> str:
        """Return the path, with its query, of the only address that contains a part."""
        (found,) = {link for link in self.links if part in link}
        return "/" + found.split("/", 3)[3]


class Mailbox:
    """Carries out what the outbox holds and shows what left."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def letters(self, recipient: str | None = None) -> list[Letter]:
        """Send what waits; return every mail of this test, or those to one address, in the order they left."""
        self._deliver()
        sent = [letter_of(message) for message in getattr(self.app.extensions["mailman"], "outbox", [])]
        return [letter for letter in sent if recipient in {None, letter.recipient}]

    def last_letter(self, recipient: str) -> Letter:
        """Return the latest mail to an address; there must be one."""
        return self.letters(recipient)[-1]

    def texts(self) -> list[SentSms]:
        """Send what waits; return every short message of this test."""
        self._deliver()
        return list(self.app.extensions["sms"].sent)

    def _deliver(self) -> None:
        deliver_waiting(self.app)
        if has_app_context():
            db.session.rollback()


def letter_of(message: Any) -> Letter:
    """Return a mail of the library as a letter."""
    (recipient,) = message.to
    html = next((body for body, kind in message.alternatives if kind == "text/html"), "")
    return Letter(recipient, message.subject, message.body, html, dict(message.extra_headers))


def empty(app: Flask) -> None:
    """Forget what was sent before."""
    mailman = app.extensions.get("mailman")
    if mailman is not None:
        mailman.outbox = []
    sms = app.extensions.get("sms")
    if sms is not None:
        sms.sent.clear()
