"""One analyser for the network's languages: what must meet meets, and nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.text.analyser import index_terms, tokens, words
from app.foundation.text.folding import fold, search_key

ANY_TEXT = st.text() | st.text(alphabet="ابتثةىأإآءؤئلوفكمنهيـًّ٠١ 'ʼ’ⵜⴰⵣⵯ-àÉœßİ379abcx\u200f\u202e\u0301")
ARABIC_LETTERS = st.text(alphabet="ابتجحدرسعفقكلمنهوي", min_size=2, max_size=8)

SAME_STEM = [
    ("أحداث", "احداث"),
    ("جماعة", "جماعه"),
    ("مدرسة", "مَدْرَسَةٌ"),
    ("طريق", "طـريـق"),
    ("على", "علي"),
    ("مدرسة", "المدرسة"),
    ("مدرسة", "والمدرسة"),
    ("مدرسة", "بالمدرسة"),
    ("مدرسة", "للمدرسة"),
    ("مدرسة", "كالمدرسة"),
    ("مدرسة", "فالمدرسة"),
    ("مدرسة", "مدرستين"),
    ("مدرسة", "مدارس"),
    ("مدرسة", "مدرستنا"),
    ("جماعة", "الجماعات"),
    ("معلم", "المعلمين"),
    ("معلم", "معلمون"),
    ("دعم", "لدعم"),
    ("فلاح", "بفلاح"),
    ("حي", "بحي"),
    ("الحي", "وبالحي"),
    ("ملعب", "ملاعب"),
    ("مشروع", "المشاريع"),
    ("شارع", "شوارع"),
    ("طفل", "الأطفال"),
    ("حديقة", "الحدائق"),
    ("فضاء", "الفضاءات"),
    ("أڭادير", "أكادير"),
    ("école", "Écoles"),
    ("école", "l'école"),
    ("école", "L’ÉCOLE"),
    ("eau", "d'eau"),
    ("réseau", "réseaux"),
    ("journal", "journaux"),
    ("travail", "travaux"),
    ("lieu", "lieux"),
    ("local", "locales"),
    ("culturel", "culturelles"),
    ("aménagé", "aménagées"),
    ("public", "publique"),
    ("active", "actifs"),
    ("œuvre", "oeuvres"),
    ("school", "schools"),
    ("city", "cities"),
    ("bus", "buses"),
    ("ⵜⴰⵎⴰⵣⵉⵖⵜ", "ⵜⴰⵎⴰⵣⵉⵖⵜ,"),
    ("2024", "٢٠٢٤"),
]


@pytest.mark.parametrize(("one", "other"), SAME_STEM)
def test_two_writings_of_a_word_meet(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ماء", "مال"), ("طريق", "فريق"), ("école", "écologie"), ("eau", "école"), ("7anout", "anout")],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


@pytest.mark.parametrize(
    ("text", "kept"), [("tri9 f douar", ["tri9", "douar"]), ("7anout 3la", ["7anout", "3la"])]
)
def test_digits_that_stand_for_letters_stay_in_the_word(text: str, kept: list[str]) -> None:
    assert tokens(text) == kept


def test_words_of_grammar_and_lone_letters_are_left_out_but_digits_stay() -> None:
    assert tokens("le projet de la commune, axe 3 : في الجماعة ومن أجل l’eau") == [
        "projet",
        "commun",
        "axe",
        "3",
        "جماع",
        "اجل",
        "eau",
    ]


def test_invisible_and_direction_characters_change_nothing() -> None:
    assert tokens("\u202eéc\u200bole\u202c \u200fمدر\u200cسة") == tokens("école مدرسة")


def test_an_arabic_prefix_on_a_latin_word_or_number_is_set_apart() -> None:
    assert tokens("بـ10 والـGPS") == ["10", "gps"]


def test_a_text_is_indexed_under_every_form_of_its_words() -> None:
    assert set(index_terms("المدارس")) == {"المدارس", "مدارس", "مدرس"}


@given(ANY_TEXT)
def test_analysis_never_raises_and_gives_clean_words(text: str) -> None:
    for word in words(text):
        for form in (word.surface, word.bare, word.stem):
            assert form
            assert len(form) <= 60
            assert form.isalnum()
            form.encode()


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_a_search_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(ANY_TEXT)
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(ARABIC_LETTERS)
def test_an_attached_article_never_matters_for_a_long_enough_word(word: str) -> None:
    stem = tokens("ال" + word)
    if len(word) >= 3 and not word.startswith("ا") and stem:
        assert tokens("بال" + word) == stem


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("M'diq-Fnideq", "mdiq fnideq"),
        ("M’DIQ  FNIDEQ", "mdiq fnideq"),
        ("Aït Melloul", "ait melloul"),
        ("الدّار البيضاء", "الدار البيضا"),
        ("أيت ملّول", "ايت ملول"),
        ("...", ""),
    ],
)
def test_names_of_places_are_compared_folded_and_whole(name: str, key: str) -> None:
    assert search_key(name) == key
