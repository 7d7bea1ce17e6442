"""Recovery codes: ten on paper, each of one use, for whoever lost her app and her passkeys."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.secrets_at_rest import hash_of
from app.features.authenticators import policy, rules
from app.features.authenticators.models import RecoveryCode
from app.features.authenticators.policy import AuthenticatorPermission
from app.features.authenticators.queries import has_factor
from app.features.authenticators.telling import tell
from app.features.authenticators.types import SecurityChange
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.policy import Actor

# 16 of 32 signs that are hard to mistake: 80 bits, so that even a stolen database does not give a code away.
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})
GROUPS, IN_A_GROUP = 4, 4


def make(*, actor: Actor, now: datetime) -> list[str]:
    """Return ten new codes, to be shown once; the ones before them no longer work."""
    policy.authenticators.require(actor, AuthenticatorPermission.MANAGE_OWN)
    user_id = actor.user_id or 0
    if not has_factor(user_id):
        raise NotFound
    codes = _replace(user_id, now=now)
    tell(user_id=user_id, change=SecurityChange.CODES_MADE, now=now)
    return codes


def make_first(*, user_id: int, now: datetime) -> list[str]:
    """Return ten codes for whoever has none yet, together with her first factor; none when she has some."""
    has_codes = sa.exists().where(RecoveryCode.user_id == user_id)
    return [] if db.session.scalar(sa.select(has_codes)) else _replace(user_id, now=now)


def use(*, user_id: int, code: str, now: datetime) -> bool:
    """Say whether a code is one of the account's that was not used yet, and spend it; its owner is told."""
    spent = (
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _hash(user_id, as_typed(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    if db.session.scalar(spent) is None:
        return False
    tell(user_id=user_id, change=SecurityChange.CODE_USED, now=now)
    return True


def as_typed(text: str) -> str:
    """Return a code in its one form, whatever its case, its dashes, and the script of its digits."""
    signs = [str(int(sign)) if sign.isdecimal() else sign for sign in text.casefold() if sign.isalnum()]
    return "".join(signs).translate(MISREAD)


def _replace(user_id: int, *, now: datetime) -> list[str]:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_new_code() for _ in range(rules.CODES_MADE)]
    db.session.add_all(
        RecoveryCode(user_id=user_id, code_hash=_hash(user_id, as_typed(code)), created_at=now)
        for code in codes
    )
    db.session.flush()
    return codes


def _new_code() -> str:
    groups = ("".join(secrets.choice(SIGNS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def _hash(user_id: int, code: str) -> str:
    return hash_of(f"recovery code of account {user_id}: {code}")
