"""The operator's commands about keys: made once, shown without secrets, rotated, destroyed on their day."""

from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.cli.doctor import check_ledger_keys, check_ledgers
from app.foundation.database import db, transaction
from app.foundation.ledger import keys, pseudonyms, signing
from app.foundation.ledger.pseudonyms import pseudonym
from tests.foundation.ledger.recounting import whole_vote
from tests.support.clock import FixedClock
from tests.support.consulting import make_consulting


def keys_command(app: Flask, *arguments: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["keys", *arguments])


@pytest.fixture
def consultation_id(clock: FixedClock, db_session: Any) -> int:
    """A consultation with a key to be destroyed on 1 January 2027."""
    number: int = make_consulting().consultation.id
    with transaction():
        pseudonym(consultation_id=number, person="account:12")
        pseudonyms.set_destruction(consultation_id=number, on=date(2027, 1, 1))
    return number


def test_the_first_key_is_made_once_and_only_its_public_half_is_shown(app: Flask, db_session: Any) -> None:
    assert "The signing key was made." in keys_command(app, "init").output
    assert "There is a signing key already." in keys_command(app, "init").output
    known = signing.list_keys()
    output = keys_command(app, "show").output
    assert f"signing key 1  {known[0].public_key}  signs" in output
    secret = keys.read_secret(signing.file_of(1))
    assert secret is not None
    assert secret.hex() not in output


def test_a_key_that_is_rotated_is_retired(app: Flask, db_session: Any) -> None:
    assert keys_command(app, "rotate").exit_code == 1
    keys_command(app, "init")
    assert "signing key 2" in keys_command(app, "rotate").output
    first, second = signing.list_keys()
    assert first.retired_at is not None
    assert second.retired_at is None


def test_a_key_is_destroyed_on_its_day_or_before_it_for_a_reason(
    app: Flask, clock: FixedClock, consultation_id: int
) -> None:
    file = keys.folder().path / pseudonyms.file_of(consultation_id)
    for arguments in ([], ["--now"], ["--reason", "because"]):
        refused = keys_command(app, "destroy", str(consultation_id), *arguments)
        assert refused.exit_code == 1
        assert "to be destroyed on 2027-01-01" in refused.output
    assert file.exists()
    assert keys_command(app, "destroy", "999").exit_code == 1
    done = keys_command(app, "destroy", str(consultation_id), "--now", "--reason", "an order of the court")
    assert done.exit_code == 0
    assert not file.exists()
    assert "destroyed" in keys_command(app, "show").output
    assert "It was destroyed before." in keys_command(
        app, "destroy", str(consultation_id), "--now", "--reason", "again"
    ).output  # fmt: skip


def test_the_doctor_names_a_consultation_whose_key_is_missing(app: Flask, consultation_id: int) -> None:
    keys_command(app, "init")
    settings = app.extensions["settings"]
    assert check_ledger_keys(settings).is_well
    (keys.folder().path / pseudonyms.file_of(consultation_id)).unlink()
    finding = check_ledger_keys(settings)
    assert not finding.is_well
    assert str(consultation_id) in finding.detail
    assert "MISSING" in keys_command(app, "show").output


def test_the_doctor_wants_a_signing_key_in_production_and_a_closed_folder(
    app: Flask, db_session: Any
) -> None:
    settings = app.extensions["settings"]
    assert check_ledger_keys(settings).is_well
    keys_command(app, "init")
    settings.keys_folder.chmod(0o755)
    assert not check_ledger_keys(settings).is_well


def test_a_lost_record_of_what_was_published_is_accepted_on_purpose_only(app: Flask, db_session: Any) -> None:
    whole_vote()
    record = keys.folder().path / "published" / "c25-k7.txt"
    kept = record.read_text()
    assert keys_command(app, "accept", "c25-k7").exit_code == 1
    record.unlink()
    settings = app.extensions["settings"]
    assert "c25-k7: record missing" in check_ledgers(settings).detail
    assert "goes on from its checkpoint of 15 entries" in keys_command(app, "accept", "c25-k7").output
    assert record.read_text() == kept
    assert check_ledgers(settings).is_well
    assert keys_command(app, "accept", "c9-k9").exit_code == 1
