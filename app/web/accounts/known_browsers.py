"""Browsers in which a person signed in before: her attempts there are counted apart from those of everybody else.

Whoever tries other people's passwords from the same network can then never shut the owner out of her own browser.
"""

import hmac
import secrets

from flask import current_app, session

_KNOWN = "known_browser"
_MOST = 5


def remember(*addresses: str | None) -> None:
    """Note in this browser that the owner of these addresses signed in here."""
    known = _known()
    for address in filter(None, addresses):
        known.setdefault(_digest(address), secrets.token_urlsafe(12))
    session[_KNOWN] = dict(list(known.items())[-_MOST:])


def find(account: str) -> str | None:
    """Return the name under which attempts on an account from this browser are counted, or None: it is unknown here."""
    return _known().get(_digest(account))


def _known() -> dict[str, str]:
    kept = session.get(_KNOWN)
    return dict(kept) if isinstance(kept, dict) else {}


def _digest(address: str) -> str:
    """Return what a cookie may hold of an address: nobody finds it again without the platform's own secret."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"known browser:{address}".encode(), "sha256").hexdigest()[:24]
