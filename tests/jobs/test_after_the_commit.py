"""A mail is part of the act it tells of: no act, no mail."""

import pytest
import sqlalchemy as sa

from app.features.accounts import codes
from app.features.accounts.types import Address
from app.foundation import failpoints
from app.foundation.database import db, transaction
from app.foundation.outbox import OutboxMessage
from tests.support.mailbox import Mailbox
from tests.support.people import make_person

pytestmark = pytest.mark.usefixtures("db_session", "clock")


class Cut(Exception):
    """The act is cut off."""


def ask() -> None:
    with transaction() as now:
        codes.ask_for_code(address=Address("amina@example.org"), browser="b", language="fr", now=now)


def cut_at(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Raise where a failpoint stands, as a crash would, but without ending the test."""

    def reached(name: str) -> None:
        if name == place:
            raise Cut

    monkeypatch.setattr(failpoints, "reached", reached)


def test_nothing_leaves_for_an_act_that_was_undone_before_its_commit(
    outbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person("amina@example.org")
    cut_at("before_commit", monkeypatch)
    with pytest.raises(Cut):
        ask()
    monkeypatch.undo()
    assert (outbox.letters(), db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage))) == (
        [],
        0,
    )


def test_what_was_committed_leaves_although_the_process_was_cut_off_afterwards(
    outbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person("amina@example.org")
    cut_at("after_commit", monkeypatch)
    with pytest.raises(Cut):
        ask()
    monkeypatch.undo()
    assert [letter.recipient for letter in outbox.letters()] == ["amina@example.org"]
