"""Challenges for passkeys: asked for by the page's script, bound to this browser, used up by their answer."""

import base64
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, jsonify, session

from app.features.authenticators import passkeys
from app.features.authenticators.passkeys import Spent
from app.features.authenticators.rules import PasskeyRefused
from app.features.authenticators.types import ChallengePurpose, Site
from app.foundation.database import transaction
from app.foundation.errors import NotFound
from config import Config

_CHALLENGE = "passkey_challenge"


def has_site() -> bool:
    """Say whether passkeys can be made here: browsers make none for a bare number of a machine."""
    host = urlsplit(_settings().public_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host)
    return False


def site() -> Site:
    """Return the site that passkeys are for, by the configured public address alone; NotFound where none can be."""
    if not has_site():
        raise NotFound
    parts = urlsplit(_settings().public_url)
    return Site(host=parts.hostname or "", origin=f"{parts.scheme}://{parts.netloc}")


def answer_with(options: dict[str, Any]) -> Response:
    """Send what the browser needs, and remember in this browser alone which challenge it was given."""
    session[_CHALLENGE] = options["challenge"]
    response = jsonify(options)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def spend(purpose: ChallengePurpose) -> Spent:
    """Use up the challenge of this browser, or raise PasskeyRefused."""
    given = session.pop(_CHALLENGE, None)
    if not isinstance(given, str):
        raise PasskeyRefused
    challenge = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
    with transaction() as now:
        spent = passkeys.spend(challenge=challenge, purpose=purpose, now=now)
    if spent is None:
        raise PasskeyRefused
    return spent


def _settings() -> Config:
    settings: Config = current_app.extensions["settings"]
    return settings
