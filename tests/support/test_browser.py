"""The browser's fixtures catch what they are there to catch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.browser import PageOpener, accessibility_problems

GOOD = """<!doctype html><html lang="en"><head><title>Ideas</title></head>
<body><main><h1>Ideas</h1><p>All of them.</p></main></body></html>"""
BAD = '<!doctype html><html><head><title></title></head><body><img src="data:,"><input></body></html>'


def test_a_real_browser_reads_from_the_server(browser_page: Page) -> None:
    answer = browser_page.goto("/healthz")
    assert answer is not None
    assert answer.status == 200
    assert browser_page.viewport_size == {"width": 360, "height": 740}


def test_axe_accepts_a_page_in_order(browser_page: Page, axe: Callable[[Page], None]) -> None:
    browser_page.set_content(GOOD)
    axe(browser_page)


def test_axe_finds_what_is_wrong(browser_page: Page, axe: Callable[[Page], None]) -> None:
    browser_page.set_content(BAD)
    found = " ".join(accessibility_problems(browser_page))
    assert "image-alt" in found
    assert "label" in found
    with pytest.raises(AssertionError, match="image-alt"):
        axe(browser_page)


def test_javascript_can_be_switched_off(open_page: PageOpener) -> None:
    script = f"{GOOD}<script>document.querySelector('h1').textContent = 'Changed'</script>"
    without, with_it = open_page(javascript=False), open_page(javascript=True)
    without.set_content(script)
    with_it.set_content(script)
    assert without.inner_text("h1") == "Ideas"
    assert with_it.inner_text("h1") == "Changed"


def test_errors_of_the_console_are_noted(open_page: PageOpener) -> None:
    page = open_page()
    page.evaluate("console.error('something broke')")
    page.wait_for_timeout(0)
    assert [complaint for complaint in open_page.complaints if "something broke" in complaint]
    open_page.complaints.clear()
