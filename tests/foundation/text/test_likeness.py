"""Prints of texts: nearly the same ones are recognised, others are not."""

import random

from app.foundation.text.likeness import LEAST_WORDS, NEARLY_THE_SAME, bands_of, likeness, print_of

FRENCH = "Nous demandons l'ouverture de la bibliothèque municipale le soir et le samedi pour les élèves du quartier."
ARABIC = "نطالب بفتح المكتبة الجماعية مساءً ويوم السبت لفائدة تلاميذ الحي وطلبته طيلة السنة الدراسية"


def alike(first: str, second: str) -> float:
    one, other = print_of(first), print_of(second)
    assert one is not None
    assert other is not None
    return likeness(one, other)


def test_accents_marks_and_letter_variants_change_nothing() -> None:
    """Tatweel, vowel marks, forms of alef and teh marbuta, capitals, punctuation."""
    typed = FRENCH.upper().replace("È", "E").replace("É", "E").replace("'", "’").replace(" le", "  le,")
    assert alike(FRENCH, typed) == 1
    varied = ARABIC.replace("المكتبة", "المكتبه").replace("نطالب", "نُطـالب").replace("مساءً", "مساء")
    assert alike(ARABIC, varied) == 1


def test_a_word_more_or_less_leaves_a_text_nearly_the_same() -> None:
    assert alike(FRENCH, FRENCH.replace("municipale ", "")) >= NEARLY_THE_SAME
    assert alike(FRENCH, "Bonjour. " + FRENCH + " Merci.") >= NEARLY_THE_SAME


def test_two_texts_on_one_subject_are_not_nearly_the_same() -> None:
    other = "La bibliothèque du quartier devrait ouvrir plus tôt le matin, car ils attendent dehors sous la pluie."
    assert alike(FRENCH, other) < 0.3


def test_a_few_words_have_no_print() -> None:
    """Many people write them without having copied anybody."""
    assert print_of(" ".join(["mot"] * (LEAST_WORDS - 1))) is None
    assert print_of("") is None


def test_texts_nearly_the_same_share_a_band_and_others_seldom() -> None:
    """That is what the look-up by equality needs; the words are drawn with a fixed seed."""
    draw = random.Random(7)
    words = [f"mot{number}" for number in range(400)]
    found = strangers = 0
    for _ in range(40):
        text = [draw.choice(words) for _ in range(40)]
        changed = [*text[:20], "autre", *text[21:]]
        stranger = [draw.choice(words) for _ in range(40)]
        bands = set(bands_of(print_of(" ".join(text)) or []))
        found += bool(bands & set(bands_of(print_of(" ".join(changed)) or [])))
        strangers += bool(bands & set(bands_of(print_of(" ".join(stranger)) or [])))
    assert found == 40
    assert strangers == 0


def test_bands_fit_eight_signed_bytes() -> None:
    assert all(0 <= band < 2**63 for band in bands_of(print_of(FRENCH) or []))
