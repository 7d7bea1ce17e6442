"""The keys that sign checkpoints: public halves in the database, secrets in the folder of keys."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.foundation.database import db, insert_into
from app.foundation.ledger import keys, notes
from app.foundation.ledger.keys import KeyUnavailable
from app.foundation.ledger.models import SigningKey
from app.foundation.logs import logger


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a signing key, in hexadecimal; the one with the highest number signs."""

    number: int
    public_key: str
    created_at: datetime
    retired_at: datetime | None


def list_keys() -> list[PublicKey]:
    """Return the public keys, oldest first."""
    rows = db.session.scalars(sa.select(SigningKey).order_by(SigningKey.number))
    return [PublicKey(row.number, row.public_key, row.created_at, row.retired_at) for row in rows]


def create_first(now: datetime) -> bool:
    """Make the first signing key and its folder; False when there is one already. Call in a transaction."""
    keys.folder().make()
    return _create(number=1, now=now)


def rotate(now: datetime) -> PublicKey:
    """Let a new key sign from now on; the first checkpoint of each log after it carries both signatures."""
    known = list_keys()
    if not known:
        raise KeyUnavailable
    secret_of(known[-1])  # without it the new key could not be vouched for
    _create(number=known[-1].number + 1, now=now)
    db.session.execute(
        sa.update(SigningKey).where(SigningKey.number == known[-1].number).values(retired_at=now)
    )
    return list_keys()[-1]


def require_keys(now: datetime) -> list[PublicKey]:
    """Return the public keys, the last of which signs; outside production the first is made when it is missed."""
    known = list_keys()
    if not known and keys.folder().made_at_first_use:
        _create(number=1, now=now)
        known = list_keys()
    if not known:
        logger().error("signing_key_missing", advice="Type: flask keys init")
        raise KeyUnavailable
    return known


def secret_of(key: PublicKey) -> bytes:
    """Return the secret half of a key, or raise KeyUnavailable when it is not there or is another one."""
    secret = keys.read_secret(file_of(key.number))
    if secret is None or notes.public_key_of(secret).hex() != key.public_key:
        logger().error("signing_key_unavailable", number=key.number, is_missing=secret is None)
        raise KeyUnavailable
    return secret


def file_of(number: int) -> str:
    """Return the name of the file that holds a signing key."""
    return f"signing/{number}.key"


def _create(*, number: int, now: datetime) -> bool:
    if db.session.get(SigningKey, number) is not None:
        return False
    public_key = notes.public_key_of(keys.make_secret(file_of(number))).hex()
    made = db.session.scalar(
        insert_into(SigningKey)
        .values(number=number, public_key=public_key, created_at=now)
        .on_conflict_do_nothing(index_elements=["number"])
        .returning(SigningKey.number)
    )
    return made is not None
