"""Requests at random over every address, as a visitor, a citizen and the staff: each is answered, without a fault.

The drill "fuzzing" sends many more of them.
"""

import pytest
from flask import Flask

from tests.support.applications import session_cookie
from tests.support.crawling import words_of
from tests.support.fuzzing import answers, ask, faults_of, odd_requests
from tests.support.parameters import parameters
from tests.support.visits import pages
from tests.support.world import World

# A part of a form that breaks off is let go of by the garbage collector, not by the library that reads it.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
SEED = 20260920


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", ["visitor", "citizen_a", "everybody"])
def test_trust_41_no_odd_request_makes_a_fault(
    role: str, app: Flask, world: World, without_tokens: Flask
) -> None:
    cookie = session_cookie(app, world.people[role]) if role != "visitor" else None
    faults, statuses = [], set()
    for odd, response in answers(app, odd_requests(app, world, seed=SEED + len(role)), cookie):
        statuses.add(response.status_code)
        faults += [f"{fault}: {odd.shown}" for fault in faults_of(response)]
    assert "\n".join(faults) == ""
    assert {200, 400, 404, 405} <= statuses


def test_the_names_that_pages_read_are_found() -> None:
    assert {"page", "q", "next", "axis", "order", "heading", "change", "proposal"} <= set(parameters())


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "host",
    ["xn--a", "[::1", "a b", "a" * 300, "a..b", "x\x01", "évil", 'a"><b', "a:b", "a@b", "a/b", "a:99999999"],
)
@pytest.mark.parametrize("path", ["/fr/", "/nowhere", "/fr/account/sign-in"])
def test_trust_41_what_is_no_host_is_refused_in_plain_words(host: str, path: str, app: Flask) -> None:
    response = ask(app, path, headers=[("Host", host)])
    assert (response.status_code, response.mimetype) == (400, "text/plain")
    assert "Content-Security-Policy" in response.headers


@pytest.mark.sqlite_only
def test_trust_44_no_page_repeats_a_forged_host(app: Flask, world: World) -> None:
    repeated = []
    for visit in pages(app):
        path = visit.path(world.a)
        answer = ask(app, path, headers=[("Host", "evil.example"), ("X-Forwarded-Host", "evil.example")])
        said = f"{answer.headers.get('Location', '')}{words_of(answer)}"
        if "evil.example" in said:
            repeated.append(visit.shown)
    assert repeated == []
