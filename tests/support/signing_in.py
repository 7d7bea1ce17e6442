"""Sessions for tests: one for each person and strength, under a token that can be told from her id."""

from datetime import timedelta

import sqlalchemy as sa

from app.features.accounts.models import AccountSession
from app.features.accounts.secrets_at_rest import hash_of
from app.features.accounts.types import SignInMethod, Strength
from app.foundation import clock
from app.foundation.database import db, insert_into, transaction


def token_of(user_id: int, strength: Strength = Strength.TWO_FACTORS) -> str:
    """Return the token of somebody's session."""
    return f"session of {user_id}, {strength.value}"


def have_session(user_id: int, *, strength: Strength = Strength.TWO_FACTORS) -> str:
    """Return the token of a session begun now; one that was begun just now is taken as it is."""
    token = token_of(user_id, strength)
    recent = AccountSession.last_seen_at > clock.now() - timedelta(minutes=4)
    known = sa.exists().where(
        AccountSession.token_hash == hash_of(token), AccountSession.ended_at.is_(None), recent
    )
    is_known = db.session.scalar(sa.select(known))
    db.session.rollback()
    if not is_known:
        with transaction():
            add_session(user_id, strength=strength)
    return token


def add_session(user_id: int, *, strength: Strength = Strength.TWO_FACTORS) -> int:
    """Add a session begun now, inside a transaction; return its id."""
    now = clock.now()
    begun = {"created_at": now, "last_seen_at": now, "proved_at": now, "ended_at": None}
    values = {
        "token_hash": hash_of(token_of(user_id, strength)), "user_id": user_id, "method": SignInMethod.PASSWORD,
        "second": SignInMethod.APP if strength is Strength.TWO_FACTORS else None, "strength": strength,
        "network": "192.0.2.0/24", "browser": "Firefox · Linux",
    }  # fmt: skip
    statement = insert_into(AccountSession).values(**values, **begun)
    begun_anew = statement.on_conflict_do_update(index_elements=["token_hash"], set_=begun)
    return db.session.scalars(begun_anew.returning(AccountSession.id)).one()
