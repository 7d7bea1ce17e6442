"""What every page brings along stays light, and every picture and font the sheet names exists."""

import gzip
import re
from pathlib import Path

import pytest

from app.web import static_files

KILOBYTE = 1024
# What a sheet may weigh on the line. Everybody gets the first two, staff the third, a demonstration the last.
MOST = {
    "css/site.css": 9 * KILOBYTE,
    "css/print.css": KILOBYTE,
    "css/staff.css": 2 * KILOBYTE,
    "css/demo.css": KILOBYTE,
}


def built(folder: Path, name: str) -> bytes:
    return (folder / static_files.build(folder)[name]).read_bytes()


@pytest.mark.parametrize("name", MOST)
def test_a_sheet_weighs_on_the_line_what_it_may_at_most(name: str, tmp_path: Path) -> None:
    assert len(gzip.compress(built(tmp_path, name))) <= MOST[name]


def test_every_sheet_has_a_budget_and_every_style_is_in_one_sheet() -> None:
    assert set(MOST) == set(static_files.SHEETS)
    folders = [part for parts in static_files.SHEETS.values() for part in parts]
    written = {path.parent for path in (static_files.SOURCE / "css").rglob("*.css")}
    assert sorted(static_files.SOURCE / part for part in folders) == sorted(written)


def test_all_behaviours_together_weigh_four_kilobytes_on_the_line_at_most(tmp_path: Path) -> None:
    assert len(gzip.compress(built(tmp_path, "js/site.js"))) <= 4 * KILOBYTE


def test_the_only_font_is_the_one_for_tifinagh_and_is_small(tmp_path: Path) -> None:
    fonts = [name for name in static_files.build(tmp_path) if name.startswith("fonts/")]
    assert fonts == ["fonts/tifinagh.woff2"]
    assert len(built(tmp_path, fonts[0])) <= 18 * KILOBYTE


def test_everything_the_sheet_names_is_served_from_here(tmp_path: Path) -> None:
    sheet = built(tmp_path, "css/site.css").decode()
    addresses = re.findall(r"url\(\"?([^\")]+)", sheet)
    assert addresses
    assert [each for each in addresses if not (tmp_path / each.removeprefix("/static/")).is_file()] == []


def test_the_layers_are_ordered_before_any_of_them_begins(tmp_path: Path) -> None:
    sheet = built(tmp_path, "css/site.css").decode()
    assert sheet.startswith("@layer tokens,base,components,layouts,media;")


@pytest.mark.parametrize("name", MOST)
def test_every_rule_of_a_sheet_stands_in_a_layer(name: str, tmp_path: Path) -> None:
    sheet = re.sub(r"url\([^)]*\)|\"[^\"]*\"", "", built(tmp_path, name).decode())
    depth, outside = 0, ""
    for each in sheet:
        outside += each if depth == 0 and each != "}" else ""
        depth += {"{": 1, "}": -1}.get(each, 0)
    assert depth == 0
    assert re.sub(r"@layer [a-z,]+[{;]", "", outside).strip() == ""


def test_making_a_sheet_smaller_keeps_the_spaces_that_mean_something() -> None:
    css = '@media (width: 60rem) {\n  .a :is(p, li) > b + i { margin: calc(1rem + 2px) 0; content: " " /* why */ }\n}'
    small = '@media (width:60rem){.a :is(p,li)>b + i{margin:calc(1rem + 2px) 0;content:" "}}'
    assert static_files.smaller(css) == small
