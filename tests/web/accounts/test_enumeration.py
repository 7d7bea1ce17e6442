"""Nobody learns whether an address has an account: the same page, and the same work behind it (trust.md 30).

Time is measured by a drill (tests/drills/enumeration.py); here what takes time is counted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security import hash_password
from sqlalchemy import event

from app.features.accounts.types import Role
from app.features.collectivities.models import Territory
from app.foundation.database import db
from app.foundation.outbox import OutboxMessage
from app.web.accounts import sessions
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.people import Country, make_country, make_person

pytestmark = pytest.mark.sqlite_only
PASSWORD = "rivière et pluie"
# All of one length, so that what repeats them is too.
MAILS = (
    "known@example.org",
    "bare1@example.org",
    "staff@example.org",
    "close@example.org",
    "never@example.org",
)
PHONES = ("0612345678", "0612345679")


@dataclass
class Work:
    """What answering a request took."""

    hashes: int = 0
    statements: list[str] = field(default_factory=list)
    messages: int = 0


@pytest.fixture
def country(db_session: object, clock: FixedClock) -> Country:
    country = make_country()
    known, bare, staff, closed, _never = MAILS
    make_person(known, password=hash_password(PASSWORD))
    make_person(bare)
    make_person(staff, Role.FOCAL_POINT, at=country.first_id, password=hash_password(PASSWORD))
    make_person(closed, active=False, password=hash_password(PASSWORD))
    make_person(None, us_phone_number="+212612345678", password=hash_password(PASSWORD))
    return country


@pytest.fixture
def work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """What was done since the last look."""
    done = Work()
    nobodys = sessions._nobodys_password()
    assert nobodys

    def verified(*arguments: Any) -> bool:
        done.hashes += 1
        return False

    def asked(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        done.statements.append(" ".join(statement.split())[:60])

    monkeypatch.setattr(sessions, "verify_password", verified)
    monkeypatch.setattr(
        "app.features.accounts.models.User.verify_and_update_password", lambda _user, _password: verified()
    )
    event.listen(db.engine, "before_cursor_execute", asked)
    yield done
    event.remove(db.engine, "before_cursor_execute", asked)


def by_password(client: Client, address: str) -> Any:
    return client.post("/fr/account/sign-in", data={"address": address, "password": "une autre phrase"})


def by_code(client: Client, address: str) -> Any:
    return client.post("/fr/account/sign-in", data={"address": address})


def wrong_code(client: Client, address: str) -> Any:
    return client.post("/fr/account/code", data={"code": "12"})


def sign_up(client: Client, address: str) -> Any:
    place = db.session.scalars(sa.select(Territory.id).where(Territory.code == "ain")).one()
    fields = {"address": address, "territory": str(place)}
    return client.post("/fr/account/sign-up", data=fields)


def recovery(client: Client, address: str) -> Any:
    return client.post("/fr/account/forgotten", data={"address": address})


def at_the_desk(client: Client, address: str) -> Any:
    return client.post("/fr/c/ain/manage/help-desk", data={"address": address, "language": "fr"})


def change_of_address(client: Client, address: str) -> Any:
    return client.post("/fr/me/addresses", data={"address": address})


def invitation(client: Client, address: str) -> Any:
    fields = {"email": address, "role": "moderator", "language": "fr"}
    return client.post("/fr/c/ain/manage/team", data=fields)


def answer(app: Flask, ask: Callable[..., Any], address: str, signed: int | None, work: Work) -> Any:
    """Return everything of an answer that somebody could tell addresses apart by."""
    client = Client(app, use_cookies=True)
    if signed is not None:
        client.sign_in(signed)
    if ask is wrong_code:
        by_code(client, address)
    messages = count_messages()
    work.hashes, work.statements = 0, []
    page = ask(client, address)
    statements, hashes = list(work.statements), work.hashes
    text = re.sub(r'(name="(?:csrf_token|submission_key)"[^>]*value=")[^"]*', r"\1", page.text)
    return (
        page.status_code,
        page.location,
        len(text.replace(address, "")),
        hashes,
        count_messages() - messages,
        statements,
    )


def count_messages() -> int:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) or 0
    db.session.rollback()
    return count


@pytest.mark.parametrize("ask", [by_password, by_code, wrong_code, sign_up, recovery])
def test_trust_30_a_visitor_is_answered_alike_for_every_address(
    ask: Callable[..., Any], app: Flask, client: Client, country: Country, work: Work
) -> None:
    for addresses in (MAILS, PHONES):
        answers = [answer(app, ask, address, None, work) for address in addresses]
        assert answers == [answers[0]] * len(answers)
    assert answers[0][0] in {303, 422}
    assert (answers[0][3], answers[0][4]) in {(1, 0), (0, 1), (0, 0)}


@pytest.mark.parametrize("ask", [at_the_desk, change_of_address, invitation])
def test_trust_30_so_is_whoever_is_signed_in(
    ask: Callable[..., Any], app: Flask, client: Client, country: Country, work: Work
) -> None:
    for addresses in (MAILS, PHONES if ask is not invitation else MAILS):
        # Each time somebody else asks: how often one person may is counted too.
        asking = [make_person(None, Role.FOCAL_POINT, at=country.first_id) for _ in addresses]
        answers = [answer(app, ask, *pair, work) for pair in zip(addresses, asking, strict=True)]
        assert answers == [answers[0]] * len(answers)
        assert answers[0][0] == 303
