"""Authenticator apps: offered, confirmed by a code, asked for a code, removed."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

import sqlalchemy as sa

from app.features.authenticators import policy, rules, sealing, totp
from app.features.authenticators.keeping import require_another_factor
from app.features.authenticators.models import AuthenticatorApp
from app.features.authenticators.policy import AuthenticatorPermission
from app.features.authenticators.telling import tell
from app.features.authenticators.types import SecurityChange
from app.foundation.database import db, insert_into
from app.foundation.errors import NotFound
from app.foundation.policy import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret as it is shown once: sealed for the form that confirms it, as text, and as an address to scan."""

    sealed: str
    text: str
    address: str


def offer(*, user_id: int, issuer: str, account: str, sealed: str | None = None) -> Offer:
    """Return a secret to set an app up with: a new one, or the one of a form that comes back."""
    secret = sealing.open_offered(sealed, user_id=user_id) if sealed else None
    if secret is None or sealed is None:
        secret = totp.new_secret()
        sealed = sealing.seal(secret, user_id=user_id)
    text = totp.as_text(secret)
    label = quote(f"{issuer}:{account}", safe="")
    query = urlencode({"secret": text, "issuer": issuer, "digits": totp.DIGITS, "period": totp.SECONDS})
    return Offer(sealed=sealed, text=text, address=f"otpauth://totp/{label}?{query}")


def confirm(*, actor: Actor, sealed: str, code: str, now: datetime) -> bool:
    """Guard the actor's account by the app that shows this code; False when the code is not the app's."""
    policy.authenticators.require(actor, AuthenticatorPermission.MANAGE_OWN)
    user_id = actor.user_id or 0
    secret = sealing.open_offered(sealed, user_id=user_id)
    step = totp.find_step(secret, code, now=now) if secret is not None else None
    if step is None:
        return False
    values = {"user_id": user_id, "sealed_secret": sealed, "last_step": step, "created_at": now}
    statement = insert_into(AuthenticatorApp).values(**values).on_conflict_do_nothing()
    if db.session.scalar(statement.returning(AuthenticatorApp.id)) is None:
        raise rules.AppAlreadyThere
    tell(user_id=user_id, change=SecurityChange.APP_ADDED, now=now)
    return True


def check(*, user_id: int, code: str, now: datetime) -> bool:
    """Say whether a code is the app's, and spend it: each half minute's code is taken once."""
    app = db.session.scalar(sa.select(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id))
    if app is None:
        return False
    secret = sealing.unseal(app.sealed_secret, user_id=user_id)
    step = totp.find_step(secret, code, now=now)
    if step is None:
        return False
    spent = (
        sa.update(AuthenticatorApp)
        .where(AuthenticatorApp.id == app.id, AuthenticatorApp.last_step < step)
        .values(last_step=step, last_used_at=now)
        .returning(AuthenticatorApp.id)
    )
    return db.session.scalar(spent) is not None


def remove(*, actor: Actor, now: datetime) -> None:
    """Let the app guard the actor's account no longer."""
    policy.authenticators.require(actor, AuthenticatorPermission.MANAGE_OWN)
    user_id = actor.user_id or 0
    app = db.session.scalar(
        sa.select(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id).with_for_update()
    )
    if app is None:
        raise NotFound
    db.session.delete(app)
    db.session.flush()
    require_another_factor(user_id)
    tell(user_id=user_id, change=SecurityChange.APP_REMOVED, now=now)
