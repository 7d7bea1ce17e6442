"""An export is recounted by verify.py alone, at any moment of a consultation, and fails with anything changed."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.features.ballots import commands as voting_commands
from app.features.supports import commands as supports
from app.features.supports.types import Stance
from app.features.transparency import exporting, queries
from app.foundation.database import db, transaction
from app.foundation.ledger.exporting import NothingSigned
from config import ROOT
from tests.support import deciding
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.tampering import settle, tamper
from tests.support.voting import Voting


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """An open second round, whose texts are shown at once."""
    return make_consulting()


def exported(place: Consulting) -> bytes:
    log = queries.find_log(place.consultation_id)
    assert log is not None
    log_id = log.id
    db.session.rollback()
    return exporting.export(log_id)


def recount(data: bytes, folder: Path, *options: str) -> tuple[int, str]:
    """Run verify.py as a journalist does: alone, on the file."""
    file = folder / "export.json"
    file.write_bytes(data)
    command = [sys.executable, "-I", str(ROOT / "app" / "static" / "verify.py"), str(file), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def opine(place: Consulting, citizen: Any, stance: Stance) -> None:
    with transaction() as now:
        supports.give_opinion(
            actor=citizen, consultation=place.consultation, item=place.item("project-1"), stance=stance, now=now
        )  # fmt: skip


def test_supports_and_opinions_are_recounted_even_while_others_arrive(
    place: Consulting, tmp_path: Path
) -> None:
    author, citizens = place.person(), [place.person(name=name) for name in ("Brahim", "Chama", "Driss")]
    first, second = place.published(author), place.published(author, "Planter des arbres")
    deciding.support(place, first, *citizens[:2])
    opine(place, citizens[0], Stance.AGREE)
    settle()
    # What follows stands in no checkpoint yet.
    deciding.support(place, second, *citizens)
    with transaction() as now:
        supports.take_back_support(actor=citizens[0], proposal=place.proposal(first), now=now)
    opine(place, citizens[0], Stance.DISAGREE)
    opine(place, citizens[1], Stance.MIXED)
    data = exported(place)
    assert json.loads(data)["extras"]["published"] == {
        "opinions": [[f"item:{place.items['project-1']}", 1, 0, 0]],
        "supports": [[f"proposal:{first}", 2]],
    }
    code, said = recount(data, tmp_path)
    assert code == 0, said
    settle()
    code, said = recount(exported(place), tmp_path)
    assert code == 0, said


def test_a_number_raised_by_hand_fails_the_recount_of_anybody(place: Consulting, tmp_path: Path) -> None:
    proposal_id = place.published(place.person())
    deciding.support(place, proposal_id, place.person(name="Brahim"))
    settle()
    tamper("UPDATE proposal SET support_count = support_count + 7", table="proposal")
    code, said = recount(exported(place), tmp_path)
    assert code == 1
    assert f"proposal:{proposal_id}" in said


def test_a_vote_is_recounted_while_it_runs_and_opened_once_it_is_closed(
    voting: Voting, clock: FixedClock, tmp_path: Path
) -> None:
    receipts = [voting.cast(voting.place.person(name=f"Votante {each}"), each) for each in (1, 2)]
    settle()
    data = exported(voting.place)
    assert json.loads(data)["extras"]["votings"][0]["openings"] is None
    code, said = recount(data, tmp_path, "--receipt", receipts[0].leaf_hash)
    assert code == 0, said
    with transaction() as now:
        voting_commands.extend(
            actor=voting.focal_point, question=voting.question, new_ends_at=voting.ends + timedelta(days=1),
            reason="La crue a coupé la route.", now=now,
        )  # fmt: skip
    clock.set(voting.ends)
    voting.close()
    settle()
    code, said = recount(
        exported(voting.place), tmp_path, "--receipt", f"{receipts[1].leaf_hash}:{receipts[1].nonce}"
    )
    assert code == 0, said
    assert "2 ballots count" in said
    assert "counts for: 2" in said


def test_a_ballot_changed_by_hand_fails_the_recount_of_anybody(
    voting: Voting, clock: FixedClock, tmp_path: Path
) -> None:
    receipt = voting.cast(voting.place.person(name="Votante"), 1)
    clock.set(voting.ends)
    voting.close()
    settle()
    tamper("UPDATE ballot SET choices = '[4]'", table="ballot")
    code, said = recount(exported(voting.place), tmp_path)
    assert code == 1
    assert receipt.leaf_hash[:12] in said


def test_the_log_of_plans_is_recounted_too(place: Consulting, tmp_path: Path) -> None:
    settle()
    (log_id,) = [log_id for log_id, name in queries.list_logs() if name.endswith("-k0")]
    db.session.rollback()
    code, said = recount(exporting.export(log_id), tmp_path)
    assert code == 0, said


def test_what_is_not_signed_yet_cannot_be_exported(place: Consulting) -> None:
    place.published(place.person())
    with pytest.raises(NothingSigned):
        exported(place)


def test_a_large_export_is_written_beforehand_and_the_older_one_goes(
    place: Consulting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_AT_REQUEST", 1)
    place.published(place.person())
    settle()
    assert exporting.prepare_large(tmp_path) == 1
    assert exporting.prepare_large(tmp_path) == 0
    place.published(place.person(name="Brahim"), "Planter des arbres")
    settle()
    assert exporting.prepare_large(tmp_path) == 1
    (written,) = (tmp_path / "exports").iterdir()
    log = queries.find_log(place.consultation_id)
    assert log is not None
    assert exporting.find_file(tmp_path, log.name) == written
    assert written.read_bytes() == exported(place)
