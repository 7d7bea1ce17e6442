"""No other site learns that somebody was here: nothing is fetched from elsewhere, in pages, styles, scripts, mails."""

from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.foundation.database import db
from config import ROOT
from tests.support.browser import PageOpener
from tests.support.elsewhere import fetched_by_page, fetched_by_script, fetched_by_style
from tests.support.world import World

STATIC = ROOT / "app" / "static"
PATHS = ("/ar/", "/fr/c/ain-essai", "/fr/privacy", "/fr/account/sign-in", "/fr/c/ain-essai/proposals/1")


def test_style_sheets_and_scripts_name_no_other_site() -> None:
    styles = {str(path): fetched_by_style(path.read_text("utf-8")) for path in STATIC.rglob("*.css")}
    scripts = {str(path): fetched_by_script(path.read_text("utf-8")) for path in STATIC.rglob("*.js")}
    assert len(styles) > 10
    assert len(scripts) > 3
    assert {path: found for path, found in (styles | scripts).items() if found} == {}


def test_templates_of_pages_and_mails_name_no_other_site() -> None:
    templates = sorted((ROOT / "app" / "templates").rglob("*.html"))
    found = {str(path): fetched_by_page(path.read_text("utf-8")) for path in templates}
    assert len(found) > 100
    assert {path: addresses for path, addresses in found.items() if addresses} == {}


def test_a_browser_asks_nobody_else(
    open_page: PageOpener, live_server: str, world: World, app: Flask
) -> None:
    with app.app_context():
        db.session.remove()
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        page.goto(f"{live_server}{path}")
    own = urlsplit(live_server).netloc
    assert {urlsplit(url).netloc for url in asked if urlsplit(url).scheme != "data"} == {own}
    assert len(asked) > len(PATHS)


class TestTheCheckerItself:
    @pytest.mark.parametrize(
        "html",
        [
            '<script src="https://cdn.example/x.js"></script>',
            '<img src="//cdn.example/x.png">',
            '<img srcset="/a.png 1x, https://cdn.example/b.png 2x">',
            '<link rel="stylesheet" href="http://cdn.example/x.css">',
            '<iframe src="HTTPS://cdn.example/"></iframe>',
            '<div style="background:url(https://cdn.example/x.png)"></div>',
            '<meta http-equiv="refresh" content="0;url=https://cdn.example/">',
        ],
    )
    def test_what_a_page_fetches_from_elsewhere_is_found(self, html: str) -> None:
        assert len(fetched_by_page(html)) == 1

    def test_links_that_people_follow_are_let_through(self) -> None:
        assert (
            fetched_by_page(
                '<a href="https://example.org/">a</a><link rel="canonical" href="https://a.example/">'
            )
            == []
        )
        assert (
            fetched_by_page('<script src="/static/x.js"></script><img src="data:image/png;base64,AA">') == []
        )

    def test_styles_and_scripts_are_read(self) -> None:
        assert fetched_by_style(
            "@import '//a.example/x.css'; p{background:url( \"https://b.example/y\" )}"
        ) == [
            "//a.example/x.css",
            "https://b.example/y",
        ]
        assert fetched_by_script('fetch("https://a.example/x"); fetch("/own")') == ["https://a.example/x"]
