"""One way, and only one, to write a value as bytes: what is hashed and signed."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


class NotCanonical(ValueError):
    """The value cannot be written, or the bytes are not those that its value is written as."""


def canonical(value: Any) -> bytes:
    """Return the bytes of a value: UTF-8, keys sorted, no blanks; only text, whole numbers, booleans, null, lists."""
    _require_plain(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("half a character") from error


def parse(data: bytes) -> Any:
    """Return the value of canonical bytes; raise NotCanonical for any others."""
    try:
        value = json.loads(data.decode("utf-8"))
    except ValueError as error:
        raise NotCanonical(str(error)) from error
    if canonical(value) != data:
        raise NotCanonical("not in canonical form")
    return value


def hour_of(instant: datetime) -> str:
    """Return the hour of an instant, rounded down, as the ledger writes it: 2026-11-22T20Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%HZ")


def start_of_hour(instant: datetime) -> datetime:
    """Return the instant rounded down to its hour."""
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _require_plain(value: Any) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, list | tuple):
        for each in value:
            _require_plain(each)
    elif isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        for each in value.values():
            _require_plain(each)
    else:
        raise NotCanonical(f"{type(value).__name__} has no canonical form")
