"""Changing one's address through the pages, and stopping a change that one did not ask for."""

import re

import pytest
from flask import Flask
from flask_security import hash_password

from app.features.accounts.models import User
from app.foundation.database import db
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import make_person

pytestmark = pytest.mark.sqlite_only
OLD, NEW, PHONE = "amina@example.org", "amina@example.net", "+212612345678"


@pytest.fixture
def amina(client: Client, db_session: object, clock: FixedClock) -> int:
    user_id = make_person(OLD, password=hash_password("rivière et pluie"))
    client.sign_in(user_id)
    return user_id


def digits(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found is not None
    return found.group()


def test_a_person_changes_her_address_with_both_codes(client: Client, amina: int, outbox: Mailbox) -> None:
    assert OLD in client.get("/fr/me/addresses").text
    assert client.get("/fr/me/addresses/codes").status_code == 303
    assert client.post("/fr/me/addresses", data={"address": OLD}).status_code == 422
    assert client.post("/fr/me/addresses", data={"address": NEW}).location == "/fr/me/addresses/codes"
    assert NEW in client.get("/fr/me/addresses/codes").text
    codes = {
        "new_code": digits(outbox.last_letter(NEW).text),
        "old_code": digits(outbox.last_letter(OLD).text),
    }
    wrong = client.post("/fr/me/addresses/codes", data=codes | {"old_code": "1"})
    assert (wrong.status_code, "new_code-why" in wrong.text) == (422, True)
    assert client.post("/fr/me/addresses/codes", data=codes).status_code == 303
    assert db.session.get_one(User, amina, populate_existing=True).email == NEW
    assert NEW in client.get("/fr/me/addresses").text


def test_whoever_did_not_ask_stops_it_by_one_press_and_every_browser_is_signed_out(
    client: Client, amina: int, outbox: Mailbox, app: Flask
) -> None:
    client.post("/fr/me/addresses", data={"address": NEW})
    link = outbox.last_letter(OLD).link("/address-change/")
    owner = Client(app, use_cookies=True)
    assert owner.get(link).status_code == 200
    assert client.get("/fr/me/settings").status_code == 200
    assert owner.post(link).status_code == 200
    assert client.get("/fr/me/settings").status_code == 303
    assert (owner.get(link).status_code, owner.post(link).status_code) == (410, 410)
    assert db.session.get_one(User, amina, populate_existing=True).email == OLD


def test_whoever_has_a_phone_only_signs_in_recovers_and_adds_a_mail_address(
    client: Client, db_session: object, clock: FixedClock, outbox: Mailbox
) -> None:
    user_id = make_person(None, us_phone_number=PHONE)
    client.post("/fr/account/sign-in", data={"address": "06 12 34 56 78"})
    assert client.post("/fr/account/code", data={"code": digits(outbox.texts()[-1].text)}).status_code == 303
    client.post("/fr/me/addresses", data={"address": NEW})
    codes = {"new_code": digits(outbox.last_letter(NEW).text), "old_code": digits(outbox.texts()[-1].text)}
    assert client.post("/fr/me/addresses/codes", data=codes).status_code == 303
    user = db.session.get_one(User, user_id, populate_existing=True)
    assert (user.email, user.us_phone_number) == (NEW, PHONE)
    client.post("/fr/account/sign-out")
    client.post("/fr/account/forgotten", data={"address": "+212 612 345 678"})
    link = re.search(r"/fr/account/new-password/\S+", outbox.texts()[-1].text)
    assert link is not None
    assert client.post(link.group(), data={"password": "montagne et vent"}).status_code == 303
