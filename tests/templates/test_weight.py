"""What every page brings along stays light, and every picture and font the sheet names exists."""

import gzip
import re
from pathlib import Path

from app.web import static_files

KILOBYTE = 1024


def built(folder: Path, name: str) -> bytes:
    return (folder / static_files.build(folder)[name]).read_bytes()


def test_the_sheet_weighs_nine_kilobytes_on_the_line_at_most(tmp_path: Path) -> None:
    assert len(gzip.compress(built(tmp_path, "css/site.css"))) <= 9 * KILOBYTE


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
    assert sheet.lstrip().startswith("@layer tokens, base, components, layouts, media;")
