"""Keyed digests of persons: the same person gives the same digest, and nobody can try all numbers without the key."""

import hashlib
import hmac
from datetime import datetime

import sqlalchemy as sa

from app.features.voters.models import VoterKey
from app.features.voters.types import ProviderSubject
from app.foundation.database import db, insert_into
from app.foundation.ledger import keys
from app.foundation.ledger.canonical import canonical
from app.foundation.ledger.keys import KeyUnavailable
from app.foundation.logs import logger


def key_of(*, collectivity_id: int, now: datetime) -> bytes:
    """Return the key of a collectivity, made at its first use and never silently a second time."""
    statement = sa.select(VoterKey.fingerprint).where(VoterKey.collectivity_id == collectivity_id)
    known = db.session.scalar(statement)
    if known is None:
        _record_key(collectivity_id=collectivity_id, now=now)
        known = db.session.scalar(statement)
    secret = keys.read_secret(_file_of(collectivity_id))
    if secret is None or keys.fingerprint(secret) != known:
        logger().error("voter_key_unavailable", collectivity_id=collectivity_id, is_missing=secret is None)
        raise KeyUnavailable
    return secret


def of_person(*, key: bytes, full_name: str, born_on: str) -> str:
    """Return the digest of somebody's normalised name and birth date."""
    return _digest(key, ["desk", full_name, born_on])


def of_number(*, key: bytes, number: str) -> str:
    """Return the digest of a normalised number of a register."""
    return _digest(key, ["register", number])


def of_subject(subject: ProviderSubject) -> str:
    """Return what stands for somebody whom an identity service knows; pseudonyms are made from it, never shown."""
    return hashlib.sha256(canonical([subject.issuer, subject.subject])).hexdigest()


def _digest(key: bytes, parts: list[str]) -> str:
    return hmac.new(key, canonical(parts), hashlib.sha256).hexdigest()


def _record_key(*, collectivity_id: int, now: datetime) -> None:
    """Make the key and note its fingerprint; of several that try at once one does it, the others read it."""
    fingerprint = keys.fingerprint(keys.make_secret(_file_of(collectivity_id)))
    statement = insert_into(VoterKey).values(
        collectivity_id=collectivity_id, fingerprint=fingerprint, created_at=now
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["collectivity_id"]))


def _file_of(collectivity_id: int) -> str:
    return f"voters/{collectivity_id}.key"
