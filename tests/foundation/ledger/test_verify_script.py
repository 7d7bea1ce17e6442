"""verify.py, run alone by a bare Python, accepts a true export and no other."""

import ast
import hashlib
import importlib.util
import json
import os
import random
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.foundation.database import transaction
from app.foundation.ledger import checkpoints, exporting, notes, signing
from app.foundation.ledger.canonical import canonical
from app.foundation.ledger.entering import enter
from tests.foundation.ledger.recounting import (
    DEFINITION,
    PUBLISHED,
    VERIFY,
    Change,
    Count,
    export,
    log_id,
    run_verify,
    sign,
    whole_vote,
)

PLACES = 1000


def load_verify() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify", VERIFY)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load_verify()


def wrong(data: bytes, **given: Any) -> str:
    """Return why a file is refused."""
    options = {"checkpoint": None, "receipt": None, "key": None} | given
    with pytest.raises((verify.Wrong, *verify.DAMAGED)) as refused:
        verify.check(data, **options)
    return str(refused.value)


def said(data: bytes, **given: Any) -> str:
    """Return what is said of a file that agrees."""
    options = {"checkpoint": None, "receipt": None, "key": None} | given
    return "\n".join(verify.check(data, **options))


STRANGERS = (bytes(range(32)), bytes(range(1, 33)))


def resealed(data: bytes, change: Change, *, key: int = 0, secret: bytes | None = None) -> bytes:
    """Return the file changed by the publisher herself, who seals it again with the right key, or by a stranger."""
    document = json.loads(data)
    change(document)
    content = {name: value for name, value in document.items() if name != "seal"}
    digest = hashlib.sha256(canonical(content)).digest()
    secret = secret or signing.secret_of(signing.list_keys()[key])
    signature = notes.sign_bytes(secret, exporting.SEALED + digest)
    document["seal"] = {"sha256": digest.hex(), "signature": signature.hex()}
    return canonical(document) + b"\n"


# ── what is true is accepted ─────────────────────────────────────────────────────────────────────────────────────


def test_trust_p3_a_bare_python_recounts_an_export(db_session: Any, tmp_path: Path) -> None:
    count = whole_vote()
    code, text = run_verify(export(count.extras(**PUBLISHED)), tmp_path)
    assert code == 0, text
    assert (
        "voting:3: 3 ballots count; the recount is the published tally (choice 1: 0, choice 2: 2, choice 3: 2)."
        in text
    )
    assert "The published supports of 2 subjects are the recount." in text
    assert "The published opinions of 1 subjects are the recount." in text
    assert text.endswith("EVERYTHING AGREES.\n")


def test_the_same_log_gives_the_same_bytes(db_session: Any) -> None:
    count = whole_vote()
    assert export(count.extras(**PUBLISHED)) == export(count.extras(**PUBLISHED))


def test_an_open_vote_is_exported_without_its_ballots(db_session: Any) -> None:
    count = Count()
    count.open()
    count.cast("a", [1])
    sign()
    assert "voting:3 is not closed: 1 ballots so far" in said(export(count.extras(is_closed=False)))
    assert "shows ballots before its closing" in wrong(export(count.extras()))


def test_only_what_is_signed_is_exported(db_session: Any) -> None:
    count = whole_vote()
    before = export(count.extras(**PUBLISHED))
    count.enter("moderation.decided", {"decision_id": 1}, subject="proposal:170")
    assert export(count.extras(**PUBLISHED)) == before


def test_a_receipt_is_found_and_opened_after_the_closing(db_session: Any, tmp_path: Path) -> None:
    count = whole_vote()
    data, opening = export(count.extras(**PUBLISHED)), count.openings["a"]
    code, text = run_verify(data, tmp_path, "--receipt", f"{opening['leaf']}:{opening['nonce']}")
    assert code == 0
    assert "since the checkpoint of " in text
    assert "Your ballot opens, and counts for: 3." in text
    code, text = run_verify(data, tmp_path, "--receipt", "0" * 64)
    assert code == 1
    assert "Your receipt is NOT in this ledger." in text
    assert "another nonce than yours" in wrong(data, receipt=f"{opening['leaf']}:{'0' * 32}")


def test_an_older_receipt_says_that_only_the_last_counts(db_session: Any) -> None:
    count = Count()
    count.open()
    first = count.cast("a", [1])
    count.cast("a", [2])
    count.close()
    sign()
    text = said(export(count.extras()), receipt=f"{first}:{'ab' * 16}")
    assert "only the last one counts" in text
    assert "It cannot be opened" in text
    assert "counts for" not in text


