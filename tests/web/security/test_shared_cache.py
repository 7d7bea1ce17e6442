"""People of four languages behind one naive cache: nobody ever gets the page, the token or the cookie of another."""

import pytest
from flask import Flask, Response, request

from tests.support.applications import session_cookie
from tests.support.shared_cache import Kept, SharedCache, faults_of
from tests.support.visits import pages
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only
LANGUAGES = ("ar", "fr", "en", "zgh")
READERS = ("visitor", "citizen_a", "author_a", "everybody")
# Pages asked for in each language; all the others are asked for in one, since the language is part of their address.
IN_EVERY_LANGUAGE = (
    "home.",
    "security.",
    "consultations.page",
    "proposals.all_of",
    "participation.",
    "health.",
    "files.",
)
ERRORS = (
    "/nowhere",
    "/fr/nowhere",
    "/files/x/y",
    "/static/none.css",
    "/fr/c/none",
    "/fr/c/ain-essai/manage/none",
)


def people(app: Flask, world: World) -> dict[str, dict[str, str]]:
    """Return the headers that each reader's browser sends."""
    headers = {}
    for who, language in zip(READERS, LANGUAGES, strict=True):
        cookies = [f"language={language}"]
        if who != "visitor":
            cookies.append("=".join(session_cookie(app, world.people[who])))
        headers[who] = {"Accept-Language": language, "Cookie": "; ".join(cookies), "Accept-Encoding": "gzip"}
    return headers


def asked_for(app: Flask, world: World) -> list[str]:
    found = []
    for visit in pages(app):
        languages = LANGUAGES if visit.endpoint.startswith(IN_EVERY_LANGUAGE) else ("fr",)
        found += [visit.path(world.a, language=language) for language in languages]
    return [
        *dict.fromkeys(found),
        *ERRORS,
        *(f"/static/{name}" for name in app.extensions["static_manifest"].values()),
    ]


def test_trust_44_nobody_gets_what_is_anothers_from_a_shared_cache(app: Flask, world: World) -> None:
    cache, readers = SharedCache(app), people(app, world)
    paths = asked_for(app, world)
    for path in paths:
        for who in ("everybody", "visitor"):
            cache.get(who, path, readers[who])
        # Where neither who sees most nor who sees least left anything behind, the others find nothing either.
        for who in READERS[1:3] if path in cache.kept else ():
            cache.get(who, path, readers[who])
    assert faults_of(cache, readers) == []
    assert faults_of_keeping(cache.answers) == []
    assert len(paths) > 180
    assert [path for path in cache.kept if path.startswith("/static/")]
    assert len(cache.hits) > 20


def faults_of_keeping(answers: list[Kept]) -> list[str]:
    """Return the answers that do not say how they may be kept, and the errors that may be."""
    silent = [f"{answer.path}: says nothing" for answer in answers if "Cache-Control" not in answer.headers]
    errors = [answer for answer in answers if answer.status >= 400]
    return silent + [
        f"{answer.path}: {answer.status} may be kept"
        for answer in errors
        if "no-store" not in answer.headers.get("Cache-Control", "")
    ]


class TestTheCheckerItself:
    def test_a_page_a_token_a_cookie_and_an_error_that_may_be_kept_are_found(self) -> None:
        broken = Flask("broken")

        @broken.get("/name")
        def name() -> Response:
            response = Response(f"you are {request.headers.get('Cookie')} csrf_token")
            response.headers["Set-Cookie"] = "a=b"
            return response

        @broken.get("/gone")
        def gone() -> Response:
            return Response("gone", 404, headers={"Cache-Control": "public"})

        @broken.get("/mine")
        def mine() -> Response:
            return Response("x", headers={"Cache-Control": "private"})

        cache, readers = SharedCache(broken), {"one": {"Cookie": "one"}, "other": {"Cookie": "other"}}
        for path in ("/name", "/gone", "/mine"):
            for who, headers in readers.items():
                cache.get(who, path, headers)
        assert faults_of(cache, readers) == [
            "/name: a cookie",
            "/name: a token",
            "/name: not as other gets it",
            "/gone: an error 404",
        ]
        assert [(who, kept.path) for who, kept in cache.hits] == [("other", "/name"), ("other", "/gone")]

    def test_a_page_that_says_what_it_depends_on_is_let_through(self) -> None:
        careful = Flask("careful")

        @careful.get("/name")
        def name() -> Response:
            return Response(f"you are {request.headers.get('Cookie')}", headers={"Vary": "Cookie"})

        cache, readers = SharedCache(careful), {"one": {"Cookie": "one"}, "other": {"Cookie": "other"}}
        bodies = [cache.get(who, "/name", headers).body for who, headers in readers.items()]
        assert bodies == [b"you are one", b"you are other"]
        assert faults_of(cache, readers) == []
