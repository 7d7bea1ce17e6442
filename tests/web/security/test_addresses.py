"""What stands in an address steers nothing that it should not: filters, orders, ways back (test 23 of trust.md)."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask

from app.web.ways_back import safe_path
from tests.support.applications import Client
from tests.support.documents import Document
from tests.support.parameters import parameters
from tests.support.visits import pages
from tests.support.walking import Walker
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only
ODD = (
    "zzz",
    "-1",
    "0",
    "99999999999999999999",
    "1 OR 1=1",
    "%",
    "'",
    '"><b>',
    "\u0000",
    "١٢",
    "[]",
    "NaN",
    "published\n",
)
# Names that pages read, and some that only a careless page would.
NAMES = (
    *parameters(),
    "page", "q", "order", "kind", "axis", "axis_item_id", "territory", "territory_id", "outcome", "channel", "language",
    "item", "status", "plan", "version", "from", "to", "show", "all", "waiting", "decision", "consultation", "draft",
    "proposal", "parent", "theme", "kept", "session", "next", "under", "add", "seed", "sort", "state", "user_id",
    "collectivity_id", "_external", "_scheme", "_anchor", "_method", "endpoint", "lang", "slug", "values", "self",
)  # fmt: skip
# What may be read of an address only where it is shown back, and then as text.
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "https:evil.example",
    "javascript:alert(1)", "/\t/evil.example", " //evil.example", "/%0d%0aSet-Cookie:x=1", "///evil.example",
    "http://localhost.evil.example/", "/fr/\n//evil.example",
)  # fmt: skip


QUERIES_FOR_EACH_PAGE = 3


def odd_queries(place: int) -> Iterator[str]:
    """Yield some queries for a page: every name has an odd value, another on the next page and in the next query."""
    for number in range(QUERIES_FOR_EACH_PAGE):
        first = place * QUERIES_FOR_EACH_PAGE + number
        yield urlencode({name: ODD[(first + more) % len(ODD)] for more, name in enumerate(NAMES)})


@pytest.mark.parametrize("role", ["visitor", "everybody"])
def test_odd_values_in_addresses_break_no_page(
    role: str, walk_as: Callable[[str], Walker], app: Flask
) -> None:
    walker, broken = walk_as(role), []
    for place, visit in enumerate(pages(app)):
        for query in odd_queries(place):
            path = visit.path(walker.world.a)
            answer = walker.answer(visit, f"{path}{'&' if '?' in path else '?'}{query}")
            if answer.status >= 500 or answer.has_changed:
                broken.append(f"{answer.status} {path}?{query[:200]}")
    assert broken == []


def lists(world: World) -> list[str]:
    start = f"/fr/c/{world.a.slug}"
    return [
        f"{start}/consultations/{world.a['open']}/proposals",
        f"{start}/plans/{world.a['plan_open']}",
        f"{start}/projects",
        f"{start}/moderation-log",
        "/fr/members",
    ]


def test_an_unknown_choice_of_a_filter_is_as_if_it_were_not_there(client: Client, world: World) -> None:
    for path in lists(world):
        document = Document(client.get(path).get_data(as_text=True))
        names = [name for form in document.forms if form.method == "get" for name in form.choices]
        for name in names:
            asked = Document(client.get(f"{path}?{urlencode({name: 'zzz'})}").get_data(as_text=True))
            assert words_of(asked) == words_of(document), f"{path} {name}"


def words_of(document: Document) -> str:
    return document.text


def test_a_filter_that_means_something_changes_the_page(client: Client, world: World) -> None:
    path = lists(world)[0]
    everything = Document(client.get(path).get_data(as_text=True))
    narrowed = Document(client.get(f"{path}?q=introuvable").get_data(as_text=True))
    assert words_of(everything) != words_of(narrowed)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_way_back_leads_to_another_site(target: str) -> None:
    assert safe_path(target, "/home") == "/home" or urlsplit(safe_path(target, "/home")).netloc == ""
    assert not re.match(r"[/\\\s]{2}", safe_path(target, "/home"))


@pytest.mark.parametrize("role", ["visitor", "citizen_a"])
def test_no_address_leads_to_another_site(role: str, client: Client, world: World, app: Flask) -> None:
    if role != "visitor":
        client.sign_in(world.people[role])
    led = []
    for place, visit in enumerate(pages(app)):
        for target in (ELSEWHERE[(place + more) % len(ELSEWHERE)] for more in (0, 4, 8)):
            path = visit.path(world.a)
            query = urlencode({"next": target, "url": target, "return": target})
            response = client.get(f"{path}{'&' if '?' in path else '?'}{query}", headers=referer(target))
            if "evil" in urlsplit(response.headers.get("Location", "")).netloc:
                led.append(path)
            if response.mimetype == "text/html":
                links = Document(response.get_data(as_text=True))
                hosts = {urlsplit(link).hostname for link in [*links.links, *links.assets]}
                led += [path for host in hosts if host and "evil" in host]
    assert led == []


def referer(target: str) -> dict[str, str]:
    return {"Referer": target} if target.isprintable() else {}


@pytest.mark.parametrize(
    "query", ["_external=1&_scheme=javascript", "_anchor=x", "_method=POST", "endpoint=x", "lang=ar"]
)
def test_the_switch_of_language_is_steered_by_nothing_asked(query: str, client: Client, world: World) -> None:
    response = client.get(f"/fr/c/{world.a.slug}?{query}")
    assert response.status_code == 200
    links = Document(response.get_data(as_text=True)).links
    assert [link for link in links if not link.startswith(("/", "#", "?", "http", "mailto:"))] == []
    assert f"/ar/c/{world.a.slug}?{query}" in links
