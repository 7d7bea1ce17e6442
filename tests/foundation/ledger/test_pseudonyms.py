"""A consultation's key is made once, kept outside the database, and never silently made anew."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.foundation.database import db, transaction
from app.foundation.errors import NotNow
from app.foundation.ledger import keys, pseudonyms
from app.foundation.ledger.keys import KeyDestroyed, KeyUnavailable
from app.foundation.ledger.models import LedgerEntry, PseudonymKey
from app.foundation.ledger.pseudonyms import pseudonym
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open consultation."""
    return make_consulting()


def ask(consultation_id: int, person: str = "account:12", object: str = "") -> str:
    with transaction():
        return pseudonym(consultation_id=consultation_id, person=person, object=object)


def key_file(consultation_id: int) -> Path:
    return keys.folder().path / pseudonyms.file_of(consultation_id)


def kinds() -> list[str]:
    return list(db.session.scalars(sa.select(LedgerEntry.kind).order_by(LedgerEntry.id)))


def test_a_person_has_one_pseudonym_in_a_consultation_and_another_on_each_object(place: Consulting) -> None:
    number = place.consultation.id
    asked = [ask(number), ask(number), ask(number, "account:13"), ask(number, object="proposal:1")]
    assert asked[0] == asked[1]
    assert len(set(asked)) == 3
    assert len(asked[0]) == 64
    assert kinds() == ["key.created"]


def test_the_boundary_between_person_and_object_cannot_be_moved(place: Consulting) -> None:
    number = place.consultation.id
    assert ask(number, "account:1", "2") != ask(number, "account:12", "")


def test_the_key_can_be_read_by_the_platform_alone(place: Consulting) -> None:
    ask(place.consultation.id)
    file = key_file(place.consultation.id)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    secret = file.read_text().strip()
    row = db.session.scalars(sa.select(PseudonymKey)).one()
    assert secret not in str(vars(row))


@pytest.mark.parametrize("damage", ["missing", "other", "empty", "no key"])
def test_without_its_key_a_consultation_records_nothing_and_makes_no_other(
    place: Consulting, damage: str
) -> None:
    number = place.consultation.id
    ask(number)
    file = key_file(number)
    if damage == "missing":
        file.unlink()
    else:
        file.write_text({"other": "ab" * 32, "empty": "", "no key": "words"}[damage])
    with pytest.raises(KeyUnavailable) as refused:
        ask(number)
    assert refused.value.status == 503
    assert file.exists() == (damage != "missing")


def test_a_key_whose_transaction_was_not_kept_is_used_from_then_on(place: Consulting) -> None:
    number = place.consultation.id
    lost = []

    def refused_later() -> None:
        with transaction():
            lost.append(pseudonym(consultation_id=number, person="account:12"))
            raise NotNow

    with pytest.raises(NotNow):
        refused_later()
    assert kinds() == []
    assert [ask(number)] == lost
    assert kinds() == ["key.created"]


def test_first_voters_who_arrive_together_use_one_key(app: Flask, place: Consulting) -> None:
    number = place.consultation.id
    db.session.rollback()
    assert len(set(do_together(app, [lambda: ask(number)] * 6))) == 1
    with app.app_context():
        assert kinds() == ["key.created"]


def test_a_destroyed_key_is_entered_and_never_made_again(place: Consulting) -> None:
    number, collectivity = place.consultation.id, place.consultation.collectivity_id
    ask(number)
    with transaction():
        pseudonyms.set_destruction(consultation_id=number, on=date(2027, 1, 1))
    assert pseudonyms.list_due(today=date(2026, 12, 31)) == []
    assert pseudonyms.list_due(today=date(2027, 1, 1)) == [number]
    with transaction() as now:
        file = pseudonyms.destroy(consultation_id=number, collectivity_id=collectivity, now=now)
    assert [file] == pseudonyms.list_remains()
    assert keys.folder().remove(str(file))
    assert not keys.folder().remove(str(file))
    assert not key_file(number).exists()
    assert kinds() == ["key.created", "key.destroyed"]
    with pytest.raises(KeyDestroyed):
        ask(number)
    with transaction() as now:
        assert pseudonyms.destroy(consultation_id=number, collectivity_id=collectivity, now=now) is None


def test_production_makes_no_folder_of_keys_by_itself(place: Consulting, tmp_path: Path) -> None:
    folder = keys.KeyFolder(path=tmp_path / "not-mounted", made_at_first_use=False)
    with pytest.raises(KeyUnavailable):
        folder.create("pseudonyms/1.key", b"secret")
    assert not folder.path.exists()
    folder.make()
    assert folder.create("pseudonyms/1.key", b"secret")
    assert not folder.create("pseudonyms/1.key", b"other")
    assert folder.read("pseudonyms/1.key") == b"secret"
