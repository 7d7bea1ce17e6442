"""What a page, a style sheet or a script would fetch from another site without anybody asking for it."""

import re
from html.parser import HTMLParser

# By tag, the attributes whose address a browser fetches by itself.
FETCHED = {
    "audio": ("src",), "embed": ("src",), "iframe": ("src",), "image": ("href", "xlink:href"), "img": ("src", "srcset"),
    "input": ("src",), "link": ("href",), "object": ("data",), "script": ("src",), "source": ("src", "srcset"),
    "track": ("src",), "use": ("href", "xlink:href"), "video": ("src", "poster"),
}  # fmt: skip
# Links that only say where something is, and are followed when somebody presses them.
FOLLOWED = {"canonical", "alternate", "license", "author", "help"}
ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?!localhost[:/])", re.IGNORECASE)
IN_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?\s*((?:[a-z]+:)?//[^"')\s]+)""", re.IGNORECASE)
IN_SCRIPT = re.compile(
    r"""(?:fetch|import|sendBeacon|open|WebSocket|EventSource|importScripts)\s*\(\s*["'`]((?:[a-z]+:)?//[^"'`]+)"""
)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and FOLLOWED & set((given.get("rel") or "").split()):
            return
        for name in FETCHED.get(tag, ()):
            for address in (given.get(name) or "").split(","):
                if ELSEWHERE.match(address.strip()):
                    self.found.append(address.strip())
        if (
            tag == "meta"
            and "url=" in (given.get("content") or "").lower()
            and "//" in (given["content"] or "")
        ):
            self.found.append(given["content"] or "")
        self.found += fetched_by_style(given.get("style") or "")


def fetched_by_page(html: str) -> list[str]:
    """Return the addresses of other sites that a browser fetches when it shows a page."""
    page = _Page()
    page.feed(html)
    return page.found


def fetched_by_style(text: str) -> list[str]:
    """Return the addresses of other sites in a style sheet."""
    return IN_STYLE.findall(text)


def fetched_by_script(text: str) -> list[str]:
    """Return the addresses of other sites that a script asks."""
    return IN_SCRIPT.findall(text)
