"""What one step of a journey shows."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step: `state` is done, now, late, stopped or next; a `links` entry is {label, url, lang}."""

    label: str
    state: str = "done"
    detail: str | None = None
    detail_lang: str | None = None
    at: str | None = None
    url: str | None = None
    quote: str | None = None
    quote_lang: str | None = None
    percent: int | None = None
    percent_label: str | None = None
    links: list[dict[str, Any]] = field(default_factory=list)
