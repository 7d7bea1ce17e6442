"""What people type is kept, minus what cannot be seen or turns the line around."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text.clean import clean_line, clean_name, clean_text, is_blank, mixes_scripts

HOSTILE = st.text() | st.text(
    alphabet="ab ة\n\r\t\u0301\u064b\u200b\u200c\u200d\u202e\u2066\u3164\u00a0\ufe0f👩\ud800\x00"
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  un \t  mot\u00a0 ", "un mot"),
        ("\u202eلأمام\u202c", "لأمام"),
        ("a\x00b\x07\ud800c", "abc"),
        ("deux\nlignes\r\nici", "deux lignes ici"),
        ("e\u0301cole", "école"),
        ("مَدْرَسَةٌ", "مَدْرَسَةٌ"),
        ("👨‍👩‍👧 famille", "👨‍👩‍👧 famille"),
        ("می‌خواهم", "می‌خواهم"),
        ("\u200b\u3164\u2800", ""),
    ],
)
def test_a_line_is_cleaned_without_loss_of_what_is_seen(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_text_keeps_its_lines_and_indents_and_one_blank_line() -> None:
    assert (
        clean_text("\n- un  mot  \n  - deux\u2028trois\n\n \n\n\nfin \n")
        == "- un mot\n  - deux\ntrois\n\nfin"
    )


def test_a_tower_of_marks_is_cut_down() -> None:
    assert sum(map(unicodedata.combining, clean_line("z" + "\u0335" * 300))) <= 4 * 230
    assert len(clean_line("z" + "\u0335" * 300)) == 5


def test_names_that_look_equal_are_equal() -> None:
    assert clean_name("Ami\u200dna") == clean_name("Amina ") == "Amina"


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200e", "\u3164", "\u0301\u0301", "\u2800 \u00ad"])
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "م", "؟", "👍", "0"])
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize("name", ["Аdmin", "Pаypal Maroc", "Admin Админ", "ΜOHAMED", "محمدx"])
def test_look_alike_letters_are_flagged(name: str) -> None:
    assert mixes_scripts(name)


@pytest.mark.parametrize(
    "name", ["محمد Mohammed", "Élodie O’Neil", "ⵎⵓⵃⵎⵎⴷ Mohammed", "Иван", "Ali 2ᵉ", "R2D2", ""]
)
def test_names_in_one_or_two_honest_scripts_pass(name: str) -> None:
    assert not mixes_scripts(name)


@given(HOSTILE)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    for clean in (clean_line, clean_text, clean_name):
        assert clean(clean(text)) == clean(text)


@given(HOSTILE)
def test_nothing_unseen_is_left_and_the_database_can_store_it(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode()
    assert not set(cleaned) & set("\x00\r\u202e\u2066\u200b\u3164")
    assert "\n" not in clean_line(text)
    assert isinstance(mixes_scripts(text), bool)
