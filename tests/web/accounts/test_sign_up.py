"""Joining: one screen, a code, and back to where one was."""

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.features.accounts.models import User
from app.foundation.database import db
from tests.support.mailbox import Mailbox
from tests.support.people import Country, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")
SIGN_UP = "/fr/account/sign-up"


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


def code_in(text: str) -> str:
    found = re.search(r"\b\d{6}\b", text)
    assert found is not None, text
    return found.group()


def find_user(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == email))


def join(client: FlaskClient, country: Country, address: str = "amina@example.org", **fields: str) -> object:
    typed = {"address": address, "territory": str(country.territories["ain"])}
    return client.post(SIGN_UP, data=typed | fields)


def test_a_person_joins_by_mail_and_is_led_back_to_where_she_was(
    client: FlaskClient, country: Country, outbox: Mailbox
) -> None:
    asked = join(
        client,
        country,
        " Amina@Example.org ",
        next="/fr/c/ain?x=1",
        public_name="Amina B.",
        password="rivière et pluie",
    )
    assert asked.status_code == 303
    assert find_user("amina@example.org") is None
    page = client.get(asked.location)
    assert "amina@example.org" in page.text
    letter = outbox.last_letter("amina@example.org")
    answered = client.post("/fr/account/code", data={"code": code_in(letter.text)})
    assert (answered.status_code, answered.location) == (303, "/fr/c/ain?x=1")
    user = find_user("amina@example.org")
    assert user is not None
    assert user.confirmed_at is not None
    assert user.notice_accepted_at is not None
    assert (user.language, user.public_name, user.territory_id) == (
        "fr",
        "Amina B.",
        country.territories["ain"],
    )
    assert user.password is not None
    assert "rivière" not in user.password
    assert client.get("/fr/me/settings").status_code == 200


def test_a_person_joins_by_phone(client: FlaskClient, country: Country, outbox: Mailbox) -> None:
    asked = join(client, country, "06 12 34 56 78")
    assert asked.status_code == 303
    (message,) = outbox.texts()
    assert message.recipient == "+212612345678"
    client.post("/fr/account/code", data={"code": code_in(message.text)})
    user = db.session.scalars(sa.select(User)).one()
    assert (user.us_phone_number, user.email) == ("+212612345678", None)


def test_the_commune_is_found_by_name_in_either_script_and_everything_typed_stays(
    client: FlaskClient, country: Country
) -> None:
    for words in ("oued ess", "واد"):
        page = client.post(
            SIGN_UP,
            data={
                "address": "amina@example.org",
                "commune_words": words,
                "password": "rivière et pluie",
                "find": "1",
                "public_name": "Amina",
                "next": "/fr/c/ain",
            },
        )
        assert page.status_code == 200
        assert page.text.count('name="territory"') == 2
        assert "Province du Nord" in page.text
        assert "Province du Sud" in page.text
        for kept in ("amina@example.org", "rivière et pluie", 'value="Amina"', "/fr/c/ain", words):
            assert kept in page.text


def test_places_without_a_council_or_wider_than_a_commune_are_not_offered(
    client: FlaskClient, country: Country
) -> None:
    page = client.post(SIGN_UP, data={"commune_words": "province", "find": "1"})
    assert 'name="territory"' not in page.text
    refused = join(client, country, territory=str(country.territories["nord"]))
    assert refused.status_code == 422


def test_a_commune_is_needed_and_the_form_says_so(client: FlaskClient, country: Country) -> None:
    refused = client.post(SIGN_UP, data={"address": "amina@example.org"})
    assert refused.status_code == 422
    assert "amina@example.org" in refused.text
    assert "commune_words-why" in refused.text


@pytest.mark.parametrize("address", ["", "amina", "amina@", "12", "a@b\r\nBcc: c@d.org"])
def test_what_is_no_address_is_refused_beside_its_field(
    client: FlaskClient, country: Country, address: str
) -> None:
    refused = join(client, country, address)
    assert refused.status_code == 422
    assert "address-why" in refused.text


