"""The page of the ledger, the notice when it does not agree, receipts without an account, addresses for programs."""

import hashlib
import json
from typing import Any

import pytest

from app.features.consultations.types import ConsultationState
from app.features.transparency import exporting, queries
from app.foundation.ledger import merkle, notes
from app.jobs import ledger
from config import ROOT
from tests.support import deciding
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.tampering import settle, tamper
from tests.support.voting import Voting, open_voting


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """A consultation with a proposal that two people support."""
    made = make_consulting()
    deciding.support(
        made, made.published(made.person()), made.person(name="Brahim"), made.person(name="Chama")
    )
    return made


@pytest.fixture
def voting(db_session: Any, clock: FixedClock) -> Voting:
    """An open vote: approve of one to three of four proposals."""
    return open_voting(clock)


def home(place: Consulting, language: str = "fr") -> str:
    return f"/{language}/c/{place.slug}/consultations/{place.consultation_id}"


def machine(place: Consulting) -> str:
    return f"/ledger/{place.collectivity_id}-{place.consultation_id}"


def text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.text
    return response.text


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_the_page_says_how_the_ledger_stands(place: Consulting, client: Client, language: str) -> None:
    page = text(client, f"{home(place, language)}/ledger")
    assert 'class="notice info"' in page
    settle()
    ledger.verify_ledger()
    page = text(client, f"{home(place, language)}/ledger")
    assert 'class="notice success"' in page
    assert "python3 verify.py" in page
    log = queries.find_log(place.consultation_id)
    assert log is not None
    assert queries.get_checkpoint(log.id).root[:16] in page


def test_a_consultation_in_preparation_has_no_ledger(place: Consulting, client: Client) -> None:
    settle()
    place.set(state=ConsultationState.DRAFT, announced_at=None)
    for address in (f"{home(place)}/ledger", f"{machine(place)}/checkpoint", f"{machine(place)}/export.json"):
        text(client, address, status=404)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_trust_9_a_change_by_hand_is_said_on_the_ledger_and_on_the_results(
    place: Consulting, client: Client, language: str
) -> None:
    settle()
    place.close()
    place.set(
        state=ConsultationState.ANSWERED, answered_at=place.consultation.closed_at, figures={"edition": 1}
    )
    tamper("DELETE FROM support WHERE id = (SELECT min(id) FROM support)", table="support")
    ledger.verify_ledger()
    verified = queries.find_verified_of(place.consultation_id)
    assert verified is not None
    named = [each for each in verified.findings if each.kind == "act_missing"]
    assert len(named) == 1
    for address in (f"{home(place, language)}/ledger", f"{home(place, language)}/results"):
        page = text(client, address)
        assert 'class="notice error"' in page
        assert f'<bdi dir="ltr">{named[0].position} ({named[0].leaf[:16]}…)</bdi>' in page  # type: ignore[index]


def test_the_results_say_that_everything_agrees(place: Consulting, client: Client) -> None:
    place.close()
    place.set(
        state=ConsultationState.ANSWERED, answered_at=place.consultation.closed_at, figures={"edition": 1}
    )
    settle()
    ledger.verify_ledger()
    page = text(client, f"{home(place, 'en')}/results")
    assert "everything agrees" in page
    assert 'class="notice error"' not in page


def test_the_footer_names_the_latest_checkpoint(place: Consulting, client: Client) -> None:
    settle()
    log = queries.find_log(place.consultation_id)
    assert log is not None
    root = queries.get_checkpoint(log.id).root[:16]
    assert root in text(client, home(place))
    assert root in text(client, f"{home(place)}/proposals")
    assert "/checkpoint" in text(client, f"/fr/c/{place.slug}/plans") or root in text(
        client, f"/fr/c/{place.slug}/plans"
    )


