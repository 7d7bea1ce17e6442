"""Words of the practice: what can be answered, and the fictional texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.foundation.i18n import LazyText, _l

LAW = "law"


class Choice(StrEnum):
    """What one would decide of a text."""

    KEEP = "keep"
    RETURN = "return"
    HIDE = "hide"
    REMOVE = "remove"

    @property
    def label(self) -> LazyText:
        return {
            self.KEEP: _l("Publish it, or leave it where it is"),
            self.RETURN: _l("Return it to its author"),
            self.HIDE: _l("Hide it"),
            self.REMOVE: _l("Remove it as illegal"),
        }[self]


@dataclass(frozen=True, slots=True)
class Sample:
    """A fictional text: `accepted` holds the best decision first, `grounds` rules of the model charter or LAW."""

    key: str
    kind: str
    language: str
    text: str
    situation: Mapping[str, str]
    accepted: tuple[Choice, ...]
    grounds: tuple[str, ...]
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody decided of a sample, on which ground (None to keep it)."""

    choice: Choice
    ground: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the decision was one of those that fit, and whether its ground was."""

    is_right: bool
    has_right_ground: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is in the practice, and how many decisions were right."""

    answered_count: int
    right_count: int
    total: int
    next_number: int | None
    has_finished_once: bool
    is_begun: bool

    @property
    def is_complete(self) -> bool:
        """Say whether every text was answered this time."""
        return self.next_number is None
