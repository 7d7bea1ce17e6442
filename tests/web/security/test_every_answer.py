"""What every answer carries and no page contains: headers, cookies, guards, nothing inline.

Test 36 of trust.md; its static files are in test_hostile_input.
"""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.web.security_headers import POLICY
from tests.support.applications import Client
from tests.support.documents import Document
from tests.support.elsewhere import fetched_by_page
from tests.support.visits import every_visit, pages
from tests.support.walking import Walker
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only
Walk = Callable[[str], Walker]


def faults_of(response: TestResponse) -> list[str]:
    """Return what an answer lacks or contains against the policy."""
    headers = response.headers
    faults = []
    if headers.get("Content-Security-Policy") != POLICY:
        faults.append("no strict policy")
    if headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("the type may be guessed")
    if "private" not in headers.get("Cache-Control", "") and response.mimetype == "text/html":
        faults.append("a shared cache may keep it")
    for cookie in headers.getlist("Set-Cookie"):
        if cookie.startswith("session=") and not ("HttpOnly" in cookie and "SameSite=Lax" in cookie):
            faults.append(f"a loose cookie: {cookie.partition('=')[0]}")
        if "Domain=" in cookie:
            faults.append("a cookie for other hosts")
    if response.mimetype == "text/html":
        text = response.get_data(as_text=True)
        faults += Document(text).inline
        faults += [f"fetched from elsewhere: {address}" for address in fetched_by_page(text)]
    return faults


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY
    assert POLICY.startswith("default-src 'none'")
    for needed in ("base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert needed in POLICY


def unguarded(app: Flask) -> list[str]:
    """Return the addresses that do not say who may reach them."""
    return [
        visit.key for visit in every_visit(app) if not hasattr(app.view_functions[visit.endpoint], "guard")
    ]


def test_every_address_wears_a_guard(app: Flask) -> None:
    assert unguarded(app) == []
    assert len(every_visit(app)) > 150


@pytest.mark.parametrize("role", ["visitor", "everybody"])
def test_every_page_is_strict_and_nothing_in_it_is_inline(role: str, walk_as: Walk, app: Flask) -> None:
    answers = [(visit, walk_as_one.answer(visit)) for walk_as_one in [walk_as(role)] for visit in pages(app)]
    assert [(visit.key, faults) for visit, answer in answers if (faults := faults_of(answer.response))] == []
    assert [visit.key for visit, answer in answers if answer.status >= 500] == []


def test_refused_forms_are_strict_too(walk_as: Walk, without_tokens: Flask) -> None:
    walker = walk_as("everybody")
    visits = [visit for visit in every_visit(without_tokens) if not visit.is_safe]
    answers = [(visit, walker.answer(visit, form={})) for visit in visits]
    assert [(visit.key, faults) for visit, answer in answers if (faults := faults_of(answer.response))] == []
    assert [visit.key for visit, answer in answers if answer.status >= 500] == []
    assert len([answer for _, answer in answers if answer.status == 422]) > 20


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/fr/nowhere", 404),
        ("GET", "/xx/", 404),
        ("GET", "/fr/c/no-such-place", 404),
        ("GET", "/fr/c/no-such-place/manage/today", 404),
        ("GET", "/fr/manage/nowhere", 404),
        ("GET", "/fr/c/ain-essai/manage/nowhere", 404),
        ("GET", "/fr/c/ain-essai/proposals/999999999999999999999999", 404),
        ("GET", "/fr/c/ain-essai/proposals/-1", 404),
        ("GET", "/fr/c/ain-essai/proposals/1%00", 404),
        ("POST", "/fr/c/ain-essai", 405),
        ("PUT", "/fr/", 405),
        ("DELETE", "/fr/c/ain-essai/proposals/1", 405),
        ("TRACE", "/fr/", 405),
    ],
)
@pytest.mark.parametrize("role", ["visitor", "everybody"])
def test_an_error_is_a_strict_page_too(
    method: str, path: str, status: int, role: str, client: Client, world: World
) -> None:
    if role != "visitor":
        client.sign_in(world.people[role])
    response = client.open(path, method=method)
    assert response.status_code == status
    assert faults_of(response) == []
    assert Document(response.get_data(as_text=True)).text


class TestTheCheckerItself:
    def test_inline_code_is_found(self) -> None:
        bad = (
            '<p style="color:red" onclick="go()">a</p><script>go()</script><style>p{}</style>'
            '<a href="javascript:go()">a</a><a href=" JaVaScRiPt:go()">b</a><img src="data:image/png;base64,AA">'
        )
        assert len(Document(bad).inline) == 7

    def test_ordinary_markup_is_let_through(self) -> None:
        good = (
            '<a href="/a">a</a><a href="?q=1:2">b</a><a href="#x">c</a><a href="https://example.org/">d</a>'
            '<a href="mailto:a@example.org">e</a><script defer src="/static/js/site.js"></script><img src="/files/1">'
        )
        assert Document(good).inline == []

    def test_a_loose_answer_is_found(self, app: Flask) -> None:
        response = app.response_class("<p>page", mimetype="text/html")
        response.headers["Set-Cookie"] = "session=1; Domain=example.org"
        found = faults_of(response)  # type: ignore[arg-type]
        assert {"no strict policy", "a loose cookie: session", "a cookie for other hosts"} <= set(found)
