"""Second factors as people meet them: set up, asked for, needed for roles, and nothing slips by."""

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from flask_security import hash_password
from werkzeug.test import TestResponse

from app.features.accounts.models import AccountSession, SecurityEvent
from app.features.accounts.types import Role, Strength
from app.features.authenticators import queries, rules, sealing, totp
from app.features.authenticators.models import AuthenticatorApp
from app.foundation.database import db, transaction
from tests.support.applications import Client
from tests.support.authenticators import PRESENT, VERIFIED, Device
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import make_country, make_person

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("db_session")]
PASSWORD = "rivière et pluie"
OVERVIEW = "/fr/account/security"
APP = f"{OVERVIEW}/app"
PASSKEYS = f"{OVERVIEW}/passkeys"
CONFIRM = "/fr/account/confirm"
TEAM = "/fr/c/ain/manage/team"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def amina(db_session: object, clock: FixedClock) -> int:
    return make_person("amina@example.org", password=hash_password(PASSWORD))


@pytest.fixture
def moderator(db_session: object, clock: FixedClock) -> int:
    place = make_country().first_id
    return make_person("focal@example.org", Role.FOCAL_POINT, at=place, password=hash_password(PASSWORD))


def sign_in(client: Client, address: str = "amina@example.org", **more: str) -> TestResponse:
    return client.post("/fr/account/sign-in", data={"address": address, "password": PASSWORD} | more)


def guard(user_id: int, clock: FixedClock) -> bytes:
    """Give an account an app; return its secret."""
    secret = totp.new_secret()
    with transaction() as now:
        sealed = sealing.seal(secret, user_id=user_id)
        db.session.add(AuthenticatorApp(user_id=user_id, sealed_secret=sealed, last_step=0, created_at=now))
    return secret


def code_now(secret: bytes, clock: FixedClock) -> str:
    return totp.code_of(secret, totp.step_of(clock()))


def is_in(client: FlaskClient) -> bool:
    return client.get("/fr/me/settings").status_code == 200


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def set_up_app(client: Client, clock: FixedClock, user_id: int, **more: str) -> TestResponse:
    sealed = hidden(client.get(APP).text, "sealed")
    code = code_now(sealing.unseal(sealed, user_id=user_id), clock)
    return client.post(APP, data={"sealed": sealed, "code": code.translate(ARABIC)} | more)


