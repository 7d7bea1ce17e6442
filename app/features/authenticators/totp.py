"""Codes of an authenticator app (RFC 6238): six digits that change every thirty seconds."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

SECONDS = 30
DIGITS = 6
# A clock half a minute off, in either direction, is still believed.
STEPS_BESIDE = 1


def new_secret() -> bytes:
    """Return a secret for an app."""
    return secrets.token_bytes(20)


def as_text(secret: bytes) -> str:
    """Return a secret as apps take it when it is typed."""
    return base64.b32encode(secret).decode()


def step_of(now: datetime) -> int:
    """Return the number of the half minute that an instant is in."""
    return int(now.timestamp()) // SECONDS


def code_of(secret: bytes, step: int) -> str:
    """Return the code of a half minute."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def find_step(secret: bytes, code: str, *, now: datetime) -> int | None:
    """Return the half minute around now whose code this is, or None."""
    here = step_of(now)
    steps = range(here - STEPS_BESIDE, here + STEPS_BESIDE + 1)
    matching = [step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), code.encode())]
    return matching[-1] if matching else None