def test_a_checkpoint_kept_earlier_begins_the_ledger_or_shows_that_it_was_rewritten(
    db_session: Any, tmp_path: Path
) -> None:
    count = whole_vote()
    data = export(count.extras(**PUBLISHED))
    older = checkpoints.list_checkpoints(log_id())[0].note
    kept = tmp_path / "kept.txt"
    kept.write_text(older)
    assert run_verify(data, tmp_path, "--checkpoint", str(kept))[0] == 0
    secret = signing.secret_of(signing.list_keys()[0])
    other = notes.sign(notes.Checkpoint("localhost/ledger/25-7", 2, bytes(32)), secret)
    assert "THE LEDGER WAS REWRITTEN" in wrong(data, checkpoint=str(other))
    longer = notes.sign(notes.Checkpoint("localhost/ledger/25-7", 99, bytes(32)), secret)
    assert "older than the checkpoint" in wrong(data, checkpoint=str(longer))
    forged = notes.sign(notes.Checkpoint("localhost/ledger/25-7", 2, bytes(32)), bytes(32))
    assert "false or unknown signature" in wrong(data, checkpoint=str(forged))


def test_a_rotated_key_is_accepted_because_the_old_one_vouches_for_it(db_session: Any) -> None:
    count = whole_vote()
    with transaction() as now:
        signing.rotate(now)
    assert len(json.loads(export(count.extras(**PUBLISHED)))["keys"]) == 1
    for _ in range(2):
        count.enter("moderation.decided", {"decision_id": 1}, subject="proposal:170")
        sign()
    data = export(count.extras(**PUBLISHED))
    first, second = json.loads(data)["keys"]
    assert f"The signing key is {second}" in said(data)
    assert "All 5 checkpoints" in said(data, key=first)
    assert "All 5 checkpoints" in said(data, key=second)
    assert "another key" in wrong(data, key="0" * 64)


@pytest.mark.sqlite_only
def test_a_signature_that_a_stranger_adds_to_a_real_checkpoint_vouches_for_nothing(db_session: Any) -> None:
    """Whoever has an export could else go on with entries and a key of her own."""
    count = whole_vote()
    data = export(count.extras(**PUBLISHED))
    (known,) = json.loads(data)["keys"]

    def sign_beside(document: dict[str, Any]) -> None:
        document["checkpoints"][-1] = with_signature(document["checkpoints"][-1], STRANGERS[0])
        document["keys"].append(notes.public_key_of(STRANGERS[0]).hex())

    assert "unvouched for" in wrong(resealed(data, sign_beside, secret=STRANGERS[0]), key=known)


@pytest.mark.sqlite_only
def test_a_known_key_says_nothing_of_what_strangers_signed_after_it(db_session: Any) -> None:
    """Even where the note on which it was named is taken out of its place between the strangers' own."""
    count = whole_vote()
    with transaction() as now:
        signing.rotate(now)
    for number in range(2):
        count.enter("moderation.decided", {"decision_id": number}, subject="proposal:170")
        sign()
    data = export(count.extras(**PUBLISHED))
    known = json.loads(data)["keys"][-1]

    def go_on_with_strangers(document: dict[str, Any]) -> None:
        first, *_between, named, last = (notes.read(text) for text in document["checkpoints"])
        other, final = (notes.public_key_of(secret).hex() for secret in STRANGERS)
        kept = [
            each
            for each in named.signatures
            if each.key_id == notes.key_id(first.checkpoint.origin, bytes.fromhex(known))
        ]
        document["checkpoints"] = [
            str(notes.sign(first.checkpoint, STRANGERS[0])),
            with_signature(str(notes.Note(named.checkpoint, tuple(kept))), STRANGERS[0]),
            str(notes.sign(replace(last.checkpoint, next_key=final), *STRANGERS)),
        ]
        document["keys"] = [other, known, final]

    forged = resealed(data, go_on_with_strangers, secret=STRANGERS[1])
    assert "another key" in wrong(forged, key=known)


def with_signature(text: str, secret: bytes) -> str:
    """Return a note that carries one signature more."""
    note = notes.read(text)
    return str(notes.Note(note.checkpoint, note.signatures + notes.sign(note.checkpoint, secret).signatures))


@pytest.mark.sqlite_only
def test_a_key_that_was_rotated_out_signs_nothing_any_more(db_session: Any) -> None:
    count = whole_vote()
    with transaction() as now:
        signing.rotate(now)
    for number in range(3):
        count.enter("moderation.decided", {"decision_id": number}, subject="proposal:170")
        sign()
    data = export(count.extras(**PUBLISHED))

    def sign_the_last_by_the_old_key(document: dict[str, Any]) -> None:
        checkpoint = notes.read(document["checkpoints"][-1]).checkpoint
        document["checkpoints"][-1] = str(notes.sign(checkpoint, signing.secret_of(signing.list_keys()[0])))

    assert "unvouched for" in wrong(resealed(data, sign_the_last_by_the_old_key, key=-1))


