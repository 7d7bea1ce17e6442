"""One spelling for a number or a name, whatever it was typed with."""

import pytest

from app.features.voters import normalising


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
    assert normalising.full_name(typed) == "amrani el fatima zahra"


@pytest.mark.parametrize("typed", ["", "فاطمة الزهراء", "Fatima فاطمة", "7", "A", "…"])
def test_a_name_that_is_not_in_latin_letters_is_none(typed: str) -> None:
    assert normalising.full_name(typed) is None


def test_two_names_stay_two() -> None:
    assert normalising.full_name("Amina Alami") != normalising.full_name("Amina Alaoui")
