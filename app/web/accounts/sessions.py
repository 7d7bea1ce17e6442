"""The session of a person: begun, renewed, ended; and what a browser holds while it waits for a code."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from flask import g, request, session
from flask_security import hash_password, login_user, logout_user
from flask_security.utils import verify_password

from app.features.accounts import codes, throttling
from app.features.accounts.rules import TooManyAttempts
from app.features.accounts.throttling import Limit
from app.foundation.database import transaction

_WAITING = "waiting_for_code"
# Whatever belongs to who somebody was; the rest (a kept form, an order of proposals) is the browser's.
_OF_THE_PERSON = ("_user_id", "_fresh", "_id", "_remember", "_remember_seconds", "csrf_token", _WAITING)
_NOBODYS_PASSWORD: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class WaitingForCode:
    """What a browser remembers after it asked for a code; `browser` is the secret without which the code is useless."""

    code_id: int
    browser: str
    address: str
    is_phone: bool
    next_path: str


def new_browser_secret() -> str:
    """Return a secret for this browser to keep while it waits for a code."""
    return secrets.token_urlsafe(24)


def wait_for_code(waiting: WaitingForCode) -> None:
    """Remember what this browser waits for."""
    session[_WAITING] = asdict(waiting)


def waiting_for_code() -> WaitingForCode | None:
    """Return what this browser waits for, or None."""
    kept: Any = session.get(_WAITING)
    return WaitingForCode(**kept) if isinstance(kept, dict) else None


def begin(user: Any, *, how: str) -> None:
    """Sign a person in with a session that shares nothing with the one before."""
    _forget_the_person()
    session.permanent = True
    login_user(user, authn_via=[how])
    g.pop("actor", None)


def end() -> None:
    """Sign the person out and forget what was hers in this browser."""
    logout_user()
    _forget_the_person()
    g.pop("actor", None)


def has_password(user: Any, password: str) -> bool:
    """Say whether this is the account's password; it takes the same time when there is no account."""
    if user is None or not user.password:
        verify_password(password, _nobodys_password())
        return False
    return bool(user.verify_and_update_password(password))


def network() -> str:
    """Return the network that this request came from, truncated."""
    return throttling.network_of(request.remote_addr)


def require_patience(limit: Limit, *, account: str) -> None:
    """Count an attempt, whatever becomes of it, and refuse beyond the limit."""
    with transaction() as now:
        within = throttling.may_try(limit, network=network(), account=account, now=now)
        if not within:
            codes.record_security_event(user_id=None, kind=f"refused_{limit.act}", network=network(), now=now)
    if not within:
        raise TooManyAttempts


def _forget_the_person() -> None:
    for key in [key for key in session if key in _OF_THE_PERSON or key.startswith(("fs_", "identity."))]:
        session.pop(key)
    g.pop("csrf_token", None)


def _nobodys_password() -> str:
    if "hash" not in _NOBODYS_PASSWORD:
        _NOBODYS_PASSWORD["hash"] = hash_password(secrets.token_urlsafe(24))
    return _NOBODYS_PASSWORD["hash"]