# ── what is not is refused ───────────────────────────────────────────────────────────────────────────────────────


def test_trust_10_one_changed_byte_anywhere_fails(db_session: Any) -> None:
    """A thousand places by chance, and every one of the last bytes, where the seal is."""
    count = whole_vote()
    data = export(count.extras(**PUBLISHED))
    said(data)
    chance = random.Random(20261122)
    places = [chance.randrange(len(data)) for _ in range(PLACES)] + list(range(len(data) - 260, len(data)))
    for place in places:
        changed = bytearray(data)
        changed[place] ^= chance.randrange(1, 256)
        wrong(bytes(changed))


def test_trust_10_a_changed_byte_makes_the_program_end_with_one(db_session: Any, tmp_path: Path) -> None:
    count = whole_vote()
    data = export(count.extras(**PUBLISHED))
    for place in (0, len(data) // 3, len(data) // 2, len(data) - 70, len(data) - 1):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        code, text = run_verify(changed, tmp_path)
        assert code == 1
        assert text.startswith("WRONG: ")


@pytest.mark.sqlite_only
def test_a_file_that_is_longer_shorter_or_written_otherwise_is_refused(db_session: Any) -> None:
    count = whole_vote()
    data = export(count.extras(**PUBLISHED))
    doubled = data.replace(b'"format":', b'"format":"x","format":', 1)
    for changed in (
        data + b"\n", data[:-1], data + b"{}", b"\xef\xbb\xbf" + data, data.replace(b",", b", ", 1), doubled, b"",
        b"[]\n", b"[" * 100_000, data.replace(b'"v":1', b'"v":1.0', 1), json.dumps(json.loads(data)).encode() + b"\n",
    ):  # fmt: skip
        wrong(changed)


def voting(document: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = document["extras"]["votings"][0]
    return shown


def published(document: dict[str, Any], name: str) -> list[Any]:
    rows: list[Any] = document["extras"]["published"][name]
    return rows


def append(document: dict[str, Any], **changed: Any) -> None:
    document["entries"].append(document["entries"][0] | changed)
    document["batches"].append(1)


def sign_by_another_key(document: dict[str, Any]) -> None:
    checkpoint = notes.read(document["checkpoints"][0]).checkpoint
    document["checkpoints"][0] = str(notes.sign(checkpoint, bytes(32)))


def leave_out_the_last(document: dict[str, Any]) -> None:
    document["entries"].pop()
    document["batches"].pop()


CHANGES: dict[str, tuple[Change, str]] = {
    "a ballot says something else": (lambda d: voting(d)["openings"][0].update(choices=[1, 3]), "does not say"),
    "a ballot is left out": (lambda d: voting(d)["openings"].pop(), "not those that count"),
    "a ballot counts twice": (lambda d: voting(d)["openings"].extend(voting(d)["openings"]), "not those that"),
    "the vote is defined otherwise": (lambda d: voting(d)["definition"].update(ceiling=1), "after it opened"),
    "the vote is not shown": (lambda d: d["extras"]["votings"].pop(), "every vote once"),
    "supports are published otherwise": (lambda d: published(d, "supports")[0].append(2), "not the recount"),
    "supports are left out": (lambda d: published(d, "supports").pop(0), "not the recount"),
    "opinions are published otherwise": (lambda d: published(d, "opinions")[0].reverse(), ""),
    "an entry is changed": (lambda d: d["entries"][-1].update(at="2026-11-22T21Z"), "of the checkpoint"),
    "an entry is added": (lambda d: append(d, pseudonym=None, at="2026-01-01T00Z"), "covered by no checkpoint"),
    "an entry is there twice": (append, "there twice"),
    "the last entry is left out": (leave_out_the_last, "do not follow"),
    "an entry is of an unknown kind": (lambda d: d["entries"][0].update(kind="ballot.stuffed"), "not know"),
    "an entry belongs elsewhere": (lambda d: d["entries"][0].update(log="example.org/1"), "another ledger"),
    "an entry says more": (lambda d: d["entries"][0].update(name="Amina"), "parts of an entry"),
    "batches do not add up": (lambda d: d["batches"].append(1), "add up"),
    "a batch crosses the closing": (lambda d: d.update(batches=[sum(d["batches"])]), "batch"),
    "the last checkpoint is left out": (lambda d: d["checkpoints"].pop(), "covered by no checkpoint"),
    "a checkpoint is signed by another": (sign_by_another_key, "false or unknown signature"),
    "the origin is another": (lambda d: d.update(origin="example.org/ledger/25-7"), "another ledger"),
    "a key is added": (lambda d: d["keys"].insert(0, "00" * 32), "unvouched for"),
    "an entry is no entry": (lambda d: d["entries"].__setitem__(0, 5), ""),
}  # fmt: skip


@pytest.mark.sqlite_only
def test_nothing_that_the_publisher_changes_and_seals_again_is_accepted(db_session: Any) -> None:
    count = whole_vote()
    data = export(count.extras(**PUBLISHED))
    assert said(resealed(data, lambda document: None)) == said(data)
    for name, (change, sentence) in CHANGES.items():
        assert sentence in wrong(resealed(data, change)), name


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"tally": [[1, 9], [2, 0], [3, 0]]}, "the published tally is not the recount"),
        ({"ballots": 9}, "the number of ballots"),
        ({"openings": "0" * 64}, "other ballots"),
    ],
)
def test_a_closing_that_says_something_else_than_the_ballots_is_refused(
    db_session: Any, changed: dict[str, Any], sentence: str
) -> None:
    count = Count()
    count.open()
    count.cast("a", [1])
    count.close(**changed)
    sign()
    assert sentence in wrong(export(count.extras()))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ([], "too few"),
        ([1, 2, 3, 4], "there is not"),
        ([4], "there is not"),
        ([2, 1], "twice"),
        ([1, 1], "twice"),
        ([True], "damaged"),
    ],
)
def test_a_ballot_against_the_rules_of_its_vote_is_refused(
    db_session: Any, choices: list[int], sentence: str
) -> None:
    count = Count()
    count.open()
    count.cast("a", choices)
    count.close()
    sign()
    assert sentence in wrong(export(count.extras()))


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("rule", "sentence"), [({"ceiling": 89}, "more than the ceiling"), ({"maximum": 1}, "too many")]
)
def test_the_ceiling_and_the_maximum_hold_to_the_unit(
    db_session: Any, rule: dict[str, int], sentence: str
) -> None:
    count = Count(definition=DEFINITION | {"ceiling": 90, "maximum": 2} | rule)
    count.open()
    count.cast("a", [1, 2])
    count.close()
    sign()
    assert sentence in wrong(export(count.extras()))


