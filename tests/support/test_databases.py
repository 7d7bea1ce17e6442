"""The test databases themselves keep what they promise."""

import threading

import sqlalchemy as sa
from flask import Flask

from app.foundation import outbox
from app.foundation.database import db, transaction


def write_one_message() -> None:
    with transaction() as now:
        outbox.post(
            medium=outbox.Medium.MAIL,
            recipient="a@example.org",
            language="ar",
            template="none",
            values={},
            now=now,
        )


def count_messages() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(outbox.OutboxMessage)) or 0


class TestEachTestStartsFromAnEmptyDatabase:
    def test_first(self, app: Flask) -> None:
        with app.app_context():
            write_one_message()
            assert count_messages() == 1
            assert db.session.scalar(sa.select(outbox.OutboxMessage.id)) == 1

    def test_then_another(self, app: Flask) -> None:
        with app.app_context():
            write_one_message()
            assert count_messages() == 1
            assert db.session.scalar(sa.select(outbox.OutboxMessage.id)) == 1


def test_threads_commit_for_real(app: Flask) -> None:
    def work() -> None:
        with app.app_context():
            write_one_message()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert count_messages() == 12
