"""Rules of a charter are counted by lines, and what became of each from one version to the next is said."""

import pytest

from app.features.collectivities import rules
from app.features.collectivities.charters import RuleFate, compare_rules, rules_in
from app.features.collectivities.model_charter import model_charter
from app.features.collectivities.types import PublicText
from app.foundation.errors import Invalid

POLITE = "Nous discutons des idées, on n'insulte personne."
PRIVATE = "Ne publiez ni téléphone ni adresse."
ADVERTS = "Ni publicité ni propagande."


def fates(before: list[str], after: list[str]) -> list[tuple[RuleFate, int | None, int | None]]:
    return [(each.fate, each.before, each.after) for each in compare_rules(before, after)]


def test_numbers_and_empty_lines_do_not_count_as_words_of_a_rule() -> None:
    assert rules_in("1. Parler des idées.\n\n 2) Rester poli.\n3 - Être bref.\nSans numéro") == [
        "Parler des idées.", "Rester poli.", "Être bref.", "Sans numéro",
    ]  # fmt: skip


def test_a_rule_is_the_same_changed_new_moved_or_gone() -> None:
    changed = POLITE.replace("personne", "aucune personne")
    assert fates([POLITE, PRIVATE, ADVERTS], [changed, "Écrivez dans votre langue.", PRIVATE]) == [
        (RuleFate.CHANGED, 1, 1),
        (RuleFate.NEW, None, 2),
        (RuleFate.MOVED, 2, 3),
        (RuleFate.GONE, 3, None),
    ]
    assert fates([POLITE], [POLITE]) == [(RuleFate.SAME, 1, 1)]


def test_a_changed_rule_shows_its_words_before_and_after() -> None:
    change = compare_rules([ADVERTS], ["Ni publicité ni réclame."])[0]
    assert [(each.kind.value, each.text.strip()) for each in change.segments] == [
        ("same", "Ni publicité ni"), ("removed", "propagande"), ("added", "réclame"), ("same", "."),
    ]  # fmt: skip


def test_a_rule_written_twice_is_compared_once() -> None:
    assert fates([POLITE, POLITE], [POLITE]) == [(RuleFate.SAME, 1, 1), (RuleFate.GONE, 2, None)]


def test_endless_charters_are_compared_by_equal_rules_only() -> None:
    many = [f"Règle {number} de la charte" for number in range(200)]
    assert {fate for fate, _, _ in fates(many, [f"{each} !" for each in many])} == {
        RuleFate.NEW,
        RuleFate.GONE,
    }


def test_a_charter_has_as_many_rules_in_each_language() -> None:
    texts = {"fr": {"text": "Un.\nDeux."}, "ar": {"text": "واحد."}}
    with pytest.raises(Invalid) as refused:
        rules.require_citable(PublicText.CHARTER, texts)
    assert "Français 2" in str(refused.value.fields["text"])
    rules.require_citable(PublicText.LEGAL_NOTICE, texts)
    rules.require_citable(PublicText.CHARTER, {"fr": {"text": "Un."}, "ar": {"text": ""}})


def test_the_model_charter_says_the_same_rules_in_arabic_french_and_english() -> None:
    assert {code: len(each) for code, each in model_charter().items()} == {"ar": 10, "fr": 10, "en": 10}
    for code, each in model_charter().items():
        assert rules_in("\n".join(each)) == list(each), code
