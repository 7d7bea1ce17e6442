"""Following every link that a person is shown, without ever pressing a button."""

from collections import deque
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from tests.support.applications import Client
from tests.support.documents import Document

MOST_PAGES = 2000
# Built files, the switch that only sets the language of the next visit, and pages of accounts, one for each way back.
LEFT_ALONE = ("/static/", "/language/", "/fr/account/")


def crawl(
    client: Client, starts: Iterable[str], *, leave: str = "/nothing"
) -> Iterator[tuple[str, TestResponse]]:
    """Yield every address reached from some, with its answer; not in other languages, nor below `leave`."""
    waiting, seen = deque(dict.fromkeys(starts)), set(starts)
    visited = 0
    while waiting and visited < MOST_PAGES:
        address = waiting.popleft()
        response = client.get(address)
        visited += 1
        yield address, response
        for link in links_of(address, response):
            if link not in seen and not link.startswith(("/ar/", "/en/", "/zgh/", leave)):
                seen.add(link)
                waiting.append(link)
    assert not waiting, f"more than {MOST_PAGES} pages: {list(waiting)[:5]}"


def words_of(response: Response) -> str:
    """Return what an answer says, where it goes, and nothing of a picture."""
    kind = response.mimetype or ""
    said = response.get_data(as_text=True) if kind.startswith(("text/", "application/json")) else ""
    return (
        f"{response.headers.get('Location', '')}\n{response.headers.get('Content-Disposition', '')}\n{said}"
    )


def links_of(address: str, response: TestResponse) -> list[str]:
    """Return the addresses of this site that a page leads to or fetches."""
    if response.status_code in {301, 302, 303}:
        found = [response.headers["Location"]]
    elif response.mimetype == "text/html":
        document = Document(response.get_data(as_text=True))
        found = [*document.links, *document.assets]
    else:
        return []
    return [path for link in found if (path := _path_of(address, link)) is not None]


def _path_of(address: str, link: str) -> str | None:
    parts = urlsplit(urljoin(f"http://localhost{address}", link))
    if parts.hostname != "localhost" or parts.path.startswith(LEFT_ALONE):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