def test_older_checkpoints_are_paged(
    place: Consulting, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHECKPOINTS_AT_ONCE", 1)
    settle()
    place.published(place.person(name="Driss"), "Planter des arbres")
    settle()
    page = text(client, f"{home(place)}/ledger")
    assert "page=2#checkpoints" in page
    assert "page=1#checkpoints" in text(client, f"{home(place)}/ledger?page=2")


# ── receipts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_receipt_waits_then_is_found_without_an_account(voting: Voting, client: Client) -> None:
    receipt = voting.cast(voting.place.person(name="Votante"), 1)
    page = text(client, f"/en/receipts?leaf={receipt.leaf_hash}")
    assert "waiting for its place" in page
    settle()
    typed = " ".join(receipt.leaf_hash[at : at + 8].upper() for at in range(0, 64, 8))
    page = client.get("/en/receipts", query_string={"leaf": f" {typed}\u200f "}).text
    assert "It is there" in page
    log = queries.find_log(voting.place.consultation_id)
    assert log is not None
    assert queries.get_checkpoint(log.id).root[48:] in page
    assert "Votante" not in page


def test_a_receipt_that_no_ledger_knows_or_that_is_none_is_said_so(place: Consulting, client: Client) -> None:
    assert "Not known here" in text(client, f"/en/receipts?leaf={'0' * 64}")
    page = text(client, "/en/receipts?leaf=hello", status=422)
    assert 'value="hello"' in page
    assert 'aria-invalid="true"' in page
    assert "aria-invalid" not in text(client, "/en/receipts")


def test_a_ballot_is_opened_by_its_secret_after_the_closing_only(
    voting: Voting, client: Client, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = voting.cast(voting.place.person(name="Votante"), 2, 3)
    settle()
    form = {"leaf": receipt.leaf_hash, "nonce": receipt.nonce}
    assert client.post("/en/receipts", data=form).status_code == 422
    clock.set(voting.ends)
    voting.close()
    settle()
    page = client.post(
        "/en/receipts", data=form | {"nonce": f" {receipt.nonce[:8]} {receipt.nonce[8:]}".upper()}
    )
    assert page.status_code == 200
    assert "Planter des arbres" in page.text
    assert "Réparer le pont" in page.text
    assert "Éclairer la place" not in page.text
    assert page.headers["Cache-Control"].startswith("private")
    wrong = client.post("/en/receipts", data=form | {"nonce": "0" * 32})
    assert wrong.status_code == 422
    assert receipt.nonce not in caplog.text
    assert receipt.leaf_hash not in caplog.text


def test_an_older_receipt_says_that_another_ballot_counts(voting: Voting, client: Client) -> None:
    voter = voting.place.person(name="Votante")
    older = voting.cast(voter, 1)
    voting.cast(voter, 2)
    settle()
    assert "only the last one counts" in text(client, f"/en/receipts?leaf={older.leaf_hash}")


# ── addresses for programs ───────────────────────────────────────────────────────────────────────────────────────


def test_checkpoints_are_signed_notes_and_older_ones_never_change(place: Consulting, client: Client) -> None:
    settle()
    response = client.get(f"{machine(place)}/checkpoint")
    assert response.mimetype == "text/plain"
    note = notes.read(response.text)
    keys = json.loads(text(client, "/ledger/keys"))["keys"]
    assert note.is_signed_by(bytes.fromhex(keys[-1]["public_key"]))
    assert note.checkpoint.origin == f"localhost{machine(place)}"
    older = client.get(f"{machine(place)}/checkpoints/{note.checkpoint.size}")
    assert older.text == response.text
    assert "immutable" in older.headers["Cache-Control"]
    text(client, f"{machine(place)}/checkpoints/{note.checkpoint.size + 1}", status=404)


def test_a_proof_leads_from_the_leaf_to_the_signed_root(voting: Voting, client: Client) -> None:
    receipt = voting.cast(voting.place.person(name="Votante"), 1)
    address = f"{machine(voting.place)}/proof/{receipt.leaf_hash}"
    text(client, address, status=404)
    settle()
    proof = json.loads(text(client, address))
    merkle.require_inclusion(
        leaf=bytes.fromhex(receipt.leaf_hash), index=proof["index"], size=proof["size"],
        proof=[bytes.fromhex(each) for each in proof["hashes"]], root=notes.read(proof["checkpoint"]).checkpoint.root,
    )  # fmt: skip


def test_the_export_is_that_of_the_command_line_and_a_large_one_is_never_made_at_request(
    place: Consulting, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    text(client, f"{machine(place)}/export.json", status=404)
    settle()
    log = queries.find_log(place.consultation_id)
    assert log is not None
    log_id = log.id
    response = client.get(f"{machine(place)}/export.json")
    assert response.mimetype == "application/json"
    assert "attachment" in response.headers["Content-Disposition"]
    assert response.data == exporting_bytes(log_id)
    monkeypatch.setattr(exporting, "MOST_AT_REQUEST", 1)
    waiting = client.get(f"{machine(place)}/export.json")
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "120")
    assert ledger.prepare_exports() == 1
    with client.get(f"{machine(place)}/export.json") as written:
        assert written.data == response.data


def exporting_bytes(log_id: int) -> bytes:
    return exporting.export(log_id)


def test_the_program_is_given_out_as_it_is_with_its_digest_on_the_page(
    place: Consulting, client: Client
) -> None:
    response = client.get("/verify.py")
    assert response.data == (ROOT / "app" / "static" / "verify.py").read_bytes()
    digest = hashlib.sha256(response.data).hexdigest()
    assert digest[:16] in text(client, f"{home(place)}/ledger")


@pytest.mark.parametrize("log", ["0-0", "1-", "a-b", "99-0", "1-99", "01-1", "1-1-1", "٣-١"])
def test_no_other_name_is_that_of_a_ledger(place: Consulting, client: Client, log: str) -> None:
    settle()
    text(client, f"/ledger/{log}/checkpoint", status=404)
