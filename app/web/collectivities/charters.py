"""What the page of a charter shows: its rules, its versions, and what became of each rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.features.collectivities.charters import RuleChange, RuleFate, compare_rules, rules_in
from app.foundation.i18n import LANGUAGES
from app.web.template_values import Worded, field_of

FATE_KINDS = {RuleFate.NEW: "yes", RuleFate.CHANGED: "mid", RuleFate.GONE: "no"}


@dataclass(frozen=True, slots=True)
class RuleShown:
    """What became of one rule, as a row."""

    number: int
    tag: dict[str, Any]
    words: str | None
    text: str
    segments: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version changed in the one before it; `is_comparable` is false without a text in the same language."""

    since: Any
    rows: Sequence[RuleShown]
    is_comparable: bool


@dataclass(frozen=True, slots=True)
class CharterPage:
    """A version of the charter with everything around it."""

    shown: Any
    versions: Sequence[Any]
    words: Worded
    rules: Sequence[str]
    changes: Changes | None

    @property
    def is_current(self) -> bool:
        """Say whether this is the version that holds now."""
        return self.shown is self.versions[0]


def charter_page(shown: Any, versions: Sequence[Any]) -> CharterPage:
    """Gather the page of one version; no query."""
    words = field_of(shown.texts, "text")
    earlier = next((each for each in versions if each.number < shown.number), None)
    return CharterPage(
        shown=shown,
        versions=versions,
        words=words,
        rules=rules_in(words.text or ""),
        changes=_changes(words, earlier) if earlier is not None else None,
    )


def _changes(words: Worded, earlier: Any) -> Changes:
    before = earlier.texts.get(words.language, {}).get("text")
    if not before:
        return Changes(earlier, [], is_comparable=False)
    return Changes(earlier, changed_rules(before, words.text), is_comparable=True)


def changed_rules(before: str, after: str) -> list[RuleShown]:
    """Return what became of the rules that did not stay as they were."""
    found = compare_rules(rules_in(before), rules_in(after))
    return [_row(each) for each in found if each.fate is not RuleFate.SAME]


def _row(change: RuleChange) -> RuleShown:
    number = change.after if change.after is not None else change.before
    renumbered = None not in {change.before, change.after} and change.before != change.after
    return RuleShown(
        number=number or 0,
        tag={"label": change.fate.label, "kind": FATE_KINDS.get(change.fate, "neutral")},
        words=_("It was rule %(number)s.", number=change.before) if renumbered else None,
        text=change.text,
        segments=[{"kind": each.kind.value, "text": each.text} for each in change.segments],
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """How a charter that is being written would read in one language."""

    language: str
    name: str
    direction: str
    rules: Sequence[str]
    rows: Sequence[RuleShown]
    is_first: bool


def previews(typed: Mapping[str, Mapping[str, str]], current: Any) -> list[Preview]:
    """Return how each language of a new charter would read, with what it changes in the version that holds."""
    holding = current.texts if current is not None else {}
    return [
        Preview(
            language=code,
            name=LANGUAGES[code].name,
            direction=LANGUAGES[code].direction,
            rules=rules_in(fields["text"]),
            rows=changed_rules(holding.get(code, {}).get("text", ""), fields["text"]),
            is_first=not holding.get(code, {}).get("text"),
        )
        for code, fields in typed.items()
        if rules_in(fields["text"])
    ]
