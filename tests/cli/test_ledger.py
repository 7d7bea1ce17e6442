"""`flask ledger`: what the operator types, and what the exit code says."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.features.transparency import queries
from app.foundation.database import db
from app.jobs import ledger
from tests.support import deciding
from tests.support.consulting import Consulting, make_consulting
from tests.support.tampering import settle, tamper


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """A consultation with one proposal that one person supports."""
    made = make_consulting()
    deciding.support(made, made.published(made.person()), made.person(name="Brahim"))
    db.session.rollback()
    return made


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["ledger", *arguments])
    return result.exit_code, result.output


def test_beginning_says_what_it_entered_and_then_that_nothing_is_left(app: Flask, place: Consulting) -> None:
    code, said = run(app, "begin")
    assert code == 0
    assert f"Consultation {place.consultation_id}: 2 acts entered." in said
    assert run(app, "begin") == (0, "The ledger is begun.\n")


def test_verifying_ends_with_0_while_everything_agrees_and_with_1_when_not(
    app: Flask, place: Consulting
) -> None:
    settle()
    code, said = run(app, "verify")
    assert (code, said.count("agrees")) == (0, 2)
    tamper("DELETE FROM support", table="support")
    code, said = run(app, "verify", str(place.consultation_id))
    assert code == 1
    assert "DOES NOT AGREE" in said
    assert "is gone from the database" in said


def test_verifying_what_has_no_ledger_is_refused(app: Flask, db_session: Any) -> None:
    code, said = run(app, "verify", "77")
    assert code == 1
    assert "77" in said


def test_an_export_goes_to_a_file_or_to_the_terminal(app: Flask, place: Consulting, tmp_path: Path) -> None:
    code, said = run(app, "export", str(place.consultation_id))
    assert (code, "signed" in said) == (1, True)
    settle()
    code, said = run(app, "export", str(place.consultation_id))
    assert code == 0
    file = tmp_path / "ledger.json"
    assert run(app, "export", str(place.consultation_id), "--output", str(file))[0] == 0
    assert json.loads(file.read_text("utf-8")) == json.loads(said)


def test_every_log_is_shown_with_how_it_stands(app: Flask, place: Consulting) -> None:
    settle()
    assert "never verified" in run(app, "show")[1]
    ledger.verify_ledger()
    code, said = run(app, "show")
    assert code == 0
    assert said.count(": agrees") == 2
    name = queries.list_logs(consultation_id=place.consultation_id)[0][1]
    assert f"{name}: " in said
    assert "0 waiting" in said
