"""Nothing is signed that does not extend what was published, whatever happened to the database or the process."""

import base64
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.foundation.database import db, transaction
from app.foundation.errors import NotNow
from app.foundation.ledger import checkpoints, keys, merkle, notes, proofs, signing
from app.foundation.ledger.checkpoints import LedgerForked, Problem
from app.foundation.ledger.entering import NewEntry, enter_many
from app.foundation.ledger.keys import KeyUnavailable
from app.foundation.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerLog
from app.foundation.ledger.sequencing import sequence_all
from config import ROOT
from tests.support.applications import Workplace
from tests.support.together import do_together

AT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
CRASH = 86


def grow(count: int = 3) -> None:
    """Enter and place some acts, without signing."""
    with transaction():
        entries = [NewEntry("support.given", {}, f"proposal:{number}") for number in range(count)]
        enter_many(collectivity_id=25, consultation_id=7, entries=entries, now=AT)
    with transaction():
        sequence_all(AT)


def sign() -> LedgerCheckpoint | None:
    log_id = the_log().id
    with transaction() as now:
        return checkpoints.sign(log_id, now)


def the_log() -> LedgerLog:
    return db.session.scalars(sa.select(LedgerLog)).one()


def published() -> Path:
    return keys.folder().path / checkpoints.file_of(the_log())


def problem() -> Problem | None:
    return checkpoints.state(the_log().id).problem


def test_a_checkpoint_is_signed_in_the_name_of_the_log_and_published(db_session: Any) -> None:
    grow()
    assert sign() is not None
    row = db.session.scalars(sa.select(LedgerCheckpoint)).one()
    note = notes.read(row.note)
    key = bytes.fromhex(signing.list_keys()[0].public_key)
    assert note.is_signed_by(key)
    assert note.checkpoint == notes.Checkpoint("localhost/ledger/25-7", 3, proofs.root(the_log().id, 3))
    assert published().read_text() == row.note
    assert published().stat().st_mode & 0o777 == 0o600
    assert sign() is None


def test_each_checkpoint_extends_the_one_before(db_session: Any) -> None:
    for count in (1, 4, 2):
        grow(count)
        assert sign() is not None
    log_id = the_log().id
    rows = checkpoints.list_checkpoints(log_id)
    assert [row.size for row in rows] == [1, 5, 7]
    for old, new in pairwise(rows):
        merkle.require_consistency(
            old_size=old.size, old_root=bytes.fromhex(old.root), size=new.size, root=bytes.fromhex(new.root),
            proof=[bytes.fromhex(each) for each in proofs.consistency(log_id, old.size, new.size)],
        )  # fmt: skip
    assert [getattr(checkpoints.first_with(log_id, n), "size", None) for n in (0, 1, 4, 6, 7)] == [
        1,
        5,
        5,
        7,
        None,
    ]


def test_every_entry_has_a_proof_that_leads_to_the_signed_root(db_session: Any) -> None:
    grow(11)
    assert sign() is not None
    checkpoint = checkpoints.latest(the_log().id)
    assert checkpoint is not None
    for leaf in db.session.scalars(sa.select(LedgerEntry.leaf_hash)).all():
        proof = proofs.inclusion(the_log().id, leaf, checkpoint.size)
        assert proof is not None
        assert proof.root == checkpoint.root
        merkle.require_inclusion(
            leaf=bytes.fromhex(leaf), index=proof.index, size=11, root=bytes.fromhex(checkpoint.root),
            proof=[bytes.fromhex(each) for each in proof.hashes],
        )  # fmt: skip
    assert proofs.inclusion(the_log().id, "0" * 64, 11) is None


def test_a_proof_costs_two_queries_however_long_the_log(db_session: Any) -> None:
    grow(300)
    log_id = the_log().id
    leaf = db.session.scalars(sa.select(LedgerEntry.leaf_hash)).first()
    assert leaf is not None
    statements: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    proofs.inclusion(log_id, leaf, 299)
    assert len([each for each in statements if "ledger" in each]) == 2
    statements.clear()
    proofs.consistency(log_id, 113, 299)
    assert len([each for each in statements if "ledger" in each]) == 1


def test_workers_that_sign_at_the_same_time_sign_once(app: Flask) -> None:
    with app.app_context():
        grow()
        with transaction() as now:
            signing.require_keys(now)
        log_id = the_log().id

    def sign_it() -> bool:
        with transaction() as now:
            return checkpoints.sign(log_id, now) is not None

    assert sorted(do_together(app, [sign_it] * 4)) == [False, False, False, True]  # type: ignore[type-var]


def test_an_older_database_is_not_signed_and_everybody_can_see_why(workplace: Workplace) -> None:
    app = workplace.app

    def let_go() -> None:
        db.session.remove()
        db.engine.dispose()

    with app.app_context():
        grow()
        assert sign() is not None
        let_go()
        workplace.database.keep(f"backup-{id(workplace)}")
        grow()
        assert sign() is not None
        let_go()
        workplace.database.restore(f"backup-{id(workplace)}")
        assert problem() is Problem.OLDER_DATABASE
        with pytest.raises(LedgerForked):
            sign()
        grow(9)  # growing past the size that was published does not make it the same log
        assert problem() is Problem.OTHER_ENTRIES
        with pytest.raises(LedgerForked):
            sign()
        assert checkpoints.find_problems() == {"c25-k7": Problem.OTHER_ENTRIES}
        assert db.session.scalar(sa.select(sa.func.max(LedgerCheckpoint.size))) == 3


