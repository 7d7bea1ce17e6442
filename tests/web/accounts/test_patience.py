"""Who is slowed down, and who never is (trust.md 33)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask_security import hash_password

from app.features.accounts import throttling
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.people import make_person

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("db_session", "clock")]
PASSWORD = "rivière et pluie"
NETWORK = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def amina(db_session: object, clock: FixedClock) -> int:
    return make_person("amina@example.org", password=hash_password(PASSWORD))


def sign_in(client: Client, password: str, **options: Any) -> int:
    fields = {"address": "amina@example.org", "password": password}
    return client.post("/fr/account/sign-in", data=fields, environ_overrides=NETWORK, **options).status_code


def besiege(app: Flask) -> None:
    """Try wrong passwords from her own network, until nobody unknown may try any more."""
    stranger = Client(app, use_cookies=True)
    for _ in range(throttling.TRY_PASSWORD.for_account + 1):
        sign_in(stranger, "une autre phrase")
    assert sign_in(stranger, PASSWORD) == 429


def test_trust_33_the_owner_is_let_in_where_she_signed_in_before(
    app: Flask, client: Client, amina: int
) -> None:
    assert sign_in(client, PASSWORD) == 303
    client.post("/fr/account/sign-out")
    besiege(app)
    assert sign_in(client, PASSWORD) == 303


def test_trust_33_anywhere_else_a_code_opens_her_account(app: Flask, client: Client, amina: int) -> None:
    besiege(app)
    asked = client.post(
        "/fr/account/sign-in", data={"address": "amina@example.org"}, environ_overrides=NETWORK
    )
    assert (asked.status_code, asked.location) == (303, "/fr/account/code")


def test_trust_33_a_browser_known_for_one_account_is_not_for_another(
    app: Flask, client: Client, amina: int
) -> None:
    make_person("other@example.org", password=hash_password(PASSWORD))
    fields = {"address": "other@example.org", "password": PASSWORD}
    assert client.post("/fr/account/sign-in", data=fields, environ_overrides=NETWORK).status_code == 303
    client.post("/fr/account/sign-out")
    besiege(app)
    assert sign_in(client, PASSWORD) == 429


@pytest.mark.parametrize("proxies", [0, 1])
def test_trust_33_a_forged_header_makes_no_other_network(
    proxies: int, make_app: Callable[..., Flask], amina: int
) -> None:
    app = make_app(trusted_proxies=proxies)
    app.config["WTF_CSRF_ENABLED"] = False
    client = Client(app, use_cookies=True)
    tries = []
    for number in range(throttling.TRY_PASSWORD.for_account + 2):
        forged = f"198.51.{number}.1" + (", 192.0.2.7" if proxies else "")
        tries.append(sign_in(client, "une autre phrase", headers={"X-Forwarded-For": forged}))
    assert tries[-2:] == [429, 429]
    assert set(tries[:-2]) == {422}
