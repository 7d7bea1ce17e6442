"""Differences are exact to the character, and read well."""

from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text.diff import Kind, LineChange, Segment, paragraph_diff, word_diff

WORDS = st.lists(
    st.sampled_from(["la", "l'", "école", "مدرسة", "،", "de", ".", " ", "  ", "\n"]), max_size=30
).map("".join)
TEXTS = WORDS | st.text(max_size=60)


def _joined(segments: list[Segment], *kinds: Kind) -> str:
    return "".join(segment.text for segment in segments if segment.kind in kinds)


def _shown(before: str, after: str) -> str:
    marks = {Kind.SAME: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "[+{}+]"}
    return "".join(marks[segment.kind].format(segment.text) for segment in word_diff(before, after))


@given(TEXTS, TEXTS)
def test_a_difference_gives_back_both_versions(before: str, after: str) -> None:
    segments = word_diff(before, after)
    assert _joined(segments, Kind.SAME, Kind.REMOVED) == before
    assert _joined(segments, Kind.SAME, Kind.ADDED) == after
    assert all(segment.text for segment in segments)


@given(TEXTS, TEXTS)
def test_the_lines_of_a_difference_give_back_both_versions(before: str, after: str) -> None:
    segments = [segment for line in paragraph_diff(before, after) for segment in line.segments]
    assert _joined(segments, Kind.SAME, Kind.REMOVED) == before
    assert _joined(segments, Kind.SAME, Kind.ADDED) == after


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {segment.kind for segment in word_diff(text, text)} <= {Kind.SAME}


def test_added_words_are_shown_as_added() -> None:
    assert _shown("la commune, en 2026.", "la nouvelle commune, en 2027.") == (
        "la[+ nouvelle+] commune, en [-2026-][+2027+]."
    )


def test_an_elided_article_changes_alone() -> None:
    assert _shown("l'école", "d'école") == "[-l'-][+d'+]école"


def test_arabic_words_are_compared_whole_with_their_marks() -> None:
    assert _shown("إحداث ملعبٌ القرب", "إحداث ملعبٍ القرب") == "إحداث [-ملعبٌ-][+ملعبٍ+] القرب"


def test_a_small_word_left_between_two_replacements_is_not_an_island() -> None:
    assert _shown("un deux de trois", "six sept de huit") == "[-un deux de trois-][+six sept de huit+]"


def test_lines_are_told_apart_and_changed_ones_show_their_words() -> None:
    kinds = [line.kind for line in paragraph_diff("un\ndeux\ntrois\n", "un\ndeux mots\ntrois\nquatre\n")]
    assert kinds == [Kind.SAME, Kind.CHANGED, Kind.SAME, Kind.ADDED]
    assert paragraph_diff("a\nb\n", "a\n")[1] == LineChange(Kind.REMOVED, (Segment(Kind.REMOVED, "b\n"),))


def test_two_long_unrelated_texts_are_a_replacement() -> None:
    before, after = (" ".join(f"{letter}{number}" for number in range(5000)) for letter in "ab")
    assert [segment.kind for segment in word_diff(before, after)] == [Kind.REMOVED, Kind.ADDED]
