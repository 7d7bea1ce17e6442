"""A second look at a text that seems to hold personal data: its author is told before it is public, never refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from flask import request

from app.features.hints.reading import personal_data_in
from app.features.hints.types import Hint
from app.features.proposals.types import Content

LOOKED = "looked"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What a text seems to hold, and the mark by which the form says that its author has seen it."""

    hints: Sequence[Hint]
    mark: str

    @property
    def is_due(self) -> bool:
        """Say whether its author was not shown yet what was found."""
        return bool(self.hints) and request.form.get(LOOKED) != self.mark


def second_look(*texts: str | None) -> SecondLook:
    """Return what texts seem to hold about persons; the same finds bear the same mark."""
    hints = personal_data_in("\n".join(filter(None, texts)))
    found = "\n".join(each for hint in hints for each in hint.found)
    return SecondLook(hints, blake2b(found.encode(), digest_size=8).hexdigest())


def second_look_at(content: Content) -> SecondLook:
    """Return what a proposal seems to hold, its new wording of an item included."""
    return second_look(
        content.title, content.problem, content.solution, content.expected_result, *content.wording.values()
    )
