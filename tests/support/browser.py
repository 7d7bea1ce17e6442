"""A real browser on a real server: pages as people get them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from werkzeug.serving import WSGIRequestHandler, make_server

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong leaves the browser: everything that axe knows of a page takes longer to bring over than to find.
FIND_PROBLEMS = """async options => (await axe.run(options)).violations.flatMap(
  ({id, help, nodes}) => nodes.map(({html}) => `${id}: ${help}: ${html.slice(0, 200)}`)
)"""


class QuietRequestHandler(WSGIRequestHandler):
    """Answers without a line in the log for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a free port, each request in its own thread; yield the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class PageOpener:
    """Opens pages in contexts of their own, and keeps what the browser complained about."""

    new_context: Callable[..., BrowserContext]
    base_url: str
    session_of: Callable[[int], tuple[str, str]]
    complaints: list[str] = field(default_factory=list)

    def __call__(
        self,
        *,
        javascript: bool = True,
        width: int = PHONE["width"],
        height: int = PHONE["height"],
        language: str = "ar",
        user_id: int | None = None,
        **options: Any,
    ) -> Page:
        """Return a blank page of the given size, with or without JavaScript, for a visitor or a signed-in person."""
        context = self.new_context(
            base_url=self.base_url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale=language,
            **options,
        )
        if user_id is not None:
            name, value = self.session_of(user_id)
            context.add_cookies([{"url": self.base_url, "name": name, "value": value}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._note(page, message))
        return page

    def _note(self, page: Page, message: ConsoleMessage) -> None:
        # Chromium reports every answer of 400 and above as an error of the console; pages that refuse are legitimate.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{page.url}: {message.text}")


def accessibility_problems(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands now, one line for each element."""
    if page.evaluate("() => window.axe === undefined"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(FIND_PROBLEMS, {"runOnly": RULES, "resultTypes": ["violations"]})
    return found
