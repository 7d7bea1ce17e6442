"""Whatever is changed by hand in the database, past its triggers, is found and named."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.foundation.database import db, transaction
from app.foundation.ledger import keys, merkle, verifying
from app.foundation.ledger.entering import enter
from app.foundation.ledger.models import LedgerEntry
from app.foundation.ledger.verifying import SENTENCES, FindingKind, verify
from tests.foundation.ledger.recounting import AT, log_id, sign, whole_vote


@pytest.fixture
def log(db_session: Any) -> int:
    """A log with a vote in it, signed."""
    whole_vote()
    return log_id()


def tamper(statement: str) -> None:
    """Change the database as somebody who may drop its triggers."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    db.session.rollback()
    with transaction():
        if on_sqlite:
            names = db.session.scalars(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'")
            ).all()
            for name in names:
                db.session.execute(sa.text(f"DROP TRIGGER {name}"))
        else:
            db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        db.session.execute(sa.text(statement))


def found(log: int, **later: int) -> set[tuple[FindingKind, int | None]]:
    findings = verify(log, AT + timedelta(**later))
    for finding in findings:
        assert "None" not in finding.sentence
        assert finding.as_json()["kind"] == finding.kind.value
    return {(finding.kind, finding.entry) for finding in findings}


def entry_of(kind: str) -> int:
    statement = sa.select(LedgerEntry.id).where(LedgerEntry.kind == kind).order_by(LedgerEntry.id)
    return db.session.scalars(statement).first() or 0


def test_a_log_that_nobody_touched_is_sound(log: int) -> None:
    assert found(log) == set()
    with transaction() as now:
        verifying.record(log, [], now)
    kept = verifying.latest(log)
    assert kept is not None
    assert (kept.findings, kept.size) == ([], 15)


def test_trust_9_a_vote_changed_by_hand_is_named(log: int) -> None:
    entry = entry_of("ballot.cast")
    tamper(f"UPDATE ledger_entry SET body = replace(body, 'ballot.cast', 'ballot.lost') WHERE id = {entry}")
    kinds = found(log)
    assert (FindingKind.ENTRY_CHANGED, entry) in kinds
    assert (FindingKind.CHECKPOINT_DIFFERS, None) in kinds


def test_an_entry_changed_with_its_leaf_still_differs_from_what_was_signed(log: int) -> None:
    entry = db.session.get_one(LedgerEntry, entry_of("ballot.cast"))
    other = entry.body.replace("2026-11-22T20Z", "2026-11-22T19Z")
    leaf = merkle.hash_leaf(other.encode()).hex()
    changed = "body = replace(body, '2026-11-22T20Z', '2026-11-22T19Z')"
    tamper(f"UPDATE ledger_entry SET {changed}, leaf_hash = '{leaf}' WHERE id = {entry.id}")
    kinds = {kind for kind, _entry in found(log)}
    assert {FindingKind.HASH_CHANGED, FindingKind.CHECKPOINT_DIFFERS} <= kinds


@pytest.mark.parametrize("column", ["kind", "subject", "pseudonym"])
def test_an_entry_filed_under_something_else_is_named(log: int, column: str) -> None:
    entry = entry_of("support.given")
    tamper(f"UPDATE ledger_entry SET {column} = 'other' WHERE id = {entry}")
    assert (FindingKind.ENTRY_MISLABELLED, entry) in found(log)


def test_an_entry_taken_away_leaves_a_place_and_a_revision_missing(log: int) -> None:
    entry = entry_of("support.given")
    tamper(f"DELETE FROM ledger_sequence WHERE entry_id = {entry}")
    kinds = {kind for kind, _entry in found(log)}
    assert {FindingKind.PLACES_MISSING, FindingKind.CHECKPOINT_DIFFERS} <= kinds
    assert (FindingKind.ENTRY_NOT_PLACED, entry) in found(log, hours=5)
    first = entry_of("ballot.cast")
    tamper(f"DELETE FROM ledger_sequence WHERE entry_id = {first}")
    tamper(f"DELETE FROM ledger_entry WHERE id = {first}")
    assert FindingKind.REVISION_MISSING in {kind for kind, _entry in found(log)}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE ledger_node SET hash = '{zeros}' WHERE level = 0 AND number = 0", FindingKind.HASH_CHANGED),
        ("UPDATE ledger_node SET hash = '{zeros}' WHERE level = 2 AND number = 1", FindingKind.HASH_CHANGED),
        ("DELETE FROM ledger_node WHERE level = 1 AND number = 0", FindingKind.HASH_CHANGED),
        ("UPDATE ledger_checkpoint SET root = '{zeros}'", FindingKind.CHECKPOINT_DIFFERS),
        ("UPDATE ledger_checkpoint SET size = size + 1 WHERE size < 5", FindingKind.CHECKPOINT_DIFFERS),
        ("UPDATE ledger_checkpoint SET note = replace(note, '/25-7', '/25-8')", FindingKind.SIGNATURE_WRONG),
        ("UPDATE ledger_checkpoint SET note = 'nothing' WHERE size < 5", FindingKind.SIGNATURE_WRONG),
    ],
)
def test_a_hash_or_a_checkpoint_changed_by_hand_is_found(log: int, statement: str, kind: FindingKind) -> None:
    tamper(statement.format(zeros="0" * 64))
    assert kind in {each for each, _entry in found(log)}


@pytest.mark.parametrize("place", ["14", "12"])
def test_a_place_or_a_size_far_beyond_the_entries_is_told_and_not_followed(log: int, place: str) -> None:
    """To look for every place up to it would fill the memory, and nothing more would be verified."""
    tamper(f"UPDATE ledger_log SET size = {10**12}")
    tamper(f"UPDATE ledger_sequence SET position = {10**11} WHERE position = {place}")
    assert FindingKind.PLACES_MISSING in {kind for kind, _entry in found(log)}


def test_a_ledger_rewritten_whole_still_differs_from_what_was_published(log: int) -> None:
    for table in ("ledger_checkpoint", "ledger_node", "ledger_sequence"):
        tamper(f"DELETE FROM {table}")
    tamper(f"DELETE FROM ledger_entry WHERE id = {entry_of('opinion.given')}")
    tamper("UPDATE ledger_log SET size = 0, low_entry_id = 0")
    assert (FindingKind.NOT_AS_PUBLISHED, None) in found(log)
    assert (keys.folder().path / "published" / "c25-k7.txt").exists()


def test_an_entry_that_waits_for_its_place_is_no_finding_until_it_waits_for_hours(log: int) -> None:
    with transaction():
        entry = enter(
            collectivity_id=25, consultation_id=7, kind="proposal.published", facts={}, now=AT, subject="proposal:1"
        ).id  # fmt: skip
    assert found(log) == set()
    assert found(log, hours=3) == {(FindingKind.ENTRY_NOT_PLACED, entry)}
    sign()
    assert found(log, hours=3) == set()


def test_every_finding_has_its_sentence() -> None:
    assert SENTENCES.keys() == set(FindingKind)
