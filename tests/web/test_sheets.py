"""Sheets begin with their mark, and no cell is carried out by a spreadsheet (test 39 of trust.md, formulas)."""

import csv
import io

import pytest
from flask import Flask

from app.web.sheets import safe_cell, sheet

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+212",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\u00a0=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "|cmd",
        "%x",
    ],
)
def test_what_a_spreadsheet_would_carry_out_stays_words(formula: str) -> None:
    assert safe_cell(formula) == f"'{formula}"


@pytest.mark.parametrize("plain", ["", "Une idée", "2026-03-01", "a=b", -1, 3.5, None])
def test_other_cells_stay_as_they_are(plain: str | int | float | None) -> None:
    assert safe_cell(plain) == plain


def test_a_sheet_is_a_file_that_programs_read_back(app: Flask) -> None:
    rows = ([number, "=1", 'دعم "محلي"\nثان'] for number in range(3))
    with app.test_request_context():
        response = sheet("essai", ["Numéro", "Formule", "Mots"], rows)
    text = response.get_data(as_text=True)
    assert text.startswith("\ufeffNuméro,")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert (len(read), read[1]) == (4, ["0", "'=1", 'دعم "محلي"\nثان'])
    assert response.headers["Content-Disposition"] == "attachment; filename=essai.csv"
