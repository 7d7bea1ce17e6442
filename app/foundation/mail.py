"""Mail as it leaves: by a mail server, into files, onto the console or into memory."""

import re
from collections.abc import Collection, Mapping
from email import policy
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_mailman import EmailMultiAlternatives, Mail
from flask_mailman.backends.base import BaseEmailBackend

_UNSAFE_IN_FILE_NAMES = re.compile(r"[^A-Za-z0-9-]+")


class EmailBackend(BaseEmailBackend):  # type: ignore[misc]  # the library finds it by this name
    """Writes each mail as one file that any mail program opens; the same mail sent again is the same file."""

    def send_messages(self, email_messages: list[Any]) -> int:
        """Write the files and return how many."""
        folder = Path(self.mailman.file_path)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = _UNSAFE_IN_FILE_NAMES.sub("-", message.extra_headers["Message-ID"]).strip("-")
            (folder / f"{name}.eml").write_bytes(message.message().as_bytes())
        return len(email_messages)


BACKENDS = {"smtp": "smtp", "console": "console", "memory": "locmem", "file": EmailBackend}


class UnknownMailBackend(ValueError):
    """The configuration names a way of sending mail that does not exist."""


def init_app(
    app: Flask,
    *,
    backend: str,
    sender: str,
    folder: Path,
    server: str,
    port: int,
    username: str | None,
    password: str | None,
    use_tls: bool,
) -> None:
    """Prepare the way that mail leaves."""
    if backend not in BACKENDS:
        raise UnknownMailBackend(f"{backend!r} is not one of {', '.join(sorted(BACKENDS))}")
    app.config.update(
        MAIL_BACKEND=BACKENDS[backend],
        MAIL_DEFAULT_SENDER=sender,
        MAIL_FILE_PATH=str(folder),
        MAIL_SERVER=server,
        MAIL_PORT=port,
        MAIL_USERNAME=username,
        MAIL_PASSWORD=password,
        MAIL_USE_TLS=use_tls,
        MAIL_TIMEOUT=20,
    )
    Mail(app)


def send(
    *,
    recipient: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Hand one mail over; `message_id` is the same when it is sent again, so that programs show it once."""
    domain = current_app.extensions["mailman"].default_sender.rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[recipient],
        headers={
            "Message-ID": f"<{message_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
    mail.attach_alternative(html, "text/html")
    mail.send()


def kept_files_to(addresses: Collection[str]) -> list[str]:
    """Return the files, below the data folder, in which mails to one of the addresses were written."""
    folder, wanted = _folder(), {address.lower() for address in addresses}
    parser = BytesHeaderParser(policy=policy.default)
    found = []
    for path in sorted(folder.glob("*.eml")):
        with path.open("rb") as file:
            to = str(parser.parse(file)["To"] or "").lower()
        if any(address in to for address in wanted):
            found.append(f"{folder.name}/{path.name}")
    return found


def forget_kept(*, before: float) -> int:
    """Delete the mails that were written into files before an instant (seconds of the clock); return how many."""
    old = [path for path in _folder().glob("*.eml") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    return Path(current_app.config["MAIL_FILE_PATH"])


def sent_in_memory() -> list[Any]:
    """Return the mails kept in memory, for tests."""
    return getattr(current_app.extensions["mailman"], "outbox", [])
