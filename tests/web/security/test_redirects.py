"""Whatever an address or a form names as the way on, nobody is led to another site (trust.md 31)."""

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask_security import hash_password

from app.web.ways_back import safe_path
from config import ROOT
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.people import make_person

HOSTILE = (
    "https://evil.example/", "http:evil.example", "//evil.example/", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "/\\/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "/\tevil.example", "\t//evil.example", "/%09/evil.example", " //evil.example",
    "/\n//evil.example", "https:/evil.example", "//evil.example@localhost/", "/\u2028/evil.example",
    "http://localhost@evil.example/", "//\u3002evil.example", "/.//evil.example", "/x/..//evil.example",
)  # fmt: skip
PASSWORD = "rivière et pluie"


@pytest.mark.parametrize("target", HOSTILE)
def test_trust_31_no_hostile_way_on_is_taken(target: str) -> None:
    taken = safe_path(target, "/me")
    assert leads_nowhere_else(taken), taken


@pytest.mark.sqlite_only
def test_trust_31_every_way_in_that_takes_a_way_on_stays_here(
    app: Flask, client: Client, db_session: object, clock: FixedClock
) -> None:
    user_id = make_person("amina@example.org", password=hash_password(PASSWORD))
    signed = Client(app, use_cookies=True)
    signed.sign_in(user_id)
    for target in HOSTILE:
        fields = {"address": "amina@example.org", "password": PASSWORD, "next": target}
        visitor = Client(app, use_cookies=True)
        answers = [
            visitor.post(
                "/fr/account/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": "203.0.113.7"}
            ),
            signed.get("/fr/account/sign-in", query_string={"next": target}),
            signed.get("/fr/account/sign-up", query_string={"next": target}),
            client.get("/languages/fr", query_string={"next": target}),
            client.get(
                "/fr/me", headers={"Referer": target if target.isascii() and target.isprintable() else "/"}
            ),
            client.post("/fr/me/settings", headers={"Referer": "https://evil.example/x"}),
        ]
        for answer in answers:
            assert leads_nowhere_else(answer.location or "/"), (target, answer.location)


def test_trust_31_what_a_request_names_is_led_to_only_once_it_was_checked() -> None:
    """A way on is read in few places, and each goes through `safe_path`: a new one has to be looked at."""
    reads = re.compile(r"""(?:args|form|values)(?:\.get\(|\[)"(next|back|return|url|target|redirect)\"""")
    found = {
        str(path.relative_to(ROOT)): path.read_text()
        for path in sorted((ROOT / "app" / "web").rglob("*.py"))
        if reads.search(path.read_text())
    }
    assert found, "the pattern finds nothing any more"
    assert [path for path, text in found.items() if "safe_path" not in text and "way_on" not in text] == []


def leads_nowhere_else(location: str) -> bool:
    """Say whether a browser that follows this stays on the site, however generously it reads."""
    read = re.sub(r"[\t\n\r]", "", location.strip()).replace("\\", "/")
    parts = urlsplit(read)
    return parts.netloc in {"", "localhost"} and parts.scheme in {"", "http"} and not read.startswith("//")
