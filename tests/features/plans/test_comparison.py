"""Two versions are compared item by item, and the words that changed are told."""

from app.features.plans.comparison import Change, ItemState, compare_states
from app.features.plans.types import NO_FACTS, ItemFacts, ItemKind
from app.foundation.text.diff import Kind


def state(
    identity: str, parent: str | None = None, title: str = "", facts: ItemFacts = NO_FACTS
) -> ItemState:
    texts = {"fr": {"origin": "original", "title": title or identity}}
    return ItemState(identity, ItemKind.AXIS if parent is None else ItemKind.PROJECT, parent, texts, facts)


def changes(before: list[ItemState], after: list[ItemState]) -> list[tuple[object, Change]]:
    return [(each.shown.identity, each.change) for each in compare_states(before, after)]


def test_the_same_versions_do_not_differ() -> None:
    plan = [state("a"), state("p", "a")]
    assert changes(plan, plan) == [("a", Change.SAME), ("p", Change.SAME)]


def test_added_and_removed_items_stand_where_they_are_or_were() -> None:
    before, after = [state("a"), state("b"), state("c")], [state("a"), state("n"), state("c")]
    assert changes(before, after) == [
        ("a", Change.SAME), ("b", Change.REMOVED), ("n", Change.ADDED), ("c", Change.SAME),
    ]  # fmt: skip


def test_an_item_removed_at_the_beginning_stays_at_the_beginning() -> None:
    assert changes([state("a"), state("b")], [state("b")]) == [("a", Change.REMOVED), ("b", Change.SAME)]


def test_an_item_under_another_parent_moved() -> None:
    before = [state("a"), state("p", "a"), state("b")]
    after = [state("a"), state("b"), state("p", "b")]
    assert changes(before, after)[-1] == ("p", Change.MOVED)


def test_only_the_item_that_left_its_place_moved() -> None:
    before = [state(name) for name in "abcd"]
    after = [state(name) for name in "bcda"]
    assert [identity for identity, change in changes(before, after) if change is Change.MOVED] == ["a"]


def test_an_addition_before_an_item_does_not_move_it() -> None:
    assert changes([state("a")], [state("n"), state("a")])[1] == ("a", Change.SAME)


def test_an_amended_item_tells_its_words_and_that_it_moved() -> None:
    before = [state("a"), state("b", title="Publier le budget")]
    after = [state("b", title="Publier le budget simplifié"), state("a")]
    amended = next(each for each in compare_states(before, after) if each.change is Change.AMENDED)
    (field,) = amended.fields
    assert (field.language, field.name) == ("fr", "title")
    assert [(segment.kind, segment.text) for segment in field.segments if segment.kind is not Kind.SAME] == [
        (Kind.ADDED, " simplifié")
    ]


def test_facts_that_changed_are_told() -> None:
    (found,) = compare_states([state("a")], [state("a", facts=ItemFacts(starts="2027"))])
    assert found.change is Change.AMENDED
    assert [(each.name, each.before, each.after) for each in found.facts] == [("starts", None, "2027")]
