"""What the pages of the ledger show, gathered with a constant number of queries."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from markupsafe import Markup, escape

from app.features.transparency import queries
from app.features.transparency.key_days import days_after_end
from app.features.transparency.queries import KeyLife, Signed
from app.features.transparency.types import Finding, Verified
from app.foundation.ledger import notes, signing
from app.foundation.ledger.signing import PublicKey
from app.foundation.pagination import Page

SCRIPT = Path(__file__).resolve().parent.parent.parent / "static" / "verify.py"
SHORT, LINE = 16, 16
FINDINGS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class LedgerShown:
    """Everything that the page of a ledger shows; without a log nothing was entered yet."""

    entries: int
    address: str | None
    origin: str | None
    checkpoint: Any
    checkpoints: Page[Any] | None
    verified: Verified | None
    key: KeyLife | None
    key_days: int
    destruction: Any
    signing_key: PublicKey | None
    verifier_key: str | None
    script_digest: str


def init_app(app: Flask) -> None:
    """Let templates say what stands in the ledger."""
    app.jinja_env.globals.update(
        latest_checkpoint=latest_checkpoint,
        ledger_verified=queries.find_verified_of,
        finding_words=finding_words,
    )
    app.jinja_env.filters.update(short_hash=short_hash, hash_lines=hash_lines)


def ledger_page(consultation_id: int, *, number: int) -> LedgerShown:
    """Return what the ledger of a consultation shows."""
    log, keys = queries.find_log(consultation_id), signing.list_keys()
    current = keys[-1] if keys else None
    checkpoints = queries.page_of_checkpoints(log.id, number=number) if log is not None else None
    newest = (
        queries.find_latest(collectivity_id=log.collectivity_id, consultation_id=consultation_id)
        if log
        else None
    )
    return LedgerShown(
        entries=queries.count_entries(log.id) if log is not None else 0,
        address=queries.address_of(log) if log is not None else None,
        origin=log.origin if log is not None else None,
        checkpoint=queries.get_checkpoint(log.id, newest.size) if log is not None and newest is not None else None,
        checkpoints=checkpoints,
        verified=queries.find_verified(log.id) if log is not None else None,
        key=queries.find_key_life(consultation_id),
        key_days=days_after_end(consultation_id),
        destruction=queries.find_destruction(log.id) if log is not None else None,
        signing_key=current,
        verifier_key=notes.verifier_key(log.origin, bytes.fromhex(current.public_key)) if log and current else None,
        script_digest=script_digest(),
    )  # fmt: skip


def latest_checkpoint() -> Signed | None:
    """Return the newest checkpoint of the page's consultation, else of its collectivity; one query."""
    collectivity = g.get("collectivity")
    if collectivity is None or request.endpoint is None:
        return None
    consultation_id = (request.view_args or {}).get("consultation_id")
    return queries.find_latest(collectivity_id=collectivity.id, consultation_id=consultation_id)


def finding_words(finding: Finding) -> Markup:
    """Return the sentence of a finding, what it names kept apart from the direction of the words."""
    return Markup(escape(str(finding.wording))) % {  # noqa: S704 - escaped, and what is filled in is escaped too
        "entry": _apart(finding.named),
        "subject": _apart(finding.subject),
        "place": _apart(finding.place),
    }


def short_hash(value: str) -> str:
    """Return the beginning of a hash, enough to compare by eye."""
    return f"{value[:SHORT]}…"


def hash_lines(value: str) -> list[str]:
    """Return a hash in pieces that a phone can show beside each other."""
    return [value[start : start + LINE] for start in range(0, len(value), LINE)]


@cache
def script_bytes() -> bytes:
    """Return the program that recounts an export, as it is given out."""
    return SCRIPT.read_bytes()


@cache
def script_digest() -> str:
    """Return the SHA-256 of that program."""
    return hashlib.sha256(script_bytes()).hexdigest()


def data_folder() -> Path:
    """Return where prepared exports are kept."""
    folder: Path = current_app.extensions["settings"].data_folder
    return folder


def _apart(value: object) -> Markup:
    return Markup('<bdi dir="ltr">{}</bdi>').format(value if value is not None else "")
