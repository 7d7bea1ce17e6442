"""axe finds nothing on any page, in Arabic and French, on a phone: as it opens, unfolded, after an empty form."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, template_rendered
from playwright.sync_api import Page, expect

from config import ROOT
from tests.support.applications import Workplace
from tests.support.browser import PageOpener, accessibility_problems
from tests.support.visits import Visit, every_visit, pages
from tests.support.walking import VISITOR, Walker
from tests.support.world import World, make_world

# Each page is opened as the one who meets it: everybody's as a visitor, her own as their author, the rest as staff.
AUDIENCES = {VISITOR: "visitor", "author": "author_a", "staff": "everybody"}
OWN = (
    "participation.",
    "notices.",
    "proposals.",
    "discussion.",
    "passwords.",
    "moderation.report",
    "invitations.",
)
UNFOLD = """() => {
  document.querySelectorAll('main details, .demo details').forEach(each => { each.open = true; });
  return document.querySelectorAll('main details').length;
}"""
FIELDS = "input[type=text], input[type=email], input:not([type]), textarea"
HAS_TEXT = f"() => document.querySelector('main form[method=post] :is({FIELDS})') !== null"
SEND_EMPTY = """() => {
  const form = document.querySelector('main form[method=post] :is(FIELDS)').form;
  form.querySelectorAll('FIELDS').forEach(each => { each.value = ''; });
  form.noValidate = true;
  form.requestSubmit();
}""".replace("FIELDS", FIELDS)
# Templates whose page needs what no address alone brings about.
SHOWN_ELSEWHERE = {"notifications/public/unsubscribe.html"}


def is_met_by(audience: str, visit: Visit) -> bool:
    """Say whether a page is opened as this person."""
    is_own = visit.endpoint.startswith(OWN)
    if "/manage" in visit.rule or visit.endpoint.startswith("network_team"):
        return audience == "staff"
    return audience == VISITOR or (audience == "author" and is_own)


def readable(app: Flask, walker: Walker, audience: str) -> Iterator[Visit]:
    """Yield the pages that this person is shown as pages."""
    for visit in pages(app):
        if is_met_by(audience, visit) and "<lang>" in visit.rule:
            answer = walker.answer(visit)
            if answer.response.mimetype == "text/html" and answer.status not in {301, 302, 303}:
                yield visit


def problems_of(page: Page, visit: Visit, path: str, when: str) -> list[str]:
    """Return what axe finds on a page as it stands."""
    return [f"{visit.shown} ({path}) {when}: {problem}" for problem in accessibility_problems(page)]


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_axe_finds_nothing(
    audience: str, language: str, app: Flask, world: World, workplace: Workplace, open_page: PageOpener
) -> None:
    walker = Walker(workplace, world, AUDIENCES[audience])
    visits = list(readable(app, walker, audience))
    walker.close()
    user_id = None if audience == VISITOR else world.people[AUDIENCES[audience]]
    page = open_page(language=language, user_id=user_id)
    found: list[str] = []
    for visit in visits:
        path = visit.path(world.a, language=language)
        page.goto(path)
        found += problems_of(page, visit, path, "as it opens")
        if page.evaluate(UNFOLD):
            found += problems_of(page, visit, path, "unfolded")
        found += after_an_empty_form(page, visit, path, workplace)
    assert "\n".join(found) == ""
    assert len(visits) > 12


def after_an_empty_form(page: Page, visit: Visit, path: str, workplace: Workplace) -> list[str]:
    """Send the page's form with nothing typed; return what axe finds on the answer."""
    if not page.evaluate(HAS_TEXT):
        return []
    with page.expect_navigation(wait_until="load"):
        page.evaluate(SEND_EMPTY)
    found = problems_of(page, visit, path, "after an empty form")
    page.goto("about:blank")
    workplace.fill("world", make_world)
    return found


def test_the_menu_can_be_opened_and_read(
    world: World, open_page: PageOpener, axe: Callable[[Page], None]
) -> None:
    for language in ("ar", "fr"):
        page = open_page(language=language)
        page.goto(f"/{language}/c/{world.a.slug}")
        page.locator(".menu-open").click()
        expect(page.locator("#menu")).to_be_visible()
        axe(page)


def test_a_page_that_is_wrong_would_be_found(world: World, open_page: PageOpener) -> None:
    page = open_page()
    page.goto(f"/ar/c/{world.a.slug}")
    page.evaluate("() => document.querySelector('main').append(document.createElement('input'))")
    assert [problem for problem in accessibility_problems(page) if problem.startswith("label")]


@pytest.mark.sqlite_only
def test_every_template_of_a_page_is_shown_by_some_address(
    app: Flask, workplace: Workplace, world: World
) -> None:
    shown: set[str] = set()

    def note(_sender: Flask, template: object, **_values: object) -> None:
        shown.add(str(getattr(template, "name", "")))

    app.config["WTF_CSRF_ENABLED"] = False
    with template_rendered.connected_to(note, app):
        for role in AUDIENCES.values():
            walker = Walker(workplace, world, role)
            for visit in every_visit(app):
                walker.answer(visit, form={}) if not visit.is_safe else walker.answer(visit)
            walker.close()
    app.config["WTF_CSRF_ENABLED"] = True
    folder = ROOT / "app" / "templates"
    every = {
        str(path.relative_to(folder))
        for path in [*folder.glob("*/public/*.html"), *folder.glob("*/manage/*.html")]
        if not path.name.startswith("_")
    }
    assert every - shown - SHOWN_ELSEWHERE == set()
    assert len(every) > 50
