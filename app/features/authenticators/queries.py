"""Reads of second factors."""

import sqlalchemy as sa

from app.features.authenticators.models import AuthenticatorApp, Passkey, RecoveryCode
from app.features.authenticators.types import FactorsHeld, PasskeyHeld
from app.foundation.database import db
from app.foundation.errors import NotFound


def has_factor(user_id: int) -> bool:
    """Say whether an account is guarded by an app or a passkey; recovery codes alone guard nothing."""
    app = sa.exists().where(AuthenticatorApp.user_id == user_id)
    passkey = sa.exists().where(Passkey.user_id == user_id)
    return bool(db.session.scalar(sa.select(sa.or_(app, passkey))))


def list_guarded(user_ids: list[int]) -> set[int]:
    """Return which of these accounts are guarded by an app or a passkey."""
    apps = sa.select(AuthenticatorApp.user_id).where(AuthenticatorApp.user_id.in_(user_ids))
    passkeys = sa.select(Passkey.user_id).where(Passkey.user_id.in_(user_ids))
    return set(db.session.scalars(apps.union(passkeys)))


def factors_of(user_id: int) -> FactorsHeld:
    """Return what guards an account."""
    app = db.session.scalar(sa.select(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id))
    passkeys = db.session.scalars(sa.select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id))
    left = sa.select(sa.func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return FactorsHeld(
        app_since=app.created_at if app is not None else None,
        app_used_at=app.last_used_at if app is not None else None,
        passkeys=tuple(
            PasskeyHeld(id=row.id, name=row.name, created_at=row.created_at, last_used_at=row.last_used_at)
            for row in passkeys
        ),
        codes_left=db.session.scalar(left) or 0,
    )


def get_passkey(*, user_id: int | None, passkey_id: int) -> Passkey:
    """Return one of a person's passkeys, or raise NotFound."""
    passkey = db.session.get(Passkey, passkey_id)
    if passkey is None or passkey.user_id != user_id:
        raise NotFound
    return passkey
