"""The language of a contribution is guessed, and nothing is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text.guess import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("نريد إصلاح الطريق", "ar"),
        ("بغينا الطريق ديال الدوار", "ar"),
        ("ⴰⵣⵓⵍ ⴼⵍⵍⴰⵡⵏ", "zgh"),
        ("Il faut réparer la route du douar", "fr"),
        ("Eclairage public du 3eme arrondissement", "fr"),
        ("We need more buses in the evening", "en"),
        ("The road is closed", "en"),
        ("bghina tri9 f douar dyalna", "ary-Latn"),
        ("7na khassna sbitar w medrassa", "ary-Latn"),
        ("Route", "fr"),
        ("طريق route", "fr"),
        ("نريد إصلاح الطريق RN9", "ar"),
    ],
)
def test_the_language_of_a_text_is_guessed(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", "  ", "12 + 3 !!", "\u200b"])
def test_nothing_is_guessed_without_letters(text: str) -> None:
    assert guess_language(text) is None


@given(st.text())
def test_guessing_never_raises(text: str) -> None:
    assert guess_language(text) in {None, "ar", "fr", "en", "zgh", "ary-Latn"}
