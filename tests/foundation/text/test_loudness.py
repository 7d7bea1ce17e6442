"""Shouting: capitals, runs of marks, runs of letters."""

import pytest

from app.foundation.text.loudness import is_mostly_capitals, repeated_letters, repeated_marks


@pytest.mark.parametrize(
    "text",
    ["NOUS VOULONS DES ROUTES MAINTENANT", "ON EN A ASSEZ DE CETTE COMMUNE !", "ХВАТИТ ЭТО ТЕРПЕТЬ НАМ ВСЕМ"],
)
def test_capitals_where_the_script_has_them_are_shouting(text: str) -> None:
    assert is_mostly_capitals(text)


@pytest.mark.parametrize(
    "text",
    ["La CNSS et l'ONEE répondent", "PAO 2026", "نريد طرقا الآن وفورا", "ⵏⵔⴰ ⵉⴱⵔⵉⴷⵏ ⵖⵉⵍⴰⴷ ⵖⵉⵍⴰⴷ", "", "ONEE"],
)
def test_abbreviations_and_scripts_without_capitals_are_not(text: str) -> None:
    assert not is_mostly_capitals(text)


def test_runs_of_marks_are_quoted() -> None:
    assert repeated_marks("Assez !!!!") == "!!!!"
    assert repeated_marks("لماذا؟؟؟") == "؟؟؟"
    assert repeated_marks("Pourquoi ?! Vraiment ?") is None
    assert repeated_marks("!" * 500) == "!" * 10


def test_runs_of_letters_are_quoted() -> None:
    assert repeated_letters("Nooooon") == "ooooo"
    assert repeated_letters("لاااااا") == "اااااا"
    assert repeated_letters("créée, 1000000, WWW") is None
