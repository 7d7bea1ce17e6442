"""Requests at random over every address, the same ones for the same seed: what nobody thought of asking."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from tests.support.hostile import HOSTILE, RAW
from tests.support.parameters import parameters
from tests.support.visit_forms import PICTURE
from tests.support.visits import ARGUMENT, Visit, every_visit, value_of
from tests.support.world import World

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
NUMBERS = (
    "0",
    "-1",
    "1",
    "99999999999999999999",
    "1e9",
    "٣",
    "0x1",
    "1.5",
    "NaN",
    "",
    " ",
    "null",
    "[]",
    "true",
)
TYPES = (
    "application/json", "text/xml", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-7", "application/octet-stream", "; ;", "application/json; a=\"",
)  # fmt: skip
BODIES = (
    b"", b"{", b"[" * 2000, b'{"a":' * 500, b"%", b"\x00" * 64,
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
    b"--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n", b"&&&===&a[]=1&a[b]=2",
    b"--x--", b"a=1&" * 900,
)  # fmt: skip
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Accept", ("*/*", "application/json", "text/html;q=x", "/", "image/*;q=9")),
    ("Accept-Language", ("ar", "zgh-MA, xx;q=0.5", "*", "-,;q=", "fr;q=1e9", "a" * 5000)),
    ("Accept-Encoding", ("br", "gzip;q=0", "*;q=0", "identity", ",,,")),
    ("Range", ("bytes=0-1", "bytes=9-1", "bytes=-", "items=1-2", "bytes=0-0,1-1,2-2")),
    ("If-None-Match", ("*", '"x"', "W/", '"' * 99)),
    ("If-Modified-Since", ("yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "-1")),
    ("Cookie", ("session=.eJw; language=xx", "session=", "=;=;", "language=" + "a" * 3000)),
    ("Referer", ("http://localhost/fr/", "javascript:1", "//evil.example", "http://[", "/")),
    ("X-Forwarded-For", ("127.0.0.1", "::1, 10.0.0.1", "'", "a" * 500)),
    ("X-Forwarded-Host", ("evil.example", "[::1]:99999")),
    ("X-Request-Id", ("a" * 99, "x\tb", "good-id-12345")),
    ("Host", ("localhost", "evil.example", "localhost:99999", "[::1", "a b", "xn--a", "")),
    ("Content-Length", ("0", "99", "abc")),
    ("Authorization", ("Basic OmE=", "Bearer x", "Digest")),
    ("X-Requested-With", ("XMLHttpRequest",)),
)
LARGEST_ANSWER = 4 * 1024 * 1024


@dataclass(slots=True)
class Odd:
    """One request."""

    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        said = {name: str(value)[:300] for name, value in self.options.items()}
        return f"{self.method} {self.path[:300]} {said}"


def odd_requests(app: Flask, world: World, *, seed: int) -> Iterator[Odd]:
    """Yield one request for each address and method there is, made odd in a few ways."""
    drawn = Random(seed)
    for visit in every_visit(app):
        yield _odd(visit, world, drawn)


def _odd(visit: Visit, world: World, drawn: Random) -> Odd:
    method = visit.method if drawn.random() < 0.8 else drawn.choice(METHODS)
    odd = Odd(method, _path(visit, world, drawn))
    if method not in {"GET", "HEAD", "OPTIONS", "TRACE"}:
        odd.options |= drawn.choice((_form, _form, _form, _body, _files))(visit, world, drawn)
    if drawn.random() < 0.4:
        names = drawn.sample(HEADERS, drawn.randint(1, 3))
        odd.options["headers"] = [(name, drawn.choice(values)) for name, values in names]
    return odd


def _path(visit: Visit, world: World, drawn: Random) -> str:
    path = visit.path(world.a).partition("?")[0]
    if visit.names and drawn.random() < 0.35:
        odd = drawn.choice(sorted(visit.names))
        values = {"lang": "fr", "slug": world.a.slug}
        values |= {argument: value_of(world.a, name) for argument, name in visit.names.items()} | {
            odd: _word(drawn)
        }
        path = ARGUMENT.sub(lambda found: quote(values[found.group(1)], safe=""), visit.rule)
    if drawn.random() < 0.6:
        names = drawn.sample(parameters(), drawn.randint(1, 6))
        path += "?" + urlencode([(name, _word(drawn)) for name in names])
    return path


def _word(drawn: Random) -> str:
    return drawn.choice((drawn.choice(NUMBERS), drawn.choice(HOSTILE)[:300], str(drawn.randint(1, 60))))


def _form(visit: Visit, world: World, drawn: Random) -> dict[str, Any]:
    """Return the form that does the act, with some of its fields odd, doubled or left out."""
    fields: dict[str, Any] = dict(visit.form(world.a))
    for name in [*fields, *drawn.sample(parameters(), 2)]:
        change = drawn.random()
        if change < 0.2:
            fields.pop(name, None)
        elif change < 0.5:
            fields[name] = drawn.choice(
                (_word(drawn), [_word(drawn), _word(drawn)], "a" * drawn.choice((300, 70_000)))
            )
    return {"data": fields}


def _body(visit: Visit, world: World, drawn: Random) -> dict[str, Any]:
    return {"data": drawn.choice((*BODIES, *RAW)), "content_type": drawn.choice(TYPES)}


def _files(visit: Visit, world: World, drawn: Random) -> dict[str, Any]:
    content = drawn.choice(
        (PICTURE, b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"a;b\n1;2\n", b"{}")
    )
    fields = {name: value for name, value in visit.form(world.a).items() if isinstance(value, str)}
    names = drawn.sample(("files", "file", "picture", "document", "logo"), 2)
    return {"data": fields | {name: (io.BytesIO(content), _word(drawn).replace("\n", " ")) for name in names}}


def faults_of(response: Response) -> list[str]:
    """Return what no answer to any request may be."""
    if response.status_code >= 500:
        return [f"status {response.status_code}"]
    if len(response.get_data()) > LARGEST_ANSWER:
        return ["a huge answer"]
    return []


def answers(
    app: Flask, requests: Iterator[Odd], cookie: tuple[str, str] | None
) -> Iterator[tuple[Odd, Response]]:
    """Send each request as somebody, or as a visitor; yield it with its answer."""
    for odd in requests:
        headers = odd.options.pop("headers", [])
        if cookie is not None and all(name != "Cookie" for name, _ in headers):
            headers.append(("Cookie", "=".join(cookie)))
        yield odd, ask(app, odd.path, method=odd.method, headers=headers, **odd.options)


def ask(app: Flask, path: str, **options: Any) -> Response:
    """Return the answer to a request, without a client that reads odd addresses itself."""
    builder = EnvironBuilder(path=path, **options)
    body, status, headers = run_wsgi_app(app, builder.get_environ(), buffered=True)
    builder.close()
    return Response(body, status, headers)
