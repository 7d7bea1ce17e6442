"""Texts that ask for the same thing come out as alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text.analyser import tokens
from app.foundation.text.similarity import Similar, most_similar, similarity

WORDS = st.text(alphabet="ابتملعقر abcdes é'", max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ملاعب القرب", "إحداث ملعب قرب"),
        ("Terrain de proximité", "Des terrains de proximité pour les jeunes"),
        ("Éclairage public", "éclairages publics des ruelles"),
        ("street lighting", "Lights in the streets"),
    ],
)
def test_two_ways_to_ask_for_the_same_are_alike(one: str, other: str) -> None:
    assert similarity(one, other) > 0.5


@pytest.mark.parametrize(
    ("one", "other"), [("eau potable", "terrain de sport"), ("مدرسة", "طريق"), ("eau", "ماء")]
)
def test_different_subjects_are_not_alike(one: str, other: str) -> None:
    assert similarity(one, other) < 0.2


@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_between_nothing_and_one(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1


@given(WORDS)
def test_a_text_is_wholly_like_itself(text: str) -> None:
    assert similarity(text, text) == (1 if tokens(text) else 0)


def test_candidates_come_best_first_and_weak_ones_are_left_out() -> None:
    candidates = [(3, tokens("école")), (2, tokens("route rurale")), (1, tokens("Des routes rurales sûres"))]
    found = most_similar(stems=tokens("routes rurales"), candidates=candidates, top=5, least=0.3)
    assert [each.object_id for each in found] == [2, 1]
    assert found[0] == Similar(object_id=2, score=1.0)
