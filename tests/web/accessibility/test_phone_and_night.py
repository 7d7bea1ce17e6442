"""Dark pages pass axe, and whoever is signed in has one row above the page on a phone, script or not."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PageOpener, accessibility_problems
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only
UNFOLD = "() => document.querySelectorAll('main details').forEach(each => { each.open = true; })"
TOUCH = 44


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        (None, ("", "/plans/{plan_open}", "/proposals/{published}", "/consultations/{answered}/results")),
        ("everybody", ("/manage/moderation", "/consultations/{open}/proposals/new")),
    ],
)
def test_axe_finds_nothing_on_dark_pages(
    role: str | None, addresses: tuple[str, ...], world: World, open_page: PageOpener
) -> None:
    page = open_page(language="fr", user_id=world.people[role] if role else None, color_scheme="dark")
    for address in addresses:
        answer = page.goto(f"/fr/c/{world.a.slug}{address.format_map(world.a.ids)}")
        assert answer is not None
        assert answer.status == 200, address
        assert page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
        page.evaluate(UNFOLD)
        assert accessibility_problems(page) == [], address


def size_of(page: Page, selector: str) -> tuple[float, float]:
    """Return how wide and how high something is."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["width"], box["height"]


@pytest.mark.parametrize("language", ["ar", "fr", "zgh"])
@pytest.mark.parametrize("address", ["", "/manage/moderation"])
def test_who_is_signed_in_has_one_row_and_the_rest_in_the_menu_without_any_script(
    address: str, language: str, world: World, open_page: PageOpener
) -> None:
    page = open_page(language=language, user_id=world.people["everybody"], javascript=False)
    page.goto(f"/{language}/c/{world.a.slug}{address}")
    assert size_of(page, "header")[1] <= 80
    assert min(*size_of(page, "header .me"), *size_of(page, ".menu-open")) >= TOUCH
    other = page.locator("#menu .languages a:not([aria-current])").first
    expect(other).to_be_hidden()
    page.locator(".menu-open").click()
    expect(other).to_be_visible()
    expect(page.locator("#menu form button")).to_be_visible()
    assert size_of(page, "#menu form button")[1] >= TOUCH


def test_what_has_the_focus_never_stops_behind_the_bar_of_ticked_texts(
    world: World, open_page: PageOpener
) -> None:
    page = open_page(language="fr", user_id=world.people["everybody"], reduced_motion="reduce")
    page.goto(f"/fr/c/{world.a.slug}/manage/moderation")
    page.locator(".pick input").first.focus()
    for key in ("x", *["j"] * page.locator("[data-row]").count()):
        page.keyboard.press(key)
        row, bar = page.locator("[data-row]:focus-within").bounding_box(), top_of_the_bar(page)
        assert row is not None
        assert row["y"] < bar
    page.keyboard.press("p")
    expect(page.locator(".bulk button")).to_be_focused()


def top_of_the_bar(page: Page) -> float:
    """Return where the bar begins."""
    box = page.locator(".bulk").bounding_box()
    assert box is not None
    return box["y"]
