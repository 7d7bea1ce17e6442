"""Styles turn round in Arabic, and pages hold nothing that the content security policy refuses."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.web import static_files
from config import ROOT
from tests.support.conventions import (
    SAID_WITHOUT_STYLE,
    classes_in,
    classes_of,
    inline_code_in,
    sides_in_css,
    unescaped_in,
)

TEMPLATE_FOLDER = ROOT / "app" / "templates"
TEMPLATES = sorted(path for path in TEMPLATE_FOLDER.rglob("*") if path.is_file())
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
TRUSTING = {"templates/components/icons.html"}  # its drawings stand in the file itself
SHEETS = sorted((ROOT / "app" / "static").rglob("*.css"))
STYLE_SHEET = re.compile(r"static_url\('(css/[\w-]+\.css)'\)")


def short(path: Path) -> str:
    return str(path.relative_to(ROOT / "app"))


@pytest.mark.parametrize("sheet", SHEETS, ids=short)
def test_a_sheet_says_start_and_end_never_left_and_right(sheet: Path) -> None:
    assert sides_in_css(sheet.read_text()) == []


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 1rem }",
        "a{left:0}",
        "a { border-top-right-radius: 2px }",
        "a { text-align: right }",
        "a { float: left; }",
        "a { padding-right:0 }",
        "a { inset-left: 0 } /* no */",
    ],
)
def test_a_sheet_that_says_left_or_right_is_found(css: str) -> None:
    assert len(sides_in_css(css)) == 1


def test_a_sheet_in_logical_properties_is_accepted() -> None:
    css = "/* left: not code */ a { margin-inline-start: 1px; text-align: start; inset-inline-end: 0; --left-of: 1 }"
    assert sides_in_css(css) == []


@pytest.mark.parametrize("template", PAGES, ids=short)
def test_a_template_holds_no_style_script_or_trusted_text(template: Path) -> None:
    source = template.read_text()
    assert inline_code_in(source) == []
    assert short(template) in TRUSTING or unescaped_in(source) == []


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<button type="button" onclick="go()">',
        '<a href="javascript:go()">',
        '<form\n  onsubmit="x()">',
    ],
)
def test_a_template_with_inline_code_is_found(html: str) -> None:
    assert len(inline_code_in(html)) == 1


def test_a_template_that_trusts_a_text_is_found() -> None:
    assert unescaped_in("{{ body|safe }}") == ["|safe"]
    assert unescaped_in("{% autoescape false %}") == ["autoescape false"]


def test_a_template_in_order_is_accepted() -> None:
    html = '{# style="no" #}<script src="/a.js" defer></script><p class="style" data-on="x">once = one</p>'
    assert inline_code_in(html) == []
    assert unescaped_in("{{ body|formatted }}") == []


def sheets_of(template: Path) -> set[str]:
    """Return the sheets that a page of this template loads: the staff's space also has the staff's."""
    is_of_staff = "/manage/" in template.as_posix() or template.name == "manage.html"
    only_seen_there = template.parent.name == "components"
    return {"css/site.css", "css/demo.css"} | ({"css/staff.css"} if is_of_staff or only_seen_there else set())


@pytest.mark.parametrize("template", PAGES, ids=short)
def test_a_class_of_a_template_stands_in_a_sheet_that_its_pages_load(template: Path) -> None:
    known = {
        name
        for sheet in sheets_of(template)
        for part in static_files.SHEETS[sheet]
        for path in (static_files.SOURCE / part).glob("*.css")
        for name in classes_of(path.read_text())
    }
    assert classes_in(template.read_text()) - known - SAID_WITHOUT_STYLE == set()


def test_the_staff_sheet_is_loaded_by_the_staff_layout_alone_and_every_sheet_by_some() -> None:
    named = {short(page): STYLE_SHEET.findall(page.read_text()) for page in PAGES}
    assert {name for name, sheets in named.items() if "css/staff.css" in sheets} == {
        "templates/layouts/manage.html"
    }
    assert {sheet for sheets in named.values() for sheet in sheets} == set(static_files.SHEETS)


def test_the_classes_of_a_template_are_found() -> None:
    html = """{# class="no" #}<p class="panel {{ kind }}{{ ' flow' if kind != 'flush' }} icon-{{ name }}"></p>
    <li class="{% if old %}past{% endif %} {{ "x" if b in ['c', 'd'] or kinds["e"] else "now" }}"></li>"""
    assert classes_in(html) == {"panel", "flow", "past", "x", "now"}
    assert classes_of('/* .no */ .a.b > c:not(.d) { margin: .5rem; content: ".e"; background: url("x.svg") }') == {
        "a", "b", "d",
    }  # fmt: skip


@pytest.mark.sqlite_only
def test_every_template_compiles_with_known_filters_and_tests(app: Flask) -> None:
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def test_every_template_is_used() -> None:
    python = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    templates = {path.relative_to(TEMPLATE_FOLDER).as_posix(): path.read_text() for path in TEMPLATES}
    assert [name for name in templates if not is_used(name, python, templates)] == []


def is_used(name: str, python: str, templates: dict[str, str]) -> bool:
    """Say whether some code or another template names it: in full, or a mail by its bare name."""
    if name.startswith("emails/"):
        called = Path(name).name.split(".")[0]
        return f'"{called}"' in python or f'/{called}"' in python
    if any(
        f'"{name}"' in source or f"'{name}'" in source for other, source in templates.items() if other != name
    ):
        return True
    return f'"{name}"' in python or name.startswith("errors/")


def test_a_template_nobody_names_is_found() -> None:
    assert not is_used("plans/public/lost.html", 'render_template("plans/public/found.html")', {})
    assert is_used("emails/accounts/code.subject.txt", 'template="accounts/code"', {})
    assert is_used("plans/public/found.html", 'render_template("plans/public/found.html")', {})
