"""The pages that explain are there in every language, for everybody."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("db_session")]


@pytest.mark.parametrize("page", ["help", "privacy", "accessibility", "other-ways"])
@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_a_page_that_explains_is_open_to_all(client: FlaskClient, language: str, page: str) -> None:
    answer = client.get(f"/{language}/{page}")
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_periods_are_those_of_the_settings(make_app: Callable[..., Flask]) -> None:
    client = make_app(security_log_days=41, sent_message_days=12).test_client()
    page = client.get("/en/privacy").text
    assert "41 days" in page
    assert "12 days" in page


def test_services_for_other_matters_are_linked_where_they_are_known(
    client: FlaskClient, make_app: Callable[..., Flask]
) -> None:
    address = "https://complaints.example/start"
    assert address not in client.get("/en/other-ways").text
    assert address in make_app(complaint_url=address).test_client().get("/en/other-ways").text


@pytest.mark.parametrize(("language", "words"), [("fr", "Page introuvable"), ("en", "Page not found")])
def test_an_address_that_leads_nowhere_answers_in_its_own_language(
    client: FlaskClient, language: str, words: str
) -> None:
    response = client.get(f"/{language}/nothing-here", headers={"Accept-Language": "ar"})
    assert response.status_code == 404
    assert words in response.text
