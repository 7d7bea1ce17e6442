"""Nobody learns by the clock whether an address has an account: answers side by side, within a tenth of each other.

The two kinds of address are asked for in turn, in one run, so that whatever else the machine does falls on both; each
is judged by its faster times, since others only slow an answer down. A real difference shows in every round; what the
machine did shows in one. What an answer costs is counted in tests/web/accounts/test_enumeration.py.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password

from app.features.accounts import throttling
from app.features.accounts.types import Role
from app.features.collectivities.models import Territory
from app.foundation.database import db
from tests.support.applications import Client
from tests.support.people import make_country, make_person

PAIRS = 100
MOST_ROUNDS = 3
MOST_APART = 0.10
PASSWORD = "rivière et pluie"
KNOWN = {
    "mail": ("known@example.org", "never@example.org"),
    "mail without password": ("plain@example.org", "never@example.org"),
    "closed": ("close@example.org", "never@example.org"),
    "staff": ("staff@example.org", "never@example.org"),
    "phone": ("0612345678", "0612345679"),
}
Ask = Callable[[Client, str], Any]


def by_password(client: Client, address: str) -> Any:
    """Sign in with a wrong password."""
    return client.post("/fr/account/sign-in", data={"address": address, "password": "une autre phrase"})


def by_code(client: Client, address: str) -> Any:
    """Ask for a code."""
    return client.post("/fr/account/sign-in", data={"address": address})


def recovery(client: Client, address: str) -> Any:
    """Ask for a new password."""
    return client.post("/fr/account/forgotten", data={"address": address})


def sign_up(client: Client, address: str) -> Any:
    """Join."""
    place = str(client.application.config["PLACE_OF_THE_DRILL"])
    return client.post("/fr/account/sign-up", data={"address": address, "territory": place})


def help_desk(client: Client, address: str) -> Any:
    """Ask at the desk to help somebody."""
    return client.post("/fr/c/ain/manage/help-desk", data={"address": address, "language": "fr"})


@pytest.mark.sqlite_only
@pytest.mark.parametrize("ask", [by_password, by_code, recovery, sign_up, help_desk])
def test_trust_30_no_clock_tells_addresses_apart(
    ask: Ask, app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, figures: Callable[..., None]
) -> None:
    with app.app_context():
        helper = fill(app)
    signed = helper if ask is help_desk else None
    apart = {}
    with patient(monkeypatch):
        for kind, (known, unknown) in KNOWN.items():
            apart[kind] = difference(app, ask, known, unknown, signed)
    figures(**{f"most_apart_in_permille_{ask.__name__}": round(1000 * max(apart.values()))})
    assert {kind: value for kind, value in apart.items() if value > MOST_APART} == {}


def fill(app: Flask) -> int:
    """Make one account of each kind; return that of a helper."""
    country = make_country()
    for address in ("known@example.org", "plain@example.org"):
        make_person(address, password=hash_password(PASSWORD) if "known" in address else None)
    make_person("close@example.org", active=False, password=hash_password(PASSWORD))
    make_person("staff@example.org", Role.FOCAL_POINT, at=country.first_id, password=hash_password(PASSWORD))
    make_person(None, us_phone_number="+212612345678", password=hash_password(PASSWORD))
    app.config["PLACE_OF_THE_DRILL"] = db.session.query(Territory.id).filter_by(code="ain").scalar()
    db.session.rollback()
    return make_person("helper@example.org", Role.FACILITATOR, at=country.first_id)


@contextmanager
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let one network ask without end: the counting itself goes on, and takes its time."""
    for name in ("SEND_CODE", "TRY_PASSWORD", "RECOVER", "HELP"):
        limit = getattr(throttling, name)
        wide = throttling.Limit(limit.act, for_network=10**9, for_account=10**9)
        monkeypatch.setattr(throttling, name, wide)
    yield


def difference(app: Flask, ask: Ask, known: str, unknown: str, signed: int | None) -> float:
    """Return by how much the answers differ in every round; one that shows none is enough."""
    found = 1.0
    for _ in range(MOST_ROUNDS):
        found = min(found, abs(1 - ratio(app, ask, known, unknown, signed)))
        if found <= MOST_APART:
            break
    return found


def ratio(app: Flask, ask: Ask, known: str, unknown: str, signed: int | None) -> float:
    """Return how long an address with an account takes, measured in one without."""
    client = Client(app, use_cookies=True)
    if signed is not None:
        client.sign_in(signed)
    times: dict[str, list[float]] = {known: [], unknown: []}
    for number in range(PAIRS):
        for address in (known, unknown) if number % 2 else (unknown, known):
            began = time.perf_counter()
            ask(client, address)
            times[address].append(time.perf_counter() - began)
    return fast(times[known]) / fast(times[unknown])


def fast(times: list[float]) -> float:
    """Return what a quarter of the answers are faster than."""
    return statistics.quantiles(times, n=4)[0]