def test_without_the_record_of_what_was_published_nothing_is_signed(db_session: Any) -> None:
    grow()
    assert sign() is not None
    grow()
    kept = published().read_text()
    published().unlink()
    assert problem() is Problem.RECORD_MISSING
    with pytest.raises(LedgerForked):
        sign()
    published().write_text(kept.replace("3", "4", 1))
    assert problem() is Problem.RECORD_DAMAGED
    published().write_text(kept)
    assert problem() is None
    assert sign() is not None


def test_a_folder_of_keys_from_yesterday_does_not_stop_signing(db_session: Any) -> None:
    grow()
    assert sign() is not None
    older = published().read_text()
    grow()
    assert sign() is not None
    published().write_text(older)
    grow()
    assert problem() is None
    assert sign() is not None
    assert "\n9\n" in published().read_text()


@pytest.mark.parametrize("place", ["after_publishing", "before_commit", "after_commit"])
def test_a_crash_while_signing_leaves_nothing_that_the_next_run_does_not_mend(
    workplace: Workplace, place: str
) -> None:
    with workplace.app.app_context():
        grow()
        with transaction() as now:
            signing.require_keys(now)
        log_id = the_log().id
        db.session.remove()
        db.engine.dispose()
        code = f"""
import sys
from pathlib import Path
from app import create_app
from app.foundation import failpoints
from app.foundation.database import transaction
from app.foundation.ledger import checkpoints
from config import Config
data_folder = Path({str(workplace.data_folder)!r})
app = create_app(Config.for_tests(database_url={workplace.database.url!r}, data_folder=data_folder))
with app.app_context():
    failpoints.arm({place!r})
    with transaction() as now:
        checkpoints.sign({log_id}, now)
"""
        ended = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
        )
        assert ended.returncode == CRASH, ended.stderr
        left = published().read_text()
        assert problem() is None
        assert (sign() is None) == (place == "after_commit")
        assert published().read_text() == left
        assert db.session.scalars(sa.select(LedgerCheckpoint.note)).all() == [left]
        grow()
        assert sign() is not None


def test_after_a_rotation_the_first_checkpoint_carries_both_signatures(db_session: Any) -> None:
    grow()
    assert sign() is not None
    with transaction() as now:
        signing.rotate(now)
    first, second = [bytes.fromhex(key.public_key) for key in signing.list_keys()]
    for expected in ({first, second}, {second}):
        grow()
        assert sign() is not None
        note = notes.read(published().read_text())
        assert {key for key in (first, second) if note.is_signed_by(key)} == expected
        assert len(note.signatures) == len(expected)


def test_a_note_published_by_a_run_that_was_cut_short_is_recorded_before_the_next(db_session: Any) -> None:
    """Otherwise the only note by which the old key vouches for the new one could be missing."""
    grow()
    assert sign() is not None
    with transaction() as now:
        signing.rotate(now)
    grow()

    def sign_and_be_cut_short() -> None:
        log_id = the_log().id
        with transaction() as now:
            assert checkpoints.sign(log_id, now) is not None
            raise NotNow

    with pytest.raises(NotNow):
        sign_and_be_cut_short()
    grow()
    assert sign() is not None
    rows = checkpoints.list_checkpoints(the_log().id)
    assert [(row.size, len(notes.read(row.note).signatures)) for row in rows] == [(3, 1), (6, 2), (9, 1)]


def test_another_key_in_the_place_of_the_signing_key_signs_nothing(db_session: Any) -> None:
    grow()
    assert sign() is not None
    file = keys.folder().path / signing.file_of(1)
    file.write_text("ab" * 32)
    grow()
    with pytest.raises(KeyUnavailable):
        sign()
    file.unlink()
    with pytest.raises(KeyUnavailable):
        sign()
    assert not file.exists()


def test_production_signs_only_with_a_key_that_was_made_on_purpose(db_session: Any, app: Flask) -> None:
    grow()
    usual = keys.folder()
    app.extensions["keys"] = keys.KeyFolder(path=usual.path, made_at_first_use=False)
    try:
        with pytest.raises(KeyUnavailable):
            sign()
        with transaction() as now:
            assert signing.create_first(now)
        with transaction() as now:
            assert not signing.create_first(now)
        assert sign() is not None
    finally:
        app.extensions["keys"] = usual


def test_notes_are_written_as_their_standard_says() -> None:
    secret = bytes(range(32))
    checkpoint = notes.Checkpoint("example.org/ledger/1-2", 5, bytes(32))
    note = notes.sign(checkpoint, secret)
    lines = str(note).split("\n")
    assert lines[:3] == ["example.org/ledger/1-2", "5", base64.b64encode(bytes(32)).decode()]
    assert lines[3] == ""
    dash, name, value = lines[4].split(" ")
    assert (dash, name, lines[5]) == ("—", "example.org/ledger/1-2", "")
    assert base64.b64decode(value)[:4] == notes.key_id(name, notes.public_key_of(secret))
    assert notes.read(str(note)) == note
    assert not note.is_signed_by(notes.public_key_of(bytes(32)))


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t.replace("\n5\n", "\n05\n"),
                                    lambda t: t.replace("— ", "- "), lambda t: "", lambda t: t + "\n"])  # fmt: skip
def test_what_is_not_written_as_a_note_is_refused(change: Any) -> None:
    note = str(notes.sign(notes.Checkpoint("example.org/ledger/1-2", 5, bytes(32)), bytes(32)))
    with pytest.raises(notes.WrongNote):
        notes.read(change(note))
