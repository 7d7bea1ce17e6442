"""One-click sign-in exists in the demonstration only."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from tests.support.people import Country, make_country, make_person, sign_in

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


@pytest.fixture
def moderator(country: Country) -> int:
    return make_person(
        "mod@demo.invalid",
        Role.MODERATOR,
        at=country.first_id,
        is_demo=True,
        demo_key="ain-moderator",
        public_name="Modératrice (démo)",
    )


@pytest.fixture
def demo(make_app: Callable[..., Flask]) -> FlaskClient:
    app = make_app(demo=True)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def test_one_press_signs_in_and_leads_back(demo: FlaskClient, moderator: int) -> None:
    page = demo.get("/fr/account/sign-in")
    assert "/demo/sign-in/ain-moderator" in page.text
    answer = demo.post("/demo/sign-in/ain-moderator?next=/fr/me/settings")
    assert (answer.status_code, answer.location) == (303, "/fr/me/settings")
    assert demo.get("/fr/me/settings").status_code == 200


def test_the_banner_lists_one_account_for_each_role_those_of_the_page_first(
    demo: FlaskClient, country: Country, moderator: int
) -> None:
    make_person(
        "mod2@demo.invalid", Role.MODERATOR, at=country.second_id, is_demo=True, demo_key="wad-moderator"
    )
    make_person(
        "focal@demo.invalid", Role.FOCAL_POINT, at=country.second_id, is_demo=True, demo_key="wad-focal"
    )
    make_person("p@demo.invalid", is_demo=True, demo_key="citizen")
    make_person("quiet@demo.invalid", is_demo=True)
    page = demo.get("/fr/account/sign-in")
    assert page.text.count("/demo/sign-in/") == 3
    demo.post("/demo/sign-in/wad-focal")
    there = demo.get("/fr/c/wad-nord/manage/team")
    assert "/demo/sign-in/wad-moderator" in there.text
    assert "/demo/sign-in/ain-moderator" not in there.text


def test_an_account_from_elsewhere_leads_to_its_desk(demo: FlaskClient, country: Country) -> None:
    make_person(
        "owner@demo.invalid", Role.PROJECT_OWNER, at=country.second_id, is_demo=True, demo_key="wad-owner"
    )
    page = demo.get("/fr/account/sign-in").text
    assert 'action="/demo/sign-in/wad-owner?read_in=fr"' in page
    answer = demo.post("/demo/sign-in/wad-owner?read_in=fr")
    assert (answer.status_code, answer.location) == (303, "/fr/c/wad-nord/manage/follow-up")
    assert demo.get(answer.location).status_code == 200
    assert "/demo/sign-in/wad-owner?next=/fr/c/wad-nord/manage/follow-up" in demo.get(answer.location).text


def test_only_accounts_of_the_demonstration_can_be_tried(demo: FlaskClient, country: Country) -> None:
    make_person("real@example.org", demo_key="real")
    assert demo.post("/demo/sign-in/real").status_code == 404
    assert demo.post("/demo/sign-in/nobody").status_code == 404


def test_outside_the_demonstration_the_route_does_not_exist(
    app: Flask, client: FlaskClient, moderator: int
) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if "demo" in rule.rule]
    assert client.post("/demo/sign-in/ain-moderator").status_code == 404
    assert "/demo/" not in client.get("/fr/account/sign-in").text


def test_outside_the_demonstration_its_accounts_cannot_be_reached(
    client: FlaskClient, moderator: int
) -> None:
    sign_in(client, moderator)
    assert client.get("/fr/me/settings").status_code == 303
    assert client.get("/fr/c/ain/manage/team").status_code == 303
