"""Secrets that are given to people once and kept as hashes only."""

import hashlib
import hmac
import secrets

CODE_DIGITS = 6


def new_link_token() -> str:
    """Return a token for a link, impossible to guess."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a short code to type, as digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_of_code(code: str, *, browser: str) -> str:
    """Return what is kept of a code; useless without the secret of the browser that asked for it."""
    return hmac.new(browser.encode(), code.encode(), hashlib.sha256).hexdigest()


def is_same(first: str | None, second: str) -> bool:
    """Compare two hashes in a time that tells nothing."""
    return hmac.compare_digest(first or "", second)
