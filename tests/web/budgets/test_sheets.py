"""A page says only what its sheets know, and what only staff see is never carried to a citizen."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.web import static_files
from tests.support.applications import Workplace
from tests.support.conventions import SAID_WITHOUT_STYLE, classes_in, classes_of
from tests.support.documents import Document
from tests.support.visits import pages
from tests.support.walking import VISITOR, Walker
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only
BUILT = re.compile(r"/static/(css/[\w-]+)\.[0-9a-f]+\.css")


def sheets_in(html: str) -> set[str]:
    """Return which of the built sheets a page loads."""
    return {f"{match.group(1)}.css" for asset in Document(html).assets if (match := BUILT.fullmatch(asset))}


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """The classes of each sheet."""
    return {
        sheet: {
            name
            for part in parts
            for path in (static_files.SOURCE / part).glob("*.css")
            for name in classes_of(path.read_text())
        }
        for sheet, parts in static_files.SHEETS.items()
    }


def shown_to(role: str, app: Flask, world: World, workplace: Workplace) -> Iterator[tuple[str, str]]:
    """Yield every page that somebody is shown, by its rule."""
    walker = Walker(workplace, world, role)
    for visit in pages(app):
        answer = walker.answer(visit)
        if answer.response.mimetype == "text/html" and answer.status not in {301, 302, 303}:
            yield visit.shown, answer.response.get_data(as_text=True)
    walker.close()


@pytest.mark.parametrize("role", [VISITOR, "author_a", "everybody"])
def test_a_page_writes_only_classes_of_the_sheets_it_loads(
    role: str, app: Flask, world: World, workplace: Workplace, known: dict[str, set[str]]
) -> None:
    faults, count = [], 0
    for shown, html in shown_to(role, app, world, workplace):
        count += 1
        sheets = sheets_in(html)
        unknown = classes_in(html).difference(SAID_WITHOUT_STYLE, *(known[sheet] for sheet in sheets))
        faults += [f"{shown}: {sorted(unknown)} in none of {sorted(sheets)}"] if unknown else []
        if ("css/staff.css" in sheets) != ('<body class="manage"' in html):
            faults.append(f"{shown}: {sorted(sheets)}")
        if role != "everybody" and "css/staff.css" in sheets:
            faults.append(f"{shown}: a citizen carries the staff's sheet")
    assert "\n".join(faults) == ""
    assert count > 20