def test_a_weak_password_and_a_deceiving_name_are_refused(client: FlaskClient, country: Country) -> None:
    refused = join(client, country, password="court")
    assert (refused.status_code, "password-why" in refused.text) == (422, True)
    refused = join(client, country, public_name="Аmina")
    assert (refused.status_code, "public_name-why" in refused.text) == (422, True)


def test_a_wrong_code_is_refused_and_five_tries_spend_it(
    client: FlaskClient, country: Country, outbox: Mailbox
) -> None:
    join(client, country)
    code = code_in(outbox.last_letter("amina@example.org").text)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert client.post("/fr/account/code", data={"code": wrong}).status_code == 422
    assert client.post("/fr/account/code", data={"code": code}).status_code == 422
    assert find_user("amina@example.org") is None


def test_a_code_works_only_in_the_browser_that_asked_for_it(
    app: object, client: FlaskClient, country: Country, outbox: Mailbox
) -> None:
    join(client, country)
    code = code_in(outbox.last_letter("amina@example.org").text)
    other = client.application.test_client()
    join(other, country)
    code_of_other = code_in(outbox.last_letter("amina@example.org").text)
    if code != code_of_other:
        assert other.post("/fr/account/code", data={"code": code}).status_code == 422
    assert client.post("/fr/account/code", data={"code": code}).status_code == 303


def test_the_code_may_be_asked_for_again(client: FlaskClient, country: Country, outbox: Mailbox) -> None:
    join(client, country, public_name="Amina", next="/fr/c/ain")
    again = client.post("/fr/account/code/again")
    assert again.status_code == 303
    codes = [code_in(letter.text) for letter in outbox.letters("amina@example.org")]
    assert len(codes) == 2
    done = client.post("/fr/account/code", data={"code": codes[1]})
    assert done.location == "/fr/c/ain"
    user = find_user("amina@example.org")
    assert user is not None
    assert user.public_name == "Amina"


def test_the_link_of_the_mail_opens_the_account_elsewhere_without_the_password_typed_before(
    client: FlaskClient, country: Country, outbox: Mailbox
) -> None:
    join(client, country, password="rivière et pluie")
    path = outbox.last_letter("amina@example.org").link("/account/link/")
    other = client.application.test_client()
    assert other.get(path).status_code == 200
    assert find_user("amina@example.org") is None
    assert other.post(path).status_code == 303
    assert other.get("/fr/me/settings").status_code == 200
    user = find_user("amina@example.org")
    assert user is not None
    assert user.password is None
    assert other.post(path).status_code == 410
    assert other.get(path).status_code == 410


def test_joining_with_an_address_that_has_an_account_signs_in_and_changes_nothing_of_it(
    client: FlaskClient, country: Country, outbox: Mailbox
) -> None:
    make_person("amina@example.org", public_name="Amina")
    asked = join(client, country, public_name="Quelqu'un d'autre", password="rivière et pluie")
    fresh = join(client.application.test_client(), country, "new@example.org")
    assert (asked.status_code, asked.location) == (fresh.status_code, fresh.location)
    client.post("/fr/account/code", data={"code": code_in(outbox.last_letter("amina@example.org").text)})
    user = find_user("amina@example.org")
    assert user is not None
    assert (user.public_name, user.password) == ("Amina", None)
    assert client.get("/fr/me/settings").status_code == 200


def test_an_expired_code_is_refused(
    client: FlaskClient, country: Country, outbox: Mailbox, clock: object
) -> None:
    join(client, country)
    code = code_in(outbox.last_letter("amina@example.org").text)
    clock.advance(hours=2)
    assert client.post("/fr/account/code", data={"code": code}).status_code == 422


def test_secrets_are_not_kept_once_the_message_has_left(
    client: FlaskClient, country: Country, outbox: Mailbox
) -> None:
    join(client, country)
    assert outbox.letters("amina@example.org")
    kept = db.session.execute(sa.text("SELECT * FROM outbox_message")).mappings().one()
    assert "code" not in str(kept["values"])
