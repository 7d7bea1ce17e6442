"""An act is entered in its own transaction, numbered, and as bytes that anyone makes again."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.foundation.database import db, transaction
from app.foundation.errors import ChangedMeanwhile, NotNow
from app.foundation.ledger.canonical import NotCanonical, canonical, parse
from app.foundation.ledger.entering import NewEntry, enter, enter_many
from app.foundation.ledger.models import LedgerEntry, LedgerLog
from tests.support.together import do_together

AT = datetime(2026, 11, 22, 20, 59, 59, tzinfo=UTC)


def enter_support(*, pseudonym: str = "a" * 64, revision: int | None = None) -> LedgerEntry:
    return enter(
        collectivity_id=25, consultation_id=7, kind="support.given", facts={}, now=AT, subject="proposal:170",
        pseudonym=pseudonym, revision=revision,
    )  # fmt: skip


def test_an_entry_says_the_hour_and_nothing_finer_and_is_hashed_as_the_standard_says(db_session: Any) -> None:
    with transaction():
        entry = enter_support()
        body = (
            '{"at":"2026-11-22T20Z","facts":{},"kind":"support.given","log":"localhost/ledger/25-7",'
            f'"pseudonym":"{"a" * 64}","revision":1,"subject":"proposal:170","v":1}}'
        )
        assert entry.body == body
        assert entry.leaf_hash == hashlib.sha256(b"\x00" + body.encode()).hexdigest()
        assert entry.recorded_at == datetime(2026, 11, 22, 20, tzinfo=UTC)


def test_each_entry_of_a_person_on_an_object_has_the_next_number(db_session: Any) -> None:
    with transaction():
        assert [enter_support().revision for _ in range(3)] == [1, 2, 3]
        assert enter_support(pseudonym="b" * 64).revision == 1
    with transaction():
        assert enter_support().revision == 4


def test_the_same_act_twice_in_an_hour_is_two_entries(db_session: Any) -> None:
    with transaction():
        for subject in ("proposal:1", None):
            entries = [
                enter(collectivity_id=1, consultation_id=None, kind="proposal.published", facts={}, now=AT,
                      subject=subject)
                for _ in range(2)
            ]  # fmt: skip
            assert entries[0].leaf_hash != entries[1].leaf_hash


def test_a_number_taken_by_somebody_else_refuses_the_act(db_session: Any) -> None:
    with transaction():
        enter_support(revision=1)
    with pytest.raises(ChangedMeanwhile), transaction():
        enter_support(revision=1)


def test_an_act_that_is_not_kept_leaves_no_entry(db_session: Any) -> None:
    def refused_later() -> None:
        with transaction():
            enter_support()
            raise NotNow

    with pytest.raises(NotNow):
        refused_later()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) == 0


def test_first_acts_that_arrive_together_make_one_log(app: Flask) -> None:
    def enter_one(letter: str) -> None:
        with transaction():
            enter_support(pseudonym=letter * 64)

    assert do_together(app, [lambda letter=letter: enter_one(letter) for letter in "abcdef"]) == [None] * 6
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LedgerLog)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) == 6


def test_an_entry_costs_two_statements_once_its_log_is_there(db_session: Any) -> None:
    with transaction():
        enter_support()
    statements: list[str] = []
    with transaction():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        enter_support()
    assert len([each for each in statements if "ledger" in each]) == 2


def test_ten_thousand_older_acts_are_entered_in_few_statements(db_session: Any) -> None:
    older = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    entries = [
        NewEntry("support.given", {"before_ledger": True}, f"proposal:{n % 50}", f"{n % 500:064x}", at=older)
        for n in range(10_000)
    ]
    with transaction():
        enter_support()
        count = enter_many(collectivity_id=25, consultation_id=7, entries=entries, now=AT)
    assert count == 10_000
    last = db.session.scalars(sa.select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
    assert last is not None
    assert '"at":"2026-03-01T08Z","facts":{"before_ledger":true}' in last.body
    assert last.revision == 20
    assert last.recorded_at == datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.mark.parametrize("value", [1.5, {1: "a"}, {"a": float("nan")}, b"bytes", "\ud800", {"a": {1, 2}}])
def test_only_plain_values_have_a_canonical_form(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b'"\\u0041"', b"1.0", b"\xff", b"[1]\n", b"NaN"]
)
def test_bytes_that_a_value_is_not_written_as_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(data)


def test_arabic_and_tifinagh_are_written_as_they_are() -> None:
    value = {"ⵜ": "تشاور", "a": [1, True, None]}
    assert canonical(value) == '{"a":[1,true,null],"ⵜ":"تشاور"}'.encode()
    assert parse(canonical(value)) == value