class TestSigningIn:
    def test_half_a_sign_in_opens_nothing(self, client: Client, amina: int, clock: FixedClock) -> None:
        secret = guard(amina, clock)
        first = sign_in(client, next="/fr/me/settings")
        assert first.location == f"{CONFIRM}?next=/fr/me/settings"
        assert not is_in(client)
        assert client.get(OVERVIEW).status_code == client.get("/fr/account/devices").status_code == 303
        assert "Déconnexion" not in client.get("/fr/").text
        wrong = client.post(CONFIRM, data={"code": "000000", "next": "/fr/me/settings"})
        assert wrong.status_code == 422
        assert not is_in(client)
        right = client.post(CONFIRM, data={"code": code_now(secret, clock), "next": "/fr/me/settings"})
        assert (right.status_code, right.location) == (303, "/fr/me/settings")
        assert is_in(client)
        live = sa.select(AccountSession.strength).where(AccountSession.ended_at.is_(None))
        assert db.session.scalars(live).all() == [Strength.TWO_FACTORS]

    def test_half_a_sign_in_is_forgotten_after_a_while(
        self, client: Client, amina: int, clock: FixedClock
    ) -> None:
        secret = guard(amina, clock)
        sign_in(client)
        clock.advance(minutes=15)
        answer = client.post(CONFIRM, data={"code": code_now(secret, clock)})
        assert "/account/sign-in" in (answer.location or "")
        assert not is_in(client)

    def test_a_code_is_refused_the_second_time(self, client: Client, amina: int, clock: FixedClock) -> None:
        code = code_now(guard(amina, clock), clock)
        sign_in(client)
        assert client.post(CONFIRM, data={"code": code}).status_code == 303
        thief = Client(client.application, use_cookies=True)
        sign_in(thief)
        assert thief.post(CONFIRM, data={"code": code}).status_code == 422
        assert not is_in(thief)

    def test_guessing_is_slowed_down_from_one_network_and_in_all(
        self, client: Client, amina: int, clock: FixedClock
    ) -> None:
        guard(amina, clock)
        sign_in(client)
        tries = [client.post(CONFIRM, data={"code": "000000"}).status_code for _ in range(11)]
        assert tries == [422] * rules.TRY_FACTOR.for_account + [429]
        for number in range(1, 7):
            elsewhere = {"REMOTE_ADDR": f"203.0.{number}.7"}
            tries += [
                client.post(CONFIRM, data={"code": "000000"}, environ_overrides=elsewhere).status_code
                for _ in range(10)
            ]
        assert tries.count(422) == rules.TRY_APP_ANYWHERE.for_account
        kinds = set(db.session.scalars(sa.select(SecurityEvent.kind)))
        assert {"wrong_second_factor", "refused_try_factor", "refused_try_app_anywhere"} <= kinds

    def test_a_code_by_mail_and_a_new_password_owe_the_second_factor_too(
        self, client: Client, amina: int, clock: FixedClock, outbox: Mailbox
    ) -> None:
        guard(amina, clock)
        client.post("/fr/account/sign-in", data={"address": "amina@example.org"})
        code = re.search(r"\b\d{6}\b", outbox.last_letter("amina@example.org").text)
        assert code is not None
        answer = client.post("/fr/account/code", data={"code": code.group()})
        assert answer.location.startswith(CONFIRM)
        assert not is_in(client)
        client.post("/fr/account/forgotten", data={"address": "amina@example.org"})
        link = re.search(r"/fr/account/new-password/\S+", outbox.last_letter("amina@example.org").text)
        assert link is not None
        answer = client.post(link.group(), data={"password": "vent et rivière"})
        assert answer.location.startswith(CONFIRM)
        assert not is_in(client)

    def test_a_recovery_code_opens_once_and_its_owner_is_told(
        self, client: Client, amina: int, clock: FixedClock, outbox: Mailbox
    ) -> None:
        client.sign_in(amina)
        page = set_up_app(client, clock, amina).text
        code = re.findall(r"\b(?:[0-9a-z]{4}-){3}[0-9a-z]{4}\b", page)[0]
        for status in (303, 422):
            client.post("/fr/account/sign-out")
            sign_in(client)
            answer = client.post(f"{CONFIRM}/recovery-code", data={"code": code.upper()})
            assert answer.status_code == status
            assert is_in(client) is (status == 303)
        assert "code de secours" in outbox.last_letter("amina@example.org").text

    def test_nobody_is_asked_who_is_not_signed_in(self, client: Client) -> None:
        for answer in (client.get(CONFIRM), client.post(CONFIRM, data={"code": "1"})):
            assert answer.location.startswith("/fr/account/sign-in")


class TestRoles:
    def test_without_a_factor_a_role_leads_to_setting_one_up_and_back(
        self, client: Client, moderator: int, clock: FixedClock
    ) -> None:
        sign_in(client, "focal@example.org")
        refused = client.get(TEAM)
        assert refused.location == f"{CONFIRM}?next={TEAM}"
        led = client.get(refused.location)
        assert led.location == f"{OVERVIEW}?next={TEAM}"
        page = client.get(led.location).text
        assert "Votre rôle exige un second facteur" in page
        assert f"/fr/account/security/app?next={TEAM}" in page
        codes = set_up_app(client, clock, moderator, next=TEAM)
        assert f'href="{TEAM}"' in codes.text
        assert "no-store" in codes.headers["Cache-Control"]
        assert client.get(TEAM).status_code == 200

    def test_a_weak_session_is_asked_for_the_factor_and_led_back(
        self, client: Client, moderator: int, clock: FixedClock
    ) -> None:
        secret = guard(moderator, clock)
        client.sign_in(moderator, strength=Strength.ONE_FACTOR)
        refused = client.get(TEAM)
        page = client.get(refused.location)
        assert page.status_code == 200
        answer = client.post(CONFIRM, data={"code": code_now(secret, clock), "next": TEAM})
        assert answer.location == TEAM
        assert client.get(TEAM).status_code == 200

    def test_a_weak_session_sees_public_pages_as_a_citizen_does(
        self, client: Client, moderator: int, clock: FixedClock
    ) -> None:
        client.sign_in(moderator, strength=Strength.ONE_FACTOR)
        assert "manage/today" not in client.get("/fr/c/ain").text
        assert is_in(client)
        client.sign_in(moderator)
        assert "manage/today" in client.get("/fr/c/ain").text

    def test_an_act_by_a_weak_session_changes_nothing(
        self, client: Client, moderator: int, outbox: Mailbox
    ) -> None:
        client.sign_in(moderator, strength=Strength.ONE_FACTOR)
        form = {"email": "sara@example.org", "role": "moderator", "language": "fr"}
        answer = client.post(TEAM, data=form, headers={"Referer": f"http://localhost{TEAM}"})
        assert answer.location == f"{CONFIRM}?next={TEAM}"
        assert outbox.letters() == []


