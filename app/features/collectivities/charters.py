"""The rules of a charter: how they are counted, and what became of each from one version to the next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.foundation.i18n import LazyText, _l
from app.foundation.text.clean import is_blank
from app.foundation.text.diff import Segment, word_diff

ALIKE = 0.5
MOST_COMPARED = 60
_NUMBER = re.compile(r"\s*\d+\s*[.):\-–]\s*")


class RuleFate(StrEnum):
    """What became of a rule in a later version."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"

    @property
    def label(self) -> LazyText:
        return {
            self.SAME: _l("The same rule"),
            self.MOVED: _l("Another number, the same words"),
            self.CHANGED: _l("Rule changed"),
            self.NEW: _l("New rule"),
            self.GONE: _l("Rule taken out"),
        }[self]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule in two versions: its number in each (None where it is not), and its words where they changed."""

    fate: RuleFate
    before: int | None
    after: int | None
    text: str
    segments: tuple[Segment, ...] = ()


def rules_in(text: str) -> list[str]:
    """Return the rules of a charter in their order, without their numbers: one on each line that says something."""
    return [_NUMBER.sub("", line, count=1).strip() for line in text.splitlines() if not is_blank(line)]


def compare_rules(before: Sequence[str], after: Sequence[str]) -> list[RuleChange]:
    """Return what became of each rule, in the order of the later version; rules that are gone come last."""
    origins = _origins(before, after)
    changes = [
        _change(number, rule, origins.get(number), before) for number, rule in enumerate(after, start=1)
    ]
    kept = set(origins.values())
    gone = [
        RuleChange(RuleFate.GONE, number, None, rule)
        for number, rule in enumerate(before, start=1)
        if number not in kept
    ]
    return [*changes, *gone]


def _origins(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Return {number in the later version: number in the earlier one}, first for equal words, then for like ones."""
    left = dict(enumerate(before, start=1))
    found: dict[int, int] = {}
    for number, rule in enumerate(after, start=1):
        same = [old for old, words in left.items() if words == rule]
        if same:
            found[number] = min(same, key=lambda old: abs(old - number))
            del left[found[number]]
    for number, rule in enumerate(after, start=1):
        if number in found or not left or max(len(before), len(after)) > MOST_COMPARED:
            continue
        nearest = max(left, key=lambda old: (_likeness(left[old], rule), -abs(old - number)))
        if _likeness(left[nearest], rule) >= ALIKE:
            found[number] = nearest
            del left[nearest]
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _change(number: int, rule: str, origin: int | None, before: Sequence[str]) -> RuleChange:
    if origin is None:
        return RuleChange(RuleFate.NEW, None, number, rule)
    words = before[origin - 1]
    if words != rule:
        return RuleChange(RuleFate.CHANGED, origin, number, rule, tuple(word_diff(words, rule)))
    return RuleChange(RuleFate.SAME if origin == number else RuleFate.MOVED, origin, number, rule)
