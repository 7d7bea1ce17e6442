"""Two versions of a plan compared item by item, with the words that changed; pure functions."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from app.features.plans.models import ItemRevision
from app.features.plans.types import TEXT_FIELDS, ItemFacts, ItemKind, Texts
from app.foundation.i18n import LazyText, _l
from app.foundation.text.diff import Kind, Segment, word_diff


class Change(StrEnum):
    """What became of an item from one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    AMENDED = "amended"
    SAME = "same"

    @property
    def label(self) -> LazyText:
        return {
            self.ADDED: _l("Added"),
            self.REMOVED: _l("Removed"),
            self.MOVED: _l("Moved"),
            self.AMENDED: _l("Text changed"),
            self.SAME: _l("Unchanged"),
        }[self]


@dataclass(frozen=True, slots=True)
class ItemState:
    """What is compared of an item: who it is, where it stands, what it says."""

    identity: Hashable
    kind: ItemKind
    parent: Hashable
    texts: Texts
    facts: ItemFacts
    code: str = ""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field in one language, with the words that stayed, came and went."""

    language: str
    name: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class FactDifference:
    """One fact that changed."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ItemDifference:
    """What became of one item; an item may be both moved and amended, then it counts as amended."""

    change: Change
    before: ItemState | None
    after: ItemState | None
    is_moved: bool = False
    fields: tuple[FieldDifference, ...] = field(default=())
    facts: tuple[FactDifference, ...] = field(default=())

    @property
    def shown(self) -> ItemState:
        """Return the item as it is after, or as it was when it was removed."""
        state = self.after or self.before
        if state is None:
            raise ValueError("a difference is about an item")
        return state


def compare(before: Sequence[ItemRevision], after: Sequence[ItemRevision]) -> list[ItemDifference]:
    """Return what became of every item between two versions' revisions (in reading order), in reading order."""
    return compare_states([state_of(each) for each in before], [state_of(each) for each in after])


def state_of(revision: ItemRevision) -> ItemState:
    """Return what is compared of a revision; the identity is the item's id."""
    return ItemState(
        identity=revision.item_id, kind=revision.kind, parent=revision.parent_item_id, texts=revision.texts,
        facts=facts_of(revision), code=revision.code,
    )  # fmt: skip


def facts_of(revision: ItemRevision) -> ItemFacts:
    """Return the facts of a revision as plain values."""
    return ItemFacts(
        external_id=revision.external_id, source_url=revision.source_url, starts=revision.starts, ends=revision.ends,
        declared_progress=revision.declared_progress, principles=tuple(revision.principles),
        values=tuple(revision.values), shared_with=tuple(revision.shared_with), labels=tuple(revision.labels),
    )  # fmt: skip


def compare_states(before: Sequence[ItemState], after: Sequence[ItemState]) -> list[ItemDifference]:
    """Return what became of every item, in the order of the later version, removed ones where they stood."""
    old = {state.identity: state for state in before}
    new = {state.identity: state for state in after}
    moved = _moved(before, after)
    return [_difference(old.get(each), new.get(each), is_moved=each in moved) for each in _order(old, new)]


def _difference(before: ItemState | None, after: ItemState | None, *, is_moved: bool) -> ItemDifference:
    if before is None or after is None:
        return ItemDifference(Change.ADDED if before is None else Change.REMOVED, before, after)
    fields, facts = (
        tuple(_field_differences(before.texts, after.texts)),
        tuple(_fact_differences(before, after)),
    )
    change = Change.AMENDED if fields or facts else Change.MOVED if is_moved else Change.SAME
    return ItemDifference(change, before, after, is_moved=is_moved, fields=fields, facts=facts)


def text_differences(
    before: Mapping[str, str], after: Mapping[str, str], language: str
) -> list[FieldDifference]:
    """Return the fields of one language that differ, in the order in which they are read."""
    pairs = ((name, before.get(name) or "", after.get(name) or "") for name in TEXT_FIELDS)
    return [
        FieldDifference(language, name, tuple(word_diff(old, new))) for name, old, new in pairs if old != new
    ]


def _field_differences(before: Texts, after: Texts) -> Iterable[FieldDifference]:
    for code in dict.fromkeys([*before, *after]):
        old, new = before.get(code, {}), after.get(code, {})
        yield from text_differences(old, new, code)
        if old and new and old.get("origin") != new.get("origin"):
            words = (Segment(Kind.REMOVED, old.get("origin", "")), Segment(Kind.ADDED, new.get("origin", "")))
            yield FieldDifference(code, "origin", words)


def _fact_differences(before: ItemState, after: ItemState) -> Iterable[FactDifference]:
    for name in ItemFacts.__dataclass_fields__:
        old, new = getattr(before.facts, name), getattr(after.facts, name)
        if old != new:
            yield FactDifference(name, old, new)


def _moved(before: Sequence[ItemState], after: Sequence[ItemState]) -> set[Hashable]:
    """Return the items under another parent, and those that changed their place among the siblings that stayed."""
    parents = {state.identity: state.parent for state in before}
    kept = [state for state in after if state.identity in parents]
    moved = {state.identity for state in kept if parents[state.identity] != state.parent}
    staying = {state.identity for state in kept} - moved
    old, new = _siblings(before, staying), _siblings(after, staying)
    for parent, order in new.items():
        matcher = SequenceMatcher(None, old[parent], order, autojunk=False)
        in_place = {
            order[block.b + step] for block in matcher.get_matching_blocks() for step in range(block.size)
        }
        moved |= set(order) - in_place
    return moved


def _siblings(states: Sequence[ItemState], staying: set[Hashable]) -> dict[Hashable, list[Hashable]]:
    found: dict[Hashable, list[Hashable]] = defaultdict(list)
    for state in states:
        if state.identity in staying:
            found[state.parent].append(state.identity)
    return found


def _order(old: Mapping[Hashable, ItemState], new: Mapping[Hashable, ItemState]) -> list[Hashable]:
    """Return every identity: as after, each removed one behind the item that it stood behind."""
    follows: dict[Hashable, list[Hashable]] = defaultdict(list)
    last_kept: Hashable = None
    for identity in old:
        if identity in new:
            last_kept = identity
        else:
            follows[last_kept].append(identity)
    ordered = [*follows.pop(None, [])]
    for identity in new:
        ordered += [identity, *follows.pop(identity, [])]
    return ordered
