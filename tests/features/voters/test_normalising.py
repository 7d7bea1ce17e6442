"""One spelling for a number or a name, whatever it was typed with."""

import pytest

from app.features.voters import normalising
from app.features.voters.normalising import FullName
from app.features.voters.types import Script


@pytest.mark.parametrize(
    "typed",
    [
        "AB123456",
        "ab 123456",
        "Ab-123.456",
        "AB١٢٣٤٥٦",
        "ab ۱۲۳ ۴۵۶",
        "ＡＢ１２３４５６",
        "AB\u00a0123\u202f456",
        "\u200fAB123456\u200e",
        "AB–123—456",
        "AB\u2212123456",
        "\tAB_123/456 ",
    ],
)
def test_a_number_has_one_spelling_in_any_script_of_digits(typed: str) -> None:
    assert normalising.number(typed) == "AB123456"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ABCDEF",
        "12",
        "1" * 25,
        "AB123456;CD",
        "أب123456",
        "AB12é456",
        "<b>1234</b>",
        "AB½456",
        "ΑΒ123456",
    ],
)
def test_what_cannot_be_a_number_of_a_register_is_none(typed: str) -> None:
    assert normalising.number(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "Fatima-Zahra El Amrani",
        "EL AMRANI Fatima Zahra",
        "  fatima  zahra   el amrani",
        "Fâtima Zahrà El Amrani",
        "Fatima\u2011Zahra EL\u00a0AMRANI",
    ],
)
def test_a_name_has_one_spelling_whatever_the_order_of_its_words(typed: str) -> None:
    assert normalising.full_name(typed) == FullName("amrani el fatima zahra", Script.LATIN)


@pytest.mark.parametrize("typed", ["فاطمة الزهراء", "الزهراء فاطمه", "فَاطِمَة  الزهراء", "فـاطمة-الزهراء"])
def test_an_arabic_name_has_one_spelling_whatever_its_vowel_marks(typed: str) -> None:
    found = normalising.full_name(typed)
    assert found == normalising.full_name("فاطمة الزهراء")
    assert found is not None
    assert found.script is Script.ARABIC


@pytest.mark.parametrize("typed", ["", "Fatima فاطمة", "ⴼⴰⵟⵉⵎⴰ", "Фатима", "7", "A", "م", "…"])
def test_a_name_in_no_script_of_a_card_or_in_two_is_none(typed: str) -> None:
    assert normalising.full_name(typed) is None


@pytest.mark.parametrize(
    ("one", "other"), [("Amina Alami", "Amina Alaoui"), ("أمينة العلمي", "أمينة العلوي")]
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert normalising.full_name(one) != normalising.full_name(other)
