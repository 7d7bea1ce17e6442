"""Secrets of authenticator apps, encrypted at rest under a key that is kept outside the database and its backups."""

import base64
import os

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.features.authenticators.models import AuthenticatorApp
from app.foundation.database import db
from app.foundation.ledger import keys
from app.foundation.ledger.keys import KeyUnavailable
from app.foundation.logs import logger

KEY_FILE = "accounts/authenticator-apps"
NONCE_BYTES = 12


def seal(secret: bytes, *, user_id: int) -> str:
    """Encrypt a secret for one account; the first one makes the key."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(may_make=True)).encrypt(nonce, secret, _said_of(user_id))
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, user_id: int) -> bytes:
    """Return the secret of one account; KeyUnavailable when the key is lost, or is another one."""
    secret = _opened(sealed, user_id=user_id)
    if secret is None:
        logger().error("authenticator_key_changed", user_id=user_id)
        raise KeyUnavailable
    return secret


def open_offered(sealed: str, *, user_id: int) -> bytes | None:
    """Return the secret of a form that this account was shown, or None when the form was not made here for it."""
    try:
        return _opened(sealed, user_id=user_id)
    except KeyUnavailable:
        return None


def is_key_lost() -> bool:
    """Say whether accounts are guarded by apps whose secrets cannot be read here."""
    app = db.session.scalar(sa.select(AuthenticatorApp).order_by(AuthenticatorApp.id.desc()).limit(1))
    return app is not None and open_offered(app.sealed_secret, user_id=app.user_id) is None


def _opened(sealed: str, *, user_id: int) -> bytes | None:
    try:
        data = base64.urlsafe_b64decode(sealed)
        return AESGCM(_key(may_make=False)).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], _said_of(user_id))
    except (InvalidTag, ValueError):
        return None


def _key(*, may_make: bool) -> bytes:
    secret = keys.read_secret(KEY_FILE)
    if secret is None and may_make and db.session.scalar(sa.select(AuthenticatorApp.id).limit(1)) is None:
        secret = keys.make_secret(KEY_FILE)
    if secret is None:
        logger().error("authenticator_key_missing")
        raise KeyUnavailable
    return secret


def _said_of(user_id: int) -> bytes:
    return f"authenticator app of account {user_id}".encode()
