"""Sessions as people meet them: renewed at sign-in, listed, ended here and everywhere, in cookies that hold nothing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password

from app.features.accounts import sessions as kept
from app.features.accounts.models import AccountSession, RoleGrant, User
from app.features.accounts.types import Role, SignInMethod, Strength
from app.foundation.database import db, transaction
from app.foundation.errors import SignInNeeded
from app.web.accounts import sessions
from tests.support.applications import Client
from tests.support.clock import FixedClock
from tests.support.people import make_country, make_person, sign_in

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("db_session")]
PASSWORD = "rivière et pluie"
DEVICES = "/fr/account/devices"
TEAM = "/fr/c/ain/manage/team"


@pytest.fixture
def amina(db_session: object) -> int:
    return make_person("amina@example.org", password=hash_password(PASSWORD))


def enter(client: FlaskClient, **more: object) -> str:
    """Sign in by password; return the token that the cookie holds."""
    form = {"address": "amina@example.org", "password": PASSWORD}
    assert client.post("/fr/account/sign-in", data=form, **more).status_code == 303  # type: ignore[arg-type]
    return token_of(client)


def token_of(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return str(session["_user_id"])


def is_in(client: FlaskClient) -> bool:
    return client.get("/fr/me/settings").status_code == 200


def test_signing_in_renews_the_identifier_and_ends_the_one_before(client: FlaskClient, amina: int) -> None:
    """Session renewed at sign-in (trust.md 28)."""
    first = enter(client)
    copied = client.application.test_client()
    with copied.session_transaction() as session:
        session["_user_id"] = first
    assert is_in(copied)
    with client.session_transaction() as session:
        session["csrf_token"] = "of-before"
    second = enter(client)
    assert second != first
    assert is_in(client)
    assert not is_in(copied)
    with client.session_transaction() as session:
        assert session.get("csrf_token") != "of-before"


def test_signing_out_ends_the_session_and_not_only_the_cookie(client: FlaskClient, amina: int) -> None:
    """A copied cookie is dead after signing out (trust.md 28)."""
    token = enter(client)
    assert client.post("/fr/account/sign-out").status_code == 303
    with client.session_transaction() as session:
        assert "_user_id" not in session
        session["_user_id"] = token
    assert not is_in(client)


def test_others_are_dead_after_a_change_of_password(client: FlaskClient, amina: int) -> None:
    """Others dead on password change (trust.md 28)."""
    elsewhere = client.application.test_client()
    old = enter(client)
    enter(elsewhere)
    form = {"present": PASSWORD, "password": "vent et rivière"}
    assert client.post("/fr/account/password", data=form).status_code == 303
    assert is_in(client)
    assert token_of(client) != old
    assert not is_in(elsewhere)


def test_a_role_removed_while_signed_in_opens_nothing_at_the_next_request(client: Client) -> None:
    """Whether the role is ended by a press of a button or in the database (trust.md 25)."""
    place = make_country().first_id
    focal_point = make_person("focal@example.org", Role.FOCAL_POINT, at=place)
    other = make_person("other@example.org", Role.FOCAL_POINT, at=place)
    hers = client.application.test_client()
    sign_in(hers, other)
    sign_in(client, focal_point)
    assert (client.get(TEAM).status_code, hers.get(TEAM).status_code) == (200, 200)
    with transaction() as now:
        db.session.execute(sa.update(RoleGrant).where(RoleGrant.user_id == other).values(ended_at=now))
    assert hers.get(TEAM).status_code == 403
    assert client.post("/fr/me/roles/1/end").status_code == 303
    assert is_in(client)
    assert client.get(TEAM).status_code == 403


def test_devices_are_listed_and_ended(client: FlaskClient, amina: int) -> None:
    telephone = client.application.test_client()
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
    enter(telephone, headers={"User-Agent": agent}, environ_overrides={"REMOTE_ADDR": "203.0.113.77"})
    enter(client)
    page = client.get(DEVICES).text
    assert "Firefox · Android" in page
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    (other,) = re.findall(r"/fr/account/devices/(\d+)/end", page)
    assert client.post(f"{DEVICES}/{other}/end").status_code == 303
    assert not is_in(telephone)
    assert client.post(f"{DEVICES}/{other}/end").status_code == 404
    enter(telephone)
    assert client.post(f"{DEVICES}/end-others").status_code == 303
    assert (is_in(telephone), is_in(client)) == (False, True)


def test_nobody_ends_another_s_session(client: FlaskClient, amina: int) -> None:
    sign_in(client, make_person("other@example.org"))
    other = client.application.test_client()
    enter(other)
    session_id = db.session.scalars(sa.select(AccountSession.id).where(AccountSession.user_id == amina)).one()
    assert client.post(f"{DEVICES}/{session_id}/end").status_code == 404
    assert is_in(other)


def test_staff_are_signed_out_sooner(client: FlaskClient, clock: FixedClock, amina: int) -> None:
    focal_point = make_person("focal@example.org", Role.FOCAL_POINT, at=make_country().first_id)
    hers = client.application.test_client()
    sign_in(hers, focal_point)
    enter(client)
    clock.advance(hours=2)
    assert (is_in(hers), is_in(client)) == (False, True)


def test_a_session_in_use_goes_on_until_it_is_too_old(
    client: FlaskClient, clock: FixedClock, amina: int
) -> None:
    enter(client)
    begun = clock()
    for _ in range(3):
        clock.advance(days=9)
        assert is_in(client)
    assert db.session.scalars(sa.select(AccountSession.last_seen_at)).one() == begun + timedelta(days=27)
    clock.advance(days=3)
    assert not is_in(client)


def test_a_page_writes_nothing_while_the_session_was_seen_a_moment_ago(
    client: FlaskClient, clock: FixedClock, amina: int
) -> None:
    enter(client)
    begun = clock()
    clock.advance(minutes=4)
    assert is_in(client)
    assert db.session.scalars(sa.select(AccountSession.last_seen_at)).one() == begun


def test_an_account_of_the_demonstration_is_signed_in_nowhere_else(
    client: FlaskClient, make_app: Callable[..., Flask]
) -> None:
    fictional = make_person("moderator@example.org", is_demo=True, demo_key="ain-moderator")
    sign_in(client, fictional)
    assert not is_in(client)
    demo = Client(make_app(demo=True), use_cookies=True)
    demo.application.config["WTF_CSRF_ENABLED"] = False
    assert demo.post("/demo/sign-in/ain-moderator").status_code == 303
    assert is_in(demo)
    statement = sa.select(AccountSession).where(AccountSession.method == SignInMethod.DEMO)
    assert db.session.scalars(statement).one().strength is Strength.TWO_FACTORS


def test_the_cookie_is_for_this_host_by_https_and_no_script(make_app: Callable[..., Flask]) -> None:
    """Cookies Secure, HttpOnly, SameSite, host-only (trust.md 34)."""
    for settings in ({"environment": "production"}, {"public_url": "https://agora.example"}):
        app = make_app(**settings)
        answer = app.test_client().get("/fr/account/sign-in", base_url="https://agora.example")
        (cookie,) = answer.headers.getlist("Set-Cookie")
        name, *said = [part.strip() for part in cookie.split(";")]
        assert name.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(said)
        assert not any(part.lower().startswith("domain") for part in said)


def test_neither_a_forged_nor_an_odd_token_signs_in(client: FlaskClient, amina: int) -> None:
    for odd in ("", "x", 7, None, ["a"], {"a": "b"}, "é" * 5000):
        with client.session_transaction() as session:
            session["_user_id"] = odd
            session["_user_id"] = "1"
        assert not is_in(client)


def test_a_request_under_way_does_not_bring_an_ended_session_back(app: Flask, amina: int) -> None:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        sessions.begin(db.session.get_one(User, amina), how="password")
        assert sessions.current() is not None
        with transaction() as now:
            kept.end_all(user_id=amina, now=now)
        for go_on in (sessions.prove_again, lambda: sessions.strengthen(SignInMethod.APP)):
            with pytest.raises(SignInNeeded):
                go_on()
    live = sa.select(AccountSession.id).where(AccountSession.ended_at.is_(None))
    assert db.session.scalars(live).all() == []
