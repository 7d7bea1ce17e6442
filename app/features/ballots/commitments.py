"""What of a ballot goes into the ledger while the vote is open, and the list that opens all of it afterwards."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.features.ballots.models import VotingChoice, VotingQuestion
from app.foundation.ledger.canonical import canonical

NONCE_BYTES = 16


def new_nonce() -> str:
    """Return a secret that nobody can guess, in hexadecimal."""
    return secrets.token_hex(NONCE_BYTES)


def commitment(*, question_id: int, choices: Sequence[int], nonce: str) -> str:
    """Return what binds a voter to her choices without showing them: SHA-256(canonical ballot, then the nonce)."""
    ballot = canonical({"choices": list(choices), "question": question_id})
    return hashlib.sha256(ballot + bytes.fromhex(nonce)).hexdigest()


def opening(*, leaf_hash: str, choices: Sequence[int], nonce: str) -> dict[str, Any]:
    """Return what opens one ballot of the ledger."""
    return {"choices": list(choices), "leaf": leaf_hash, "nonce": nonce}


def digest_of_openings(openings: Iterable[Mapping[str, Any]]) -> str:
    """Return the digest of all openings of a vote, in the order of their leaves."""
    ordered = sorted(openings, key=lambda each: str(each["leaf"]))
    return hashlib.sha256(canonical(ordered)).hexdigest()


def definition(question: VotingQuestion, choices: Sequence[VotingChoice]) -> dict[str, Any]:
    """Return everything that a vote was when it opened, in plain values."""
    return {
        "ceiling": question.ceiling,
        "choices": [[choice.number, subject_of(choice), choice.cost] for choice in choices],
        "counts_hidden": question.counts_hidden,
        "ends": written(question.ends_at) if question.ends_at else None,
        "kind": question.kind.value,
        "level": question.level.value,
        "maximum": question.maximum,
        "minimum": question.minimum,
        "question": question.id,
        "starts": written(question.starts_at) if question.starts_at else None,
    }


def digest_of_definition(question: VotingQuestion, choices: Sequence[VotingChoice]) -> str:
    """Return the digest of a vote as it was when it opened."""
    return hashlib.sha256(canonical(definition(question, choices))).hexdigest()


def subject_of(choice: VotingChoice) -> str:
    """Return what a choice is about, as the ledger names it."""
    return f"item:{choice.item_id}" if choice.item_id is not None else f"proposal:{choice.proposal_id}"


def written(instant: datetime) -> str:
    """Return an announced instant as the ledger writes it: 2026-11-22T20:00Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
