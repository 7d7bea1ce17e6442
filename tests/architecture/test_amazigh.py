"""Amazigh is said with words that have a source, and every word stands in the list that its speakers read."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from config import ROOT
from scripts import translations

WORD = re.compile(r"[\u2d30-\u2d7f]{2,}|[ⴰⴷⴳⵏ](?![\u2d30-\u2d7f])")
OTHER_LETTERS = re.compile(r"[^\W\d_\u2d30-\u2d7f]+")
TO_REVIEW = ROOT / "docs" / "translations-to-review.md"
GLOSSARY = ROOT.parent / "shared" / "data" / "glossary_zgh.csv"


def test_every_translation_says_only_words_that_are_listed_for_review() -> None:
    assert unlisted(said_by_the_interface(), words_in(TO_REVIEW.read_text())) == {}


def test_what_the_product_brings_along_says_only_words_that_are_listed_for_review() -> None:
    files = [*ROOT.glob("app/demo/**/*.py"), *ROOT.glob("app/demo/**/*.json")]
    said = {path.name: path.read_text() for path in files}
    assert unlisted(said, words_in(TO_REVIEW.read_text())) == {}


def test_every_listed_word_is_in_the_glossary_of_sources_where_it_can_be_read() -> None:
    listed = words_in(TO_REVIEW.read_text())
    known = glossary_words(GLOSSARY) if GLOSSARY.exists() else listed
    assert listed - known == set()


def test_every_phrase_of_several_words_stands_in_the_list_as_it_is_said() -> None:
    listed = TO_REVIEW.read_text()
    assert [text for text in said_by_the_interface().values() if f"| {text} |" not in listed] == []


def test_a_translation_holds_no_other_words_than_amazigh_ones() -> None:
    assert {
        original: found
        for original, text in said_by_the_interface().items()
        if (found := set(OTHER_LETTERS.findall(translations.PLACEHOLDER.sub("", text))) - {"PDF"})
    } == {}


def test_both_forms_of_a_plural_say_the_figure() -> None:
    plurals = [each for each in translated() if each.pluralizable]
    assert plurals
    assert [each.id for each in plurals if not all("%(num)s" in text for text in each.string)] == []


@pytest.mark.parametrize(("said", "found"), [("ⴰⵎⴰⵢⵏⵓ", {}), ("ⴰⵎⴰⵢⵏⵓ ⵣⵣⵣ", {"a": ["ⵣⵣⵣ"]})])
def test_a_word_that_is_not_listed_is_found(said: str, found: dict[str, list[str]]) -> None:
    assert unlisted({"a": said}, {"ⴰⵎⴰⵢⵏⵓ"}) == found


def translated() -> list[Message]:
    """Return the sentences that the Amazigh catalogue translates."""
    return [each for each in translations.sentences(translations.read("zgh")) if any(texts_of(each))]


def texts_of(message: Message) -> tuple[str, ...]:
    """Return the translation, or the forms of a plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def said_by_the_interface() -> dict[str, str]:
    """Return each translation by its original; the forms of a plural stand as the list shows them."""
    return {str(each.id): " · ".join(texts_of(each)) for each in translated()}


def words_in(text: str) -> set[str]:
    """Return the words in Tifinagh."""
    return set(WORD.findall(text))


def glossary_words(path: Path) -> set[str]:
    """Return every word that the glossary shows, with the forms that its notes give."""
    with path.open(newline="") as file:
        return words_in(" ".join(" ".join(row) for row in csv.reader(file)))


def unlisted(said: dict[str, str], known: Iterable[str]) -> dict[str, list[str]]:
    """Return the words of each text that are not known."""
    allowed = set(known)
    found = {key: sorted(words_in(text) - allowed) for key, text in said.items()}
    return {key: words for key, words in found.items() if words}
