"""Drafts, hidden and waiting texts, addresses and the names of supporters reach nobody by any page, search or file."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from tests.support.applications import Client
from tests.support.crawling import crawl, words_of
from tests.support.visits import pages
from tests.support.world import SECRETS, UNSEEN_EMAIL, UNSEEN_NAME, World

FORBIDDEN = {
    **SECRETS,
    "the name of a supporter": UNSEEN_NAME.split()[0],
    "the address of a supporter": UNSEEN_EMAIL,
}
# Mentors accompany members: they read what a commune prepares to consult on.
READ_BY = {"mentor": {"a consultation in preparation", "a vote in preparation"}}
SEARCHES = (
    "/fr/c/{slug}/consultations/{open}/proposals?q={word}",
    "/fr/c/{slug}/consultations/{open}/proposals/similar?q={word}",
    "/fr/c/{slug}/consultations/{review}/proposals?q={word}",
    "/fr/c/{slug}/moderation-log?q={word}",
    "/fr/members?q={word}",
)


def secrets_in(text: str, forbidden: dict[str, str]) -> list[str]:
    """Return what a page says that it must not."""
    folded = text.casefold()
    return [what for what, word in forbidden.items() if word.casefold() in folded]


def starts(app: Flask, world: World) -> list[str]:
    """Every page of A, as if all their addresses were guessed."""
    return [visit.path(world.a) for visit in pages(app)]


def other(world: World) -> str:
    return f"/fr/c/{world.b.slug}"


def searches(world: World) -> Iterator[tuple[str, str]]:
    ids = {name: world.a[name] for name in ("open", "review")}
    for word in SECRETS.values():
        for search in SEARCHES:
            yield word, search.format(slug=world.a.slug, word=quote(word), **ids)


@pytest.mark.parametrize("role", ["visitor", "citizen_a", "focal_point_b", "mentor"])
@pytest.mark.sqlite_only
def test_no_page_that_can_be_reached_or_guessed_tells_a_secret(
    role: str, app: Flask, client: Client, world: World
) -> None:
    if role != "visitor":
        client.sign_in(world.people[role])
    told, count = [], 0
    for address, response in crawl(client, starts(app, world), leave=other(world)):
        count += 1
        if response.status_code >= 500:
            told.append(f"{address}: {response.status_code}")
        asked = {*secrets_in(address, FORBIDDEN), *READ_BY.get(role, ())}
        found = [what for what in secrets_in(words_of(response), FORBIDDEN) if what not in asked]
        told += [f"{address}: {what}" for what in found]
    assert told == []
    assert count > 100


@pytest.mark.parametrize("role", ["visitor", "citizen_a"])
def test_no_search_finds_what_is_secret(role: str, client: Client, world: World) -> None:
    if role != "visitor":
        client.sign_in(world.people[role])
    for word, address in searches(world):
        page = client.get(address).get_data(as_text=True)
        assert f'/proposals/{world.a["hidden"]}"' not in page, address
        assert f'/proposals/{world.a["pending"]}"' not in page, address
        assert [what for what in secrets_in(page, FORBIDDEN) if FORBIDDEN[what] != word] == [], address


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", ["focal_point_a", "monitoring_body_a"])
def test_staff_are_not_shown_who_supports_either(role: str, app: Flask, client: Client, world: World) -> None:
    client.sign_in(world.people[role])
    supporter = {what: word for what, word in FORBIDDEN.items() if "supporter" in what}
    told = []
    for address, response in crawl(client, starts(app, world), leave=other(world)):
        found = secrets_in(words_of(response), supporter)
        told += [f"{address}: {what}" for what in found]
    assert told == []


@pytest.mark.sqlite_only
def test_what_is_read_is_really_there_for_who_holds_every_role_but_no_name_of_a_supporter(
    app: Flask, client: Client, world: World
) -> None:
    """The crawl finds the words when nothing keeps them back: the checker can fail."""
    client.sign_in(world.people["everybody"])
    found: set[str] = set()
    for _, response in crawl(client, starts(app, world), leave=other(world)):
        found |= set(secrets_in(words_of(response), FORBIDDEN))
    expected = {
        "a proposal waiting for a moderator",
        "a hidden proposal",
        "a plan that is not public",
        "a version being written",
        "a consultation in preparation",
        "an answer being prepared",
        "a synthesis being written",
        "what a reader reported",
        "an address that was invited",
        "a change waiting to be read",
    }
    assert expected <= found
    assert {"the name of a supporter", "the address of a supporter"} & found == set()
