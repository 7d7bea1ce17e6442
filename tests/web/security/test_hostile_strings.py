"""Sixty hostile strings in every text field of every form and in every text of the database, read as every role.

One world for all: its forms are filled and sent, then every text of every table is made hostile past all checks, and
every page, mail, feed and file is read by everybody who may. Nothing of a string is ever more than words. `make drills`
also lets a real browser read the pages.
"""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from app.foundation import clock as application_clock
from app.foundation import logs
from app.jobs.delivery import deliver_waiting
from tests.support.applications import Client, Workplace
from tests.support.clock import FixedClock
from tests.support.databases import SqliteDatabase
from tests.support.form_filling import Filler
from tests.support.hostile import HOSTILE, MARK, RAW
from tests.support.inspecting import faults_of_answer, faults_of_log, faults_of_mail
from tests.support.poisoning import poison, unseen_in
from tests.support.visits import Visit, pages
from tests.support.walking import ROLES, VISITOR
from tests.support.world import NOW, World, make_world

ROUNDS = 2
# Who reads everything; the others read what a role opens to them: the staff's pages and their own.
READ_ALL = (VISITOR, "author_a", "everybody")
OPENED_BY_A_ROLE = ("/manage", "/me", "/team", "/network", "/account")


@dataclass
class Attacked:
    """What was found in the world after it was attacked."""

    sent: int = 0
    accepted: int = 0
    poisoned: int = 0
    read: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    log: str = ""


@pytest.fixture(scope="module")
def attacked(_workplaces: Callable[[str], Workplace]) -> Iterator[Attacked]:
    """The world with hostile strings everywhere, and what was seen of it; made once for this file."""
    place, result = _workplaces("sqlite"), Attacked()
    place.reset()
    place.app.config["WTF_CSRF_ENABLED"] = False
    written = io.StringIO()
    with application_clock.use(FixedClock(NOW)), logging_to(written):
        world = place.fill("world", make_world)
        fill_every_form(place.app, world, result)
        let_go(place)
        assert isinstance(place.database, SqliteDatabase)
        result.unseen = unseen_in(place.database)
        result.poisoned = poison(place.database)
        send_mails(place.app, result)
        for role in (*ROLES, "everybody"):
            read_as(role, place.app, world, result)
    result.log = written.getvalue()
    yield result
    place.app.config["WTF_CSRF_ENABLED"] = True


def logging_to(stream: io.StringIO) -> Any:
    """Write the log as in production, for as long as this lasts."""

    class Logging:
        def __enter__(self) -> None:
            self.stderr, sys.stderr = sys.stderr, stream
            logs.configure(as_json=True, level="INFO")

        def __exit__(self, *_error: object) -> None:
            sys.stderr = self.stderr
            logs.configure(as_json=False, level="WARNING")

    return Logging()


def let_go(place: Workplace) -> None:
    place.close()


def client_of(app: Flask, world: World, role: str) -> Client:
    client = Client(app, use_cookies=True)
    if role != VISITOR:
        client.sign_in(world.people[role])
    return client


def fill_every_form(app: Flask, world: World, result: Attacked) -> None:
    for role in ("author_a", "everybody", VISITOR):
        filler, client = Filler(app, world), client_of(app, world, role)
        filler.read(client)
        for sent in filler.send(client_of(app, world, role), rounds=ROUNDS):
            result.sent += 1
            result.accepted += sent.response.status_code in {302, 303}
            result.faults += [f"POST {sent.address}: {fault}" for fault in faults_of_answer(sent.response)]


def send_mails(app: Flask, result: Attacked) -> None:
    deliver_waiting(app)
    with app.app_context():
        result.mails = [
            mail.message().as_bytes() for mail in getattr(app.extensions["mailman"], "outbox", [])
        ]


def is_read_by(role: str, visit: Visit) -> bool:
    return role in READ_ALL or any(part in visit.rule for part in OPENED_BY_A_ROLE)


def read_as(role: str, app: Flask, world: World, result: Attacked) -> None:
    client = client_of(app, world, role)
    for visit in [visit for visit in pages(app) if is_read_by(role, visit)]:
        response = client.get(visit.path(world.a))
        result.faults += [f"{role} GET {visit.shown}: {fault}" for fault in faults_of_answer(response)]
        result.read[role] = result.read.get(role, 0) + 1
        if role == "everybody" and response.mimetype == "text/html":
            result.bodies.append(response.get_data(as_text=True))


def test_trust_35_and_40_sixty_hostile_strings_go_through_every_form_and_stay_text_everywhere(
    attacked: Attacked,
) -> None:
    """One test, since one world that was attacked is made for it: on pages, in mails, log lines, feeds and files."""
    assert len(HOSTILE) == len(set(HOSTILE)) == 60
    assert attacked.sent > 120
    assert attacked.accepted > 25
    assert attacked.poisoned > 300
    assert "\n".join(attacked.faults[:40]) == ""
    assert set(attacked.read) == {*ROLES, "everybody"}
    assert min(attacked.read.values()) > 40
    assert sum(MARK in body for body in attacked.bodies) > 80
    assert [fault for mail in attacked.mails for fault in faults_of_mail(mail)] == []
    assert sum(MARK.encode() in mail for mail in attacked.mails) > 3
    assert faults_of_log(attacked.log) == []
    assert attacked.log.count('"event": "request"') > 500
    assert attacked.unseen == []


@pytest.mark.parametrize("raw", RAW)
def test_trust_35_bytes_that_are_no_text_are_refused_or_cleaned_on_both_databases(
    raw: bytes, client: Client, world: World
) -> None:
    client.sign_in(world.people["citizen_a"])
    place = f"/fr/c/{world.a.slug}"
    for path, field_name in (
        (f"{place}/consultations/{world.a['open']}/comments?proposal={world.a['published']}", b"body"),
        (f"{place}/report/proposal/{world.a['published']}", b"reason"),
        ("/fr/me/settings", b"public_name"),
    ):
        response = client.post(
            path,
            data=field_name + b"=" + raw + b"&stance=for&name_shown=hidden&language=fr",
            content_type="application/x-www-form-urlencoded",
        )
        assert response.status_code in {303, 400, 404, 409, 422}, path
        assert faults_of_answer(response) == []
    for query in (b"q=" + raw, b"page=" + raw, raw + b"=1"):
        path = f"{place}/consultations/{world.a['open']}/proposals?{query.decode('latin-1')}"
        assert client.get(path).status_code in {200, 400, 404}
