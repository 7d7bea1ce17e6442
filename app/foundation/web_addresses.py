"""Addresses of web pages as people write them: which lead to the public web, whatever their spelling."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

LONGEST = 2000
# Ends of names that mean this machine or the house's own network, never the public web.
_OWN = frozenset(
    {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "localdomain", "arpa"}
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LAST_LABEL = re.compile(r"xn--[a-z0-9-]+|[a-z]{2,63}")


def parts_of(text: str) -> SplitResult | None:
    """Return the parts of an address, or None when it cannot be taken apart."""
    try:
        parts = urlsplit(text)
        return parts if parts.hostname is None or parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


def is_public_page(text: str) -> bool:
    """Say whether an address is one of a page on the public web: by name, without a name or password of a visitor."""
    parts = parts_of(text)
    return (
        parts is not None
        and parts.scheme in {"http", "https"}
        and len(text) <= LONGEST
        and parts.username is None
        and parts.password is None
        and not any(character.isspace() or ord(character) < 32 or character == "\\" for character in text)
        and is_public_host(parts.hostname or "")
    )


def is_public_host(host: str) -> bool:
    """Say whether a host is a public name; numbers, in any spelling, are none."""
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        return False
    labels = name.split(".")
    return (
        len(labels) > 1
        and len(name) <= 253
        and all(_LABEL.fullmatch(label) for label in labels)
        and _LAST_LABEL.fullmatch(labels[-1]) is not None
        and labels[-1] not in _OWN
        and not _is_number(name)
    )


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
