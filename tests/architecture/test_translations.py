"""Every sentence is translated, and leaves open what the original leaves open."""

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import translations


@pytest.fixture(scope="module")
def template() -> Catalog:
    return translations.sentences_of_the_code()


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_a_catalogue_is_complete_and_its_placeholders_agree(language: str, template: Catalog) -> None:
    assert list(translations.problems_of(language, template)) == []


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (Message("Open", ""), "not translated"),
        (Message("Open", "Ouvert", flags=["fuzzy"]), "to be confirmed"),
        (Message("Closes on %(day)s", "Se termine le %(jour)s"), "placeholders"),
        (Message("Closes on %(day)s", "Se termine"), "placeholders"),
        (Message(("%(num)s idea", "%(num)s ideas"), ("%(num)s idée", "")), "not translated"),
        (Message(("%(num)s idea", "%(num)s ideas"), ("%(num)s idée", "%(nombre)s idées")), "placeholders"),
    ],
)
def test_a_translation_that_is_wrong_is_found(message: Message, problem: str) -> None:
    (found,) = translations.problems_in(message, must_be_complete=True)
    assert problem in found


def test_a_plural_form_may_leave_its_figure_out() -> None:
    message = Message(
        ("%(num)s idea in %(place)s", "%(num)s ideas in %(place)s"),
        ("فكرة في %(place)s", "%(num)s في %(place)s"),
    )
    assert list(translations.problems_in(message, must_be_complete=True)) == []


def test_an_incomplete_language_may_leave_sentences_out() -> None:
    assert list(translations.problems_in(Message("Open", ""), must_be_complete=False)) == []


def test_a_french_mark_that_could_begin_a_line_is_found() -> None:
    broken = ("Le total : 4", "Et vous ?", "« Oui", "Oui »")
    assert all(list(translations.breakable_in(Message("It", text))) for text in broken)
    kept = ("Le total\u00a0: 4", "Et vous\u202f?", "«\u00a0Oui\u00a0»", "à 18:00", "?page=2 :/")
    assert not any(list(translations.breakable_in(Message("It", text))) for text in kept)
