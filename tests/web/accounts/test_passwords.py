"""Recovering and changing a password (trust.md 28 and 29)."""

import pytest
from flask.testing import FlaskClient
from flask_security import hash_password

from app.features.accounts.models import AccountCode, User
from app.foundation.database import db
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import make_person, sign_in

pytestmark = pytest.mark.usefixtures("db_session")
OLD, NEW = "rivière et pluie", "montagne et vent"


@pytest.fixture
def amina(db_session: object) -> int:
    return make_person("amina@example.org", password=hash_password(OLD))


def link_for(client: FlaskClient, outbox: Mailbox, **options: object) -> str:
    client.post("/fr/account/forgotten", data={"address": "amina@example.org"}, **options)
    return outbox.last_letter("amina@example.org").link("/account/new-password/")


def has(client: FlaskClient, password: str) -> bool:
    answer = client.application.test_client().post(
        "/fr/account/sign-in", data={"address": "amina@example.org", "password": password}
    )
    return answer.status_code == 303


def test_a_link_sets_a_new_password_once(client: FlaskClient, amina: int, outbox: Mailbox) -> None:
    path = link_for(client, outbox)
    assert client.get(path).status_code == 200
    assert client.post(path, data={"password": "court"}).status_code == 422
    assert client.post(path, data={"password": NEW}).status_code == 303
    assert client.get("/fr/me/settings").status_code == 200
    assert (has(client, OLD), has(client, NEW)) == (False, True)
    for again in (client.get(path), client.post(path, data={"password": OLD})):
        assert again.status_code == 410
    assert not has(client, OLD)


def test_a_link_is_built_from_the_public_address_whatever_host_the_request_names(
    client: FlaskClient, amina: int, outbox: Mailbox
) -> None:
    client.post(
        "/fr/account/forgotten",
        data={"address": "amina@example.org"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    letter = outbox.last_letter("amina@example.org")
    assert letter.links
    assert all(link.startswith("http://localhost/") for link in letter.links)
    assert "evil" not in letter.text + letter.html


def test_an_old_link_no_longer_works(
    client: FlaskClient, amina: int, outbox: Mailbox, clock: FixedClock
) -> None:
    path = link_for(client, outbox)
    clock.advance(minutes=61)
    assert client.post(path, data={"password": NEW}).status_code == 410


def test_links_are_kept_as_hashes_only(client: FlaskClient, amina: int, outbox: Mailbox) -> None:
    token = link_for(client, outbox).rsplit("/", 1)[1]
    (kept,) = db.session.query(AccountCode).all()
    assert token not in (kept.link_hash, kept.code_hash)


def test_another_link_spent_makes_the_first_useless(client: FlaskClient, amina: int, outbox: Mailbox) -> None:
    first, second = link_for(client, outbox), link_for(client, outbox)
    client.post(second, data={"password": NEW})
    assert client.post(first, data={"password": OLD}).status_code == 410


def test_a_link_for_signing_in_sets_no_password_and_the_reverse(
    client: FlaskClient, amina: int, outbox: Mailbox
) -> None:
    token = link_for(client, outbox).rsplit("/", 1)[1]
    assert client.post(f"/fr/account/link/{token}").status_code == 410
    client.post("/fr/account/sign-in", data={"address": "amina@example.org"})
    token = outbox.last_letter("amina@example.org").link("/account/link/").rsplit("/", 1)[1]
    assert client.post(f"/fr/account/new-password/{token}", data={"password": NEW}).status_code == 410


def test_changing_the_password_signs_every_other_device_out(
    client: FlaskClient, amina: int, outbox: Mailbox
) -> None:
    other = client.application.test_client()
    sign_in(client, amina)
    sign_in(other, amina)
    assert client.post("/fr/account/password", data={"present": OLD, "password": NEW}).status_code == 303
    assert client.get("/fr/me/settings").status_code == 200
    assert other.get("/fr/me/settings").status_code == 303
    assert outbox.letters("amina@example.org")


def test_changing_the_password_needs_the_present_one(client: FlaskClient, amina: int) -> None:
    sign_in(client, amina)
    refused = client.post("/fr/account/password", data={"present": "une autre phrase", "password": NEW})
    assert (refused.status_code, "present-why" in refused.text) == (422, True)
    assert has(client, OLD)


def test_whoever_has_none_chooses_a_password_directly(client: FlaskClient, db_session: object) -> None:
    user_id = make_person("amina@example.org")
    sign_in(client, user_id)
    assert client.post("/fr/account/password", data={"password": NEW}).status_code == 303
    assert db.session.get_one(User, user_id).password is not None
    assert has(client, NEW)


def test_links_of_a_whole_hall_are_never_refused_for_their_number(client: FlaskClient) -> None:
    for number in range(8):
        answer = client.post(f"/fr/account/new-password/unknown-{number}", data={"password": NEW})
        assert answer.status_code == 410


def test_a_nul_in_an_address_or_a_field_is_refused_on_every_database(client: FlaskClient) -> None:
    for path in ("/fr/c/%00", "/files/%00/x.png", "/fr/account/link/%00"):
        assert client.get(path).status_code == 404, path
    assert client.get("/fr/members?q=%00&kind=%00").status_code == 200
    answer = client.post("/fr/account/sign-in", data={"address": "a\0b@example.org", "submission_key": "\0"})
    assert answer.status_code == 400


def test_trust_29_another_link_asked_for_or_a_password_changed_makes_the_first_useless(
    client: FlaskClient, amina: int, outbox: Mailbox
) -> None:
    first, second = link_for(client, outbox), link_for(client, outbox)
    assert [client.get(path).status_code for path in (first, second)] == [410, 200]
    hers = client.application.test_client()
    hers.post("/fr/account/sign-in", data={"address": "amina@example.org", "password": OLD})
    assert hers.post("/fr/account/password", data={"present": OLD, "password": NEW}).status_code == 303
    assert client.post(second, data={"password": OLD}).status_code == 410
    assert has(client, NEW)


def test_trust_29_no_other_site_learns_the_link_from_the_page(
    client: FlaskClient, amina: int, outbox: Mailbox
) -> None:
    page = client.get(link_for(client, outbox))
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "http://" not in page.text.replace("http://localhost", "").replace("http://www.w3.org", "")
    assert "https://" not in page.text
