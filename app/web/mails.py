"""Messages written at the moment they leave: in the reader's language, with addresses of the public site only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from flask import Flask, current_app, g, render_template

from app.features.accounts.types import Role
from app.features.authenticators.types import SecurityChange
from app.features.collectivities import queries as collectivities
from app.features.helping.types import HelpActKind
from app.foundation import mail, sms
from app.web.languages import settle_marks, speaking, strip_marks
from app.web.template_values import worded
from config import Config


class Message(Protocol):
    """What is needed of an outbox message to write it."""

    @property
    def language(self) -> str: ...
    @property
    def template(self) -> str: ...
    @property
    def values(self) -> dict[str, Any]: ...


def init_app(app: Flask, settings: Config) -> None:
    """Prepare how messages leave, and leave for the jobs how they are written."""
    mail.init_app(
        app,
        backend=settings.mail_backend,
        sender=settings.mail_sender,
        folder=settings.data_folder / "mails",
        server=settings.mail_server,
        port=settings.mail_port,
        username=settings.mail_username,
        password=settings.mail_password,
        use_tls=settings.mail_use_tls,
    )
    app.extensions["sms"] = sms.make_sender(settings.sms_backend)
    app.extensions["message_renderers"] = {"mail": render, "sms": render_sms}


def render(message: Message) -> tuple[str, str, str]:
    """Return the subject, the plain text and the page of a mail."""
    with _writing(message) as values:
        subject = render_template(f"emails/{message.template}.subject.txt", **values)
        text = render_template(f"emails/{message.template}.txt", **values)
        html = render_template(f"emails/{message.template}.html", **values)
    return " ".join(strip_marks(subject).split()), strip_marks(text), settle_marks(html)


def render_sms(message: Message) -> str:
    """Return the text of a short message."""
    with _writing(message) as values:
        text = render_template(f"emails/{message.template}.sms.txt", **values)
    return " ".join(strip_marks(text).split())


@contextmanager
def _writing(message: Message) -> Iterator[dict[str, Any]]:
    """Speak the reader's language in a context of its own, whose addresses come from the settings alone.

    A request's own host can be forged; it never reaches a mail.
    """
    settings: Config = current_app.extensions["settings"]
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with (
        app.app_context(),
        app.test_request_context(base_url=settings.public_url),
        speaking(message.language),
    ):
        yield _values(message)


def _values(message: Message) -> dict[str, Any]:
    collectivity_id = message.values.get("collectivity_id")
    values = dict(message.values)
    if collectivity_id is not None:
        g.collectivity = collectivities.get(collectivity_id)
        g.slug = g.collectivity.slug
        values["place_name"] = worded(g.collectivity.names).text
        values["collectivity"] = {"name": values["place_name"]}
    if "change" in values:
        values["change_sentence"] = SecurityChange(values["change"]).sentence
    if "role" in values:
        values["role_label"] = Role(values["role"]).label
    if "acts" in values:
        values["done"] = [(HelpActKind(kind).label, count) for kind, count in values["acts"].items()]
    return values
