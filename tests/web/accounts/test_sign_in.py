"""Signing in, being throttled, signing out; nobody learns whether an account exists (trust.md 28, 30, 31, 33)."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password

from app.features.accounts import throttling
from app.features.accounts.models import SecurityEvent, Throttle
from app.foundation.database import db
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import make_person, sign_in

pytestmark = pytest.mark.usefixtures("db_session")
SIGN_IN = "/fr/account/sign-in"
PASSWORD = "rivière et pluie"


@pytest.fixture
def amina(db_session: object) -> int:
    return make_person("amina@example.org", password=hash_password(PASSWORD))


def ask(client: FlaskClient, address: str = "amina@example.org", **fields: str) -> Any:
    return client.post(SIGN_IN, data={"address": address} | fields)


def code_of(outbox: Mailbox, address: str = "amina@example.org") -> str:
    found = re.search(r"\b\d{6}\b", outbox.last_letter(address).text)
    assert found is not None
    return found.group()


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/fr/me/settings").status_code == 200


def comparable(page: Any, *addresses: str) -> str:
    """Return a page without what differs from one request to the next, and without the address typed."""
    text = re.sub(r'(name="(?:csrf_token|submission_key)"[^>]*value=")[^"]*', r"\1", page.text)
    for address in addresses:
        text = text.replace(address, "…")
    return text


def test_a_code_signs_in(client: FlaskClient, amina: int, outbox: Mailbox) -> None:
    assert ask(client, "AMINA@example.org").status_code == 303
    assert client.post("/fr/account/code", data={"code": code_of(outbox)}).status_code == 303
    assert is_signed_in(client)


def test_a_code_may_be_typed_with_spaces_or_arabic_digits(
    client: FlaskClient, amina: int, outbox: Mailbox
) -> None:
    ask(client)
    code = code_of(outbox)
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert client.post("/fr/account/code", data={"code": f"{arabic[:3]} {arabic[3:]}"}).status_code == 303


def test_a_password_signs_in_with_a_session_of_its_own(client: FlaskClient, amina: int) -> None:
    client.get(SIGN_IN)
    with client.session_transaction() as session:
        session["csrf_token"], session["kept_form"] = "of-before", "typed"
    assert ask(client, password=PASSWORD).status_code == 303
    assert is_signed_in(client)
    with client.session_transaction() as session:
        assert session.get("csrf_token") != "of-before"
        assert session["kept_form"] == "typed"


def test_a_code_works_once(client: FlaskClient, amina: int, outbox: Mailbox) -> None:
    ask(client)
    with client.session_transaction() as session:
        waiting = session["waiting_for_code"]
    code = code_of(outbox)
    client.post("/fr/account/code", data={"code": code})
    other = client.application.test_client()
    with other.session_transaction() as session:
        session["waiting_for_code"] = waiting
    assert other.post("/fr/account/code", data={"code": code}).status_code == 422


def test_the_pages_are_the_same_whether_or_not_the_account_exists(
    client: FlaskClient, amina: int, outbox: Mailbox
) -> None:
    known, unknown = client, client.application.test_client()
    answers = [ask(known), ask(unknown, "nobody@example.org")]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/fr/account/code")}
    addresses = ("amina@example.org", "nobody@example.org")
    assert comparable(known.get("/fr/account/code"), *addresses) == comparable(
        unknown.get("/fr/account/code"), *addresses
    )
    wrong = [each.post("/fr/account/code", data={"code": "12"}) for each in (known, unknown)]
    assert wrong[0].status_code == wrong[1].status_code == 422
    assert comparable(wrong[0], *addresses) == comparable(wrong[1], *addresses)
    assert "account/sign-up" in outbox.last_letter("nobody@example.org").text


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(client: FlaskClient, amina: int) -> None:
    answers = [
        ask(client, password="une autre phrase"),
        ask(client, "nobody@example.org", password="une autre phrase"),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    addresses = ("amina@example.org", "nobody@example.org")
    assert comparable(answers[0], *addresses) == comparable(answers[1], *addresses)


def test_recovery_gives_the_same_answer_whether_or_not_the_account_exists(
    client: FlaskClient, amina: int
) -> None:
    answers = [
        client.post("/fr/account/forgotten", data={"address": each})
        for each in ("amina@example.org", "nobody@example.org")
    ]
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "http:evil.example",
    ],
)
def test_only_paths_of_this_site_are_led_back_to(client: FlaskClient, amina: int, target: str) -> None:
    answer = ask(client, password=PASSWORD, next=target)
    assert (answer.status_code, answer.location) == (303, "/fr/me")


def test_a_visitor_is_led_to_sign_in_and_back(client: FlaskClient, amina: int) -> None:
    refused = client.get("/fr/me/settings?x=1")
    assert refused.status_code == 303
    page = client.get(refused.location)
    assert 'value="/fr/me/settings?x=1"' in page.text
    assert ask(client, password=PASSWORD, next="/fr/me/settings?x=1").location == "/fr/me/settings?x=1"


def test_signing_out_is_a_press_of_a_button_and_ends_the_session(client: FlaskClient, amina: int) -> None:
    sign_in(client, amina)
    assert client.get("/fr/account/sign-out").status_code == 405
    assert is_signed_in(client)
    assert client.post("/fr/account/sign-out").status_code == 303
    assert not is_signed_in(client)


def test_a_token_in_the_address_signs_nobody_in(client: FlaskClient, amina: int) -> None:
    assert (
        client.get("/fr/me/settings?auth_token=abc", headers={"Authentication-Token": "abc"}).status_code
        == 303
    )


def test_a_closed_account_is_signed_out_at_once(client: FlaskClient, amina: int) -> None:
    sign_in(client, amina)
    assert is_signed_in(client)
    db.session.execute(sa.text("UPDATE user_account SET active = :no"), {"no": False})
    db.session.commit()
    assert not is_signed_in(client)
    assert ask(client, password=PASSWORD).status_code == 422


def test_guessing_a_password_is_slowed_down_from_one_network_and_shuts_nobody_else_out(
    client: FlaskClient, amina: int, clock: FixedClock
) -> None:
    tries = [
        ask(client, password="une autre phrase").status_code
        for _ in range(throttling.TRY_PASSWORD.for_account + 1)
    ]
    assert tries == [422] * throttling.TRY_PASSWORD.for_account + [429]
    assert ask(client, password=PASSWORD).status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    answer = client.application.test_client().post(
        SIGN_IN, data={"address": "amina@example.org", "password": PASSWORD}, environ_overrides=elsewhere
    )
    assert answer.status_code == 303
    clock.advance(minutes=16)
    assert ask(client, password=PASSWORD).status_code == 303


def test_a_forged_forwarding_header_does_not_make_another_network(client: FlaskClient, amina: int) -> None:
    for number in range(throttling.TRY_PASSWORD.for_account):
        client.post(
            SIGN_IN,
            data={"address": "amina@example.org", "password": "une autre phrase"},
            headers={"X-Forwarded-For": f"198.51.{number}.1"},
        )
    assert ask(client, password=PASSWORD).status_code == 429


def test_codes_are_sent_a_few_times_only(client: FlaskClient, amina: int, outbox: Mailbox) -> None:
    answers = [ask(client).status_code for _ in range(throttling.SEND_CODE.for_account + 2)]
    assert answers == [303] * throttling.SEND_CODE.for_account + [429, 429]
    assert len(outbox.letters("amina@example.org")) == throttling.SEND_CODE.for_account


def test_neither_counts_nor_the_security_log_keep_an_address(client: FlaskClient, amina: int) -> None:
    ask(client, password="une autre phrase")
    ask(client, password=PASSWORD)
    assert all("amina" not in key for key in db.session.scalars(sa.select(Throttle.key)))
    event = db.session.scalars(sa.select(SecurityEvent)).one()
    assert (event.kind, event.user_id, event.network) == ("signed_in", amina, "127.0.0.0/24")


def test_every_form_needs_its_token(strict_client: FlaskClient, db_session: object) -> None:
    for path in (
        "sign-in",
        "sign-up",
        "code",
        "code/again",
        "sign-out",
        "forgotten",
        "link/x",
        "new-password/x",
        "password",
    ):
        assert strict_client.post(f"/fr/account/{path}").status_code == 400


@pytest.mark.sqlite_only
def test_every_page_exists_in_every_language(app: Flask, client: FlaskClient) -> None:
    for language in ("ar", "fr", "en", "zgh"):
        for path in ("sign-in", "sign-up", "forgotten", "forgotten/sent"):
            page = client.get(f"/{language}/account/{path}")
            assert page.status_code == 200
            assert f'<html lang="{language}"' in page.text
