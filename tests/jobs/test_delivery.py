"""Messages leave once, or are tried again; each in the language of its reader."""

import email
from collections.abc import Callable
from email import policy
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.foundation import mail
from app.foundation import outbox as messages
from app.foundation.database import db, transaction
from app.foundation.outbox import Medium, OutboxMessage
from app.jobs.delivery import count_waiting, deliver_waiting
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox

pytestmark = pytest.mark.usefixtures("db_session")


def post(
    language: str = "fr", template: str = "accounts/password_changed", key: str | None = None, **values: str
) -> None:
    with transaction() as now:
        messages.post(
            medium=Medium.MAIL,
            recipient="amina@example.org",
            language=language,
            template=template,
            values=values,
            now=now,
            dedupe_key=key,
        )


def the_message() -> OutboxMessage:
    return db.session.scalars(sa.select(OutboxMessage)).one()


def test_a_message_leaves_once(app: Flask, outbox: Mailbox) -> None:
    post()
    assert count_waiting(app) == 1
    assert deliver_waiting(app) == 1
    assert deliver_waiting(app) == 0
    assert len(outbox.letters("amina@example.org")) == 1
    assert the_message().sent_at is not None


def test_a_message_is_written_in_the_language_of_its_reader(outbox: Mailbox) -> None:
    post("ar")
    letter = outbox.last_letter("amina@example.org")
    assert 'lang="ar" dir="rtl"' in letter.html
    assert "/ar/account/forgotten" in letter.text


def test_a_message_refused_is_tried_again_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch, clock: FixedClock, outbox: Mailbox
) -> None:
    post()
    with monkeypatch.context() as broken:
        broken.setattr(mail, "send", refuse)
        assert deliver_waiting(app) == 0
    assert "ConnectionRefusedError" in (the_message().last_error or "")
    assert outbox.letters() == []
    clock.advance(minutes=2)
    assert len(outbox.letters()) == 1


def test_a_message_that_fails_for_ever_is_given_up_and_kept_without_what_it_opened(
    app: Flask, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    post(link_token="a secret", code="123456", role="moderator")
    monkeypatch.setattr(mail, "send", refuse)
    for _ in range(10):
        deliver_waiting(app)
        clock.advance(days=1)
    message = the_message()
    assert message.abandoned_at is not None
    assert (message.attempt_count, message.values) == (6, {"role": "moderator"})


def test_a_message_that_cannot_be_written_does_not_hold_up_the_others(app: Flask, outbox: Mailbox) -> None:
    post(template="accounts/does_not_exist")
    post()
    assert len(outbox.letters()) == 1


def test_a_message_claimed_by_a_process_that_died_leaves_after_a_while(
    app: Flask, clock: FixedClock, outbox: Mailbox
) -> None:
    post()
    with transaction() as now:
        assert messages.claim_next(now=now) is not None
    assert outbox.letters() == []
    clock.advance(minutes=6)
    assert len(outbox.letters()) == 1


def test_the_same_message_sent_again_is_the_same_file(
    make_app: Callable[..., Flask], clock: FixedClock
) -> None:
    app = make_app(mail_backend="file")
    post(key="once")
    folder = Path(app.config["MAIL_FILE_PATH"])
    for _ in range(2):
        deliver_waiting(app)
        db.session.execute(sa.update(OutboxMessage).values(sent_at=None))
        db.session.commit()
    (file,) = folder.glob("*.eml")
    letter = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["To"] == "amina@example.org"
    assert letter["Message-ID"].startswith("<once@")
    assert {part.get_content_type() for part in letter.walk()} >= {"text/plain", "text/html"}


def refuse(**_message: object) -> None:
    raise ConnectionRefusedError("no mail server")
