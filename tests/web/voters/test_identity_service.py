"""Proving who one is with an identity service: what is believed, what is refused, and what stays of it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.features.accounts.models import User
from app.features.voters.models import ProviderIdentity
from app.foundation import identity_provider
from app.foundation.database import db, transaction
from app.foundation.identity_provider import IdentityProvider
from app.foundation.policy import Actor
from tests.support.applications import Client
from tests.support.ballot_forms import reviewed_form, vote_url
from tests.support.clock import FixedClock
from tests.support.identity_service import (
    CLIENT_ID,
    EMAIL,
    IdentityService,
    identity_service,
    other_key,
    rsa_key,
    secrets_in,
)
from tests.support.together import do_together
from tests.support.voting import Voting, faults

NOT_VERIFIED = "The answer of the identity service could not be verified."
SILENT = "The identity service does not answer."
USED = "This answer of the identity service was already used, or came too late."
STOPPED = "The identity service did not confirm who you are"
TAKEN = "You proved who you are with another account before."
DONE = "The identity service confirmed who you are: you can vote now."
TICKED = 'value="2" checked'


def begin(client: Client, voting: Voting, *choices: int) -> TestResponse:
    """Press the button on the page of the vote."""
    return client.post(f"{vote_url(voting)}/identity", data={"choice": [str(number) for number in choices]})


def pass_by(leaving: TestResponse) -> str:
    """Go through the service as a browser would; return the address that it leads back to, on this site."""
    assert leaving.status_code == 303
    there = requests.get(leaving.headers["Location"], allow_redirects=False, timeout=10)
    parts = urlsplit(there.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost"
    return f"{parts.path}?{parts.query}"


def verify(client: Client, voting: Voting, *choices: int) -> str:
    """Go there and back; return the page of the vote as it then is."""
    return page_after(client, pass_by(begin(client, voting, *choices)))


def page_after(client: Client, way_back: str) -> str:
    """Come back, and read the page that this leads to."""
    answer = client.get(way_back)
    assert answer.status_code == 303
    return client.get(answer.headers["Location"]).text


def links() -> list[tuple[str, str, int]]:
    """Return who is linked to whom."""
    return [(row.issuer, row.subject, row.user_id) for row in db.session.scalars(sa.select(ProviderIdentity))]


@pytest.fixture
def amina(client: Client, voting: Voting) -> Actor:
    """Somebody signed in."""
    person = voting.place.person()
    client.sign_in(person.user_id or 0)
    return person


def test_trust_32_a_person_is_known_by_issuer_and_subject_and_never_by_a_mail_address(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    other = voting.place.person()
    with transaction():
        db.session.get_one(User, other.user_id).email = EMAIL  # the service says this address of Amina
    page = verify(client, voting, 2)
    assert DONE in page
    assert TICKED in page
    assert links() == [(service.issuer, "0042", amina.user_id)]


def test_the_page_of_the_vote_offers_it_by_its_name_and_lets_its_form_lead_there(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    page = client.get(vote_url(voting))
    assert "Verify with Test identity" in page.text
    assert f"form-action 'self' {service.issuer};" in page.headers["Content-Security-Policy"]
    assert (
        "Prouver mon identité avec Identité d&#39;essai"
        in client.get(vote_url(voting).replace("/en/", "/fr/")).text
    )
    verify(client, voting)
    page = client.get(vote_url(voting))
    assert "Verify with" not in page.text
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]


def test_what_is_asked_is_bound_to_this_browser(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    asked = parse_qs(urlsplit(begin(client, voting).headers["Location"]).query)
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["redirect_uri"] == ["http://localhost/identity/answer"]
    assert asked["scope"] == ["openid"]
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def test_after_verification_a_ballot_is_cast_and_counts(client: Client, voting: Voting, amina: Actor) -> None:
    verify(client, voting, 2)
    review = client.post(vote_url(voting), data={"choice": ["2"], "act": "review"})
    receipt = client.post(f"{vote_url(voting)}/cast", data=reviewed_form(review.text))
    assert receipt.headers["Location"].endswith("/vote/receipt")
    assert faults(voting.question_id) == []


def test_two_accounts_of_one_person_are_one_voter(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    verify(client, voting)
    voting.cast(amina, 1)
    second = voting.place.person()
    client.sign_in(second.user_id or 0)
    page = verify(client, voting, 2)
    assert TAKEN in page
    assert TICKED in page
    assert links() == [(service.issuer, "0042", amina.user_id)]
    client.sign_in(amina.user_id or 0)
    assert "Take the link back" in client.get("/en/me/settings").text
    assert client.post("/en/me/identity/unlink").status_code == 303
    assert links() == []
    client.sign_in(second.user_id or 0)
    assert DONE in verify(client, voting)
    assert voting.cast(second, 3).revision == 2
    assert faults(voting.question_id) == []


def test_an_account_is_one_person_only(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    verify(client, voting)
    service.subject = "0043"
    assert "Your account is linked to another person" in verify(client, voting)
    assert [subject for _, subject, _ in links()] == ["0042"]


def test_trust_32_two_accounts_that_come_back_with_one_subject_at_once_are_one_link(
    app: Flask, voting: Voting, service: IdentityService
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    clients = []
    for _ in range(4):
        client = Client(app, use_cookies=True)
        client.sign_in(voting.place.person().user_id or 0)
        clients.append((client, pass_by(begin(client, voting))))

    def come_back(client: Client, address: str) -> Callable[[], str]:
        return lambda: page_after(client, address)

    pages = do_together(app, [come_back(client, address) for client, address in clients])
    app.config["WTF_CSRF_ENABLED"] = True
    assert sorted(DONE in str(page) for page in pages) == [False, False, False, True]
    assert sum(TAKEN in str(page) for page in pages) == 3
    assert len(links()) == 1


WRONG: dict[str, Any] = {
    "another issuer": {"claims": {"iss": "https://id.example.org"}},
    "another audience": {"claims": {"aud": "another platform"}},
    "several audiences without saying for whom": {"claims": {"aud": [CLIENT_ID, "another"]}},
    "another nonce": {"claims": {"nonce": "of another question"}},
    "no nonce": {"claims": {"nonce": None}},
    "expired": {"claims": {"exp": 1_000_000_000}},
    "no end": {"claims": {"exp": None}},
    "from the future": {"claims": {"iat": 4_000_000_000}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"subject": ""},
    "a subject that is no text": {"subject": 42},
    "a subject that is too long": {"subject": "4" * 256},
    "another key": {"published": other_key()},
    "an algorithm it does not announce": {
        "description": {"id_token_signing_alg_values_supported": ["RS256"]}
    },
    "only algorithms of a shared secret": {
        "description": {"id_token_signing_alg_values_supported": ["HS256", "none"]}
    },
    "an address of another host": {"description": {"jwks_uri": "https://keys.example.org/"}},
    "another name for itself": {"description": {"issuer": "https://id.example.org"}},
    "no addresses": {"garbage": {"/.well-known/openid-configuration": (200, "{}")}},
    "no JSON": {"garbage": {"/token": (200, "<html>")}},
    "a list": {"garbage": {"/token": (200, "[]")}},
    "no token": {"garbage": {"/token": (200, "{}")}},
    "a token of rubbish": {"garbage": {"/token": (200, '{"access_token": "a", "id_token": "a.b.c"}')}},
    "a token that is no text": {"garbage": {"/token": (200, '{"access_token": "a", "id_token": 7}')}},
    "no keys": {"garbage": {"/keys": (200, '{"keys": []}')}},
    "a fault": {"garbage": {"/token": (500, "{}")}},
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_an_answer_is_refused_on_a_page_that_keeps_the_ticks(
    what: str, client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    way_back = pass_by(begin(client, voting, 2))
    for name, value in WRONG[what].items():
        setattr(service, name, value)
    page = page_after(client, way_back)
    assert NOT_VERIFIED in page
    assert TICKED in page
    assert links() == []


@pytest.mark.sqlite_only
def test_a_service_that_signs_with_another_kind_of_key_is_believed(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    service.key, service.algorithm = rsa_key(), "RS256"
    assert DONE in verify(client, voting)


@pytest.mark.sqlite_only
def test_a_key_of_another_name_is_not_tried(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    service.published = type(service.key).generate_key("P-256", {"kid": "two"})
    assert NOT_VERIFIED in verify(client, voting)


@pytest.mark.sqlite_only
def test_a_person_who_stops_at_the_service_is_told_so(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    service.refuses = True
    page = verify(client, voting, 2)
    assert STOPPED in page
    assert TICKED in page
    assert "/token" not in service.asked


@pytest.mark.sqlite_only
def test_an_answer_is_taken_once_in_one_browser_by_one_account_and_in_time(
    client: Client, voting: Voting, amina: Actor, service: IdentityService, clock: FixedClock, app: Flask
) -> None:
    way_back = pass_by(begin(client, voting, 2))
    stranger = Client(app, use_cookies=True)
    stranger.sign_in(voting.place.person().user_id or 0)
    refused = stranger.get(way_back, headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert USED in refused.text
    assert DONE in page_after(client, way_back)
    again = page_after(client, way_back)
    assert USED in again
    assert TICKED in again
    assert len(links()) == 1
    late = pass_by(begin(client, voting))
    clock.advance(minutes=16)
    assert USED in page_after(client, late)
    signed_out = pass_by(begin(client, voting))
    with client.session_transaction() as kept:
        kept.pop("_user_id")
    assert USED in page_after(client, signed_out)


@pytest.mark.sqlite_only
def test_an_answer_in_the_name_of_another_service_is_refused(
    client: Client, voting: Voting, amina: Actor
) -> None:
    way_back = pass_by(begin(client, voting))
    assert NOT_VERIFIED in page_after(client, f"{way_back}&iss=https://id.example.org")


@pytest.mark.sqlite_only
def test_a_service_that_does_not_answer_is_named_and_the_ticks_stay(
    client: Client, voting: Voting, amina: Actor, app: Flask, service: IdentityService
) -> None:
    nobody = IdentityProvider("http://127.0.0.1:1", "x", "y", {"": "Nobody"})
    identity_provider.init_app(app, provider=nobody)
    page = client.get(begin(client, voting, 2).headers["Location"]).text
    assert SILENT in page
    assert TICKED in page


@pytest.mark.sqlite_only
def test_a_service_that_takes_too_long_is_given_up(
    client: Client, voting: Voting, amina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(*_args: Any, **options: Any) -> requests.Response:
        assert options["timeout"] == identity_provider.SECONDS
        raise requests.ReadTimeout

    monkeypatch.setattr(requests.Session, "request", wait)
    assert SILENT in client.get(begin(client, voting).headers["Location"]).text


@pytest.mark.sqlite_only
def test_nothing_is_sent_to_another_host_even_when_the_service_leads_there(
    client: Client, voting: Voting, amina: Actor, service: IdentityService
) -> None:
    with identity_service() as other:
        service.elsewhere = f"{other.issuer}/token"
        assert NOT_VERIFIED in verify(client, voting)
        service.description = {"token_endpoint": f"{other.issuer}/token"}
        assert NOT_VERIFIED in client.get(begin(client, voting).headers["Location"]).text
        assert other.asked == []


@pytest.mark.sqlite_only
def test_nothing_of_a_token_is_kept_or_logged(
    client: Client,
    voting: Voting,
    amina: Actor,
    service: IdentityService,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    verify(client, voting)
    service.claims = {"nonce": "another"}
    verify(client, voting)
    assert len(service.tokens) == 2
    written = "".join(capfd.readouterr()) + caplog.text
    with client.session_transaction() as kept:
        assert not [key for key in kept if key.startswith("_state_")]
        written += str(dict(kept))
    rows = [
        str(tuple(row))
        for table in db.metadata.sorted_tables
        if table.name != "provider_identity"
        for row in db.session.execute(sa.select(table))
    ]
    assert secrets_in(written + "".join(rows), service) == []


@pytest.mark.sqlite_only
def test_nobody_is_sent_there_without_a_token_of_the_form_or_more_often_than_people_try(
    strict_client: Client, client: Client, voting: Voting, amina: Actor, app: Flask
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    strict_client.sign_in(amina.user_id or 0)
    assert begin(strict_client, voting).status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    statuses = [begin(client, voting).status_code for _ in range(21)]
    assert statuses == [303] * 20 + [429]


@pytest.mark.sqlite_only
def test_a_visitor_signs_in_first_and_another_vote_has_no_such_address(
    client: Client, voting: Voting, service: IdentityService
) -> None:
    assert "/account/sign-in" in begin(client, voting).headers["Location"]
    assert "Verify with" not in client.get(vote_url(voting)).text
    assert service.asked == []


@pytest.mark.sqlite_only
def test_without_a_service_its_addresses_do_not_exist(
    client: Client, voting: Voting, amina: Actor, app: Flask, service: IdentityService
) -> None:
    identity_provider.init_app(app, provider=None)
    service.asked.clear()
    assert begin(client, voting).status_code == 404
    assert client.get("/identity/answer?code=a&state=b").status_code == 404
    for who in (client, Client(app, use_cookies=True)):
        assert who.post("/en/me/identity/unlink").status_code == 404
    page = client.get(vote_url(voting))
    assert "Verify with" not in page.text
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    assert service.asked == []


@pytest.mark.sqlite_only
def test_taking_a_link_back_needs_an_account_and_twice_is_once(
    client: Client, voting: Voting, service: IdentityService
) -> None:
    assert "/account/sign-in" in client.post("/en/me/identity/unlink").headers["Location"]
    amina = voting.place.person()
    client.sign_in(amina.user_id or 0)
    verify(client, voting)
    statuses = [client.post("/en/me/identity/unlink").status_code for _ in range(2)]
    assert (statuses, links()) == ([303, 303], [])
    assert "Take the link back" not in client.get("/en/me/settings").text