class TestFreshProof:
    @pytest.mark.parametrize("path", [APP, "/fr/account/password"])
    def test_what_guards_the_account_asks_for_a_proof_and_leads_back(
        self, client: Client, amina: int, clock: FixedClock, path: str
    ) -> None:
        sign_in(client)
        assert client.get(path).status_code == 200
        clock.advance(minutes=10)
        refused = client.get(path)
        assert refused.location == f"{CONFIRM}?next={path}"
        assert "Par un code" in client.get(refused.location).text
        wrong = client.post(f"{CONFIRM}/password", data={"password": "autre", "next": path})
        assert wrong.status_code == 422
        right = client.post(f"{CONFIRM}/password", data={"password": PASSWORD, "next": path})
        assert right.location == path
        assert client.get(path).status_code == 200

    def test_a_password_is_no_proof_where_there_is_a_factor(
        self, client: Client, amina: int, clock: FixedClock
    ) -> None:
        guard(amina, clock)
        client.sign_in(amina, strength=Strength.ONE_FACTOR)
        assert client.get("/fr/account/password").location.startswith(CONFIRM)
        client.post(f"{CONFIRM}/password", data={"password": PASSWORD})
        assert client.get("/fr/account/password").location.startswith(CONFIRM)
        assert client.post(f"{OVERVIEW}/recovery-codes").status_code == 303
        assert client.post(f"{APP}/remove").location.startswith(CONFIRM)
        assert queries.has_factor(amina)

    def test_whoever_has_neither_password_nor_factor_proves_herself_by_a_code(
        self, client: Client, clock: FixedClock, outbox: Mailbox
    ) -> None:
        client.sign_in(make_person(None, us_phone_number="+212612345678"))
        clock.advance(minutes=10)
        assert client.get(APP).location == f"{CONFIRM}?next={APP}"
        assert client.post(f"{CONFIRM}/send", data={"next": APP}).location == "/fr/account/code"
        code = re.search(r"\b\d{6}\b", outbox.texts()[-1].text)
        assert code is not None
        answer = client.post("/fr/account/code", data={"code": code.group()})
        assert answer.location == APP
        assert client.get(APP).status_code == 200


class TestTheApp:
    def test_it_is_set_up_by_its_code_in_any_digits_and_told(
        self, client: Client, amina: int, clock: FixedClock, outbox: Mailbox
    ) -> None:
        sign_in(client)
        page = client.get(APP).text
        assert "<svg" in page
        sealed = hidden(page, "sealed")
        wrong = client.post(APP, data={"sealed": sealed, "code": "12"})
        assert wrong.status_code == 422
        assert hidden(wrong.text, "sealed") == sealed
        answer = set_up_app(client, clock, amina)
        assert len(re.findall(r"\b(?:[0-9a-z]{4}-){3}[0-9a-z]{4}\b", answer.text)) == 10
        assert "application d’authentification" in outbox.last_letter("amina@example.org").text
        assert client.get(APP).status_code == 409

    def test_a_secret_shown_to_somebody_else_sets_nothing_up(
        self, client: Client, amina: int, clock: FixedClock
    ) -> None:
        other = make_person("other@example.org")
        secret = totp.new_secret()
        sealed = sealing.seal(secret, user_id=other)
        client.sign_in(amina)
        answer = client.post(APP, data={"sealed": sealed, "code": code_now(secret, clock)})
        assert answer.status_code == 422
        assert not queries.has_factor(amina)

    def test_it_is_removed_after_a_question(self, client: Client, amina: int, clock: FixedClock) -> None:
        client.sign_in(amina)
        assert client.get(f"{APP}/remove").status_code == 404
        guard(amina, clock)
        assert client.get(f"{APP}/remove").status_code == 200
        assert client.post(f"{APP}/remove").status_code == 303
        assert not queries.has_factor(amina)


