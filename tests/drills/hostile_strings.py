"""A real browser reads nothing more than words into the pages of a world in which every text is hostile."""

from collections.abc import Callable

from playwright.sync_api import Browser

from tests.support.hostile import MARK
from tests.web.security import test_hostile_strings as suite

BROKEN = """pages => pages.flatMap(page => {
  const found = new DOMParser().parseFromString(page, "text/html");
  return [...found.querySelectorAll("*")].flatMap(element => [
    ...[element.localName, ...element.getAttributeNames()].filter(name => name.includes("xq7z")),
    ...element.getAttributeNames().filter(name => /^on|^style$|^srcdoc$/.test(name)),
    ...["src", "action", "formaction", "data"].filter(name => (element.getAttribute(name) || "").includes("xq7z")),
    ...(/^\\s*(javascript|data|vbscript):/i.test(element.getAttribute("href") || "") ? ["href"] : []),
    ...(element.localName === "script" && !element.hasAttribute("src") ? ["script"] : []),
  ].map(name => `${found.title.slice(0, 60)}: <${element.localName}> ${name}`));
})"""

attacked = suite.attacked


def test_trust_35_a_real_browser_reads_nothing_else_into_the_pages(
    attacked: suite.Attacked, browser: Browser, figures: Callable[..., None]
) -> None:
    page = browser.new_page()
    figures(pages=len(attacked.bodies))
    assert page.evaluate(BROKEN, attacked.bodies) == []
    assert page.evaluate(BROKEN, [f"<title>t</title><p {MARK}>", "<img src=x onerror=go()>"]) == [
        f"t: <p> {MARK}",
        ": <img> onerror",
    ]
    page.close()
