"""Edits of different words merge; edits of the same words are for a person to settle."""

from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text.merging import Conflict, Merge, merge, overlapping_changes

TEXTS = st.lists(st.sampled_from(["la", "l'", "école", "مدرسة", "،", "de", " ", "\n"]), max_size=20).map(
    "".join
)


def test_edits_of_different_words_are_both_kept() -> None:
    base = "Construire une école à Fès."
    merged = merge(base, ["Construire une grande école à Fès.", "Construire une école à Taza."])
    assert merged == Merge(text="Construire une grande école à Taza.")


def test_two_edits_of_the_same_word_conflict() -> None:
    merged = merge("une école rurale", ["une école urbaine", "une école mixte"])
    assert merged == Merge(text=None, conflicts=(Conflict("rurale", "urbaine", "mixte"),))


def test_two_insertions_at_the_same_place_conflict() -> None:
    assert merge("une école", ["une grande école", "une petite école"]).text is None


def test_touching_the_same_words_is_seen_even_when_both_agree() -> None:
    assert overlapping_changes("a b c", "a x c", "a x c")
    assert not overlapping_changes("a b c", "x b c", "a b y")


@given(TEXTS, TEXTS)
def test_one_edit_merges_into_itself(base: str, version: str) -> None:
    assert merge(base, [version]).text == version


@given(TEXTS, TEXTS)
def test_the_same_edit_twice_counts_once_and_no_edit_changes_nothing(base: str, version: str) -> None:
    assert merge(base, [version, version, base]).text == version
    assert merge(base, []).text == base


@given(TEXTS, TEXTS, TEXTS)
def test_the_order_of_the_edits_does_not_matter(base: str, first: str, second: str) -> None:
    assert merge(base, [first, second]).text == merge(base, [second, first]).text


@given(TEXTS, TEXTS, TEXTS)
def test_edits_that_touch_nothing_in_common_always_merge(base: str, first: str, second: str) -> None:
    if not overlapping_changes(base, first, second):
        assert merge(base, [first, second]).text is not None