class TestPasskeys:
    def options(self, client: Client, path: str) -> dict[str, Any]:
        answer = client.post(path)
        assert answer.status_code == 200, answer.text
        assert "no-store" in answer.headers["Cache-Control"]
        return dict(json.loads(answer.text))

    def add(self, client: Client, device: Device) -> TestResponse:
        made = device.make(self.options(client, f"{PASSKEYS}/challenge"))
        return client.post(PASSKEYS, data={"name": "Téléphone", "answer": made})

    def enter(self, client: Client, device: Device, **more: str) -> TestResponse:
        signed = device.sign(self.options(client, "/fr/account/passkeys/challenge"))
        return client.post("/fr/account/passkeys/enter", data={"answer": signed} | more)

    def test_it_signs_in_as_well_as_two_factors(
        self, client: Client, moderator: int, clock: FixedClock
    ) -> None:
        device = Device()
        sign_in(client, "focal@example.org")
        assert self.add(client, device).status_code == 200
        assert client.get(TEAM).status_code == 200
        other = Client(client.application, use_cookies=True)
        assert self.enter(other, device, next=TEAM).location == TEAM
        assert other.get(TEAM).status_code == 200

    def test_it_completes_half_a_sign_in_of_its_own_account_only(
        self, client: Client, amina: int, clock: FixedClock
    ) -> None:
        mine, others = Device(), Device()
        client.sign_in(amina)
        self.add(client, mine)
        client.sign_in(make_person("other@example.org"))
        self.add(client, others)
        client.post("/fr/account/sign-out")
        sign_in(client)
        assert self.enter(client, others).status_code == 409
        assert not is_in(client)
        assert self.enter(client, mine).status_code == 303
        assert is_in(client)

    @pytest.mark.parametrize("change", [{"origin": "http://evil.example"}, {"flags": PRESENT}])
    def test_another_origin_or_an_unverified_person_is_refused(
        self, client: Client, amina: int, change: dict[str, Any]
    ) -> None:
        client.sign_in(amina)
        assert self.add(client, Device(**change)).status_code == 409
        assert not queries.has_factor(amina)

    def test_a_replayed_answer_and_another_browser_s_are_refused(self, client: Client, amina: int) -> None:
        device = Device(flags=PRESENT | VERIFIED)
        client.sign_in(amina)
        self.add(client, device)
        client.post("/fr/account/sign-out")
        signed = device.sign(self.options(client, "/fr/account/passkeys/challenge"))
        thief = Client(client.application, use_cookies=True)
        enter = "/fr/account/passkeys/enter"
        assert thief.post(enter, data={"answer": signed}).status_code == 409
        assert client.post(enter, data={"answer": signed}).status_code == 303
        client.post("/fr/account/sign-out")
        assert client.post(enter, data={"answer": signed}).status_code == 409
        self.options(client, "/fr/account/passkeys/challenge")
        assert client.post(enter, data={"answer": signed}).status_code == 409

    def test_it_is_renamed_and_removed_by_its_owner(self, client: Client, amina: int) -> None:
        client.sign_in(amina)
        self.add(client, Device())
        (passkey,) = queries.factors_of(amina).passkeys
        path = f"{PASSKEYS}/{passkey.id}"
        assert client.post(path, data={"name": ""}).status_code == 422
        assert client.post(path, data={"name": "Clé bleue"}).status_code == 303
        assert "Clé bleue" in client.get(OVERVIEW).text
        stranger = Client(client.application, use_cookies=True)
        stranger.sign_in(make_person("other@example.org"))
        for answer in (
            stranger.get(path),
            stranger.post(path, data={"name": "x"}),
            stranger.post(f"{path}/remove"),
        ):
            assert answer.status_code == 404
        assert client.get(f"{path}/remove").status_code == 200
        assert client.post(f"{path}/remove").status_code == 303
        assert not queries.has_factor(amina)


class TestResets:
    def test_a_focal_point_helps_whoever_lost_everything(
        self, client: Client, moderator: int, clock: FixedClock, outbox: Mailbox
    ) -> None:
        place = db.session.scalars(sa.text("SELECT id FROM collectivity WHERE slug = 'ain'")).one()
        lost = make_person("lost@example.org", Role.MODERATOR, at=place)
        client.sign_in(moderator)
        assert "/reset" not in client.get(TEAM).text
        guard(lost, clock)
        (path,) = re.findall(r"/fr/c/ain/manage/team/roles/\d+/reset", client.get(TEAM).text)
        assert "lost@example.org" in client.get(path).text
        hers = Client(client.application, use_cookies=True)
        hers.sign_in(lost)
        assert client.post(path).status_code == 303
        assert not queries.has_factor(lost)
        assert not is_in(hers)
        assert "seconds facteurs" in outbox.last_letter("lost@example.org").text
        assert client.post(path).status_code == 409
        clock.advance(minutes=10)
        assert client.get(path).location.startswith(CONFIRM)