@pytest.mark.sqlite_only
def test_ballots_and_supports_after_the_closing_are_refused(db_session: Any) -> None:
    count = Count()
    count.open()
    count.close()
    count.enter("consultation.closed", {}, subject="consultation:7")
    count.enter("support.given", {"before_ledger": True}, voter="b", subject="proposal:1")
    sign()
    assert "1 acts are older than the ledger" in said(export(count.extras()))
    count.enter("support.given", {}, voter="a", subject="proposal:1")
    sign()
    assert "after the closing" in wrong(export(count.extras()))
    late = Count()
    late.cast("a", [1])
    sign()
    assert "after its closing" in wrong(export(count.extras()))


@pytest.mark.sqlite_only
def test_a_missing_revision_is_noticed(db_session: Any) -> None:
    count = whole_vote()
    with transaction() as now:
        enter(
            collectivity_id=25, consultation_id=7, kind="support.given", facts={}, now=now, subject="proposal:9",
            pseudonym="c" * 64, revision=2,
        )  # fmt: skip
    sign()
    assert "is missing or there twice" in wrong(export(count.extras(**PUBLISHED)))


# ── the file itself ──────────────────────────────────────────────────────────────────────────────────────────────


def test_it_needs_the_standard_library_only() -> None:
    tree = ast.parse(VERIFY.read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        )
    }
    assert imported <= set(sys.stdlib_module_names)
    ast.parse(VERIFY.read_text("utf-8"), feature_version=(3, 8))


def test_its_signatures_are_those_of_the_library_that_signs() -> None:
    for number in range(8):
        secret, data = os.urandom(32), os.urandom(number * 7)
        key, signature = notes.public_key_of(secret), notes.sign_bytes(secret, data)
        assert verify.is_signature(key, signature, data)
        assert not verify.is_signature(key, signature, data + b"x")
        assert not verify.is_signature(notes.public_key_of(os.urandom(32)), signature, data)
        place = number * 9 % 64
        broken = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
        assert not verify.is_signature(key, broken, data)
        assert verify.is_signature(key, broken, data) == notes.is_signature(key, broken, data)


def test_a_signature_written_in_a_second_way_is_refused() -> None:
    """s and s + L verify alike where nobody looks: then a file could be changed in a way that nobody notices."""
    secret = os.urandom(32)
    signature = notes.sign_bytes(secret, b"text")
    larger = int.from_bytes(signature[32:], "little") + verify.ORDER
    assert not verify.is_signature(
        notes.public_key_of(secret), signature[:32] + larger.to_bytes(32, "little"), b"text"
    )
