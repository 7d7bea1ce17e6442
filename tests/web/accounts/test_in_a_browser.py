"""Joining and working with roles as people do it: on a phone, without JavaScript, read aloud."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.features.accounts.queries import find_by_email
from app.features.accounts.types import Role
from app.foundation.database import db
from tests.support.browser import PageOpener
from tests.support.mailbox import Mailbox
from tests.support.people import Country, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")
Axe = Callable[[Page], None]


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


def sign_in(page: Page, outbox: Mailbox, address: str, language: str = "ar") -> None:
    page.goto(f"/{language}/account/sign-in")
    page.fill("#address", address)
    page.locator("main button[type=submit].primary").click()
    page.fill("#code", digits(outbox, address))
    page.locator("main button[type=submit].primary").click()


def digits(outbox: Mailbox, address: str) -> str:
    found = re.search(r"\b\d{6}\b", outbox.last_letter(address).text)
    assert found is not None
    return found.group()


def test_a_person_joins_on_a_phone_without_javascript(
    country: Country, open_page: PageOpener, outbox: Mailbox
) -> None:
    page = open_page(javascript=False)
    page.goto("/ar/account/sign-up?next=/ar/me/settings")
    page.fill("#address", "amina@example.org")
    page.fill("#commune_words", "واد")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=territory]")).to_have_count(2)
    page.get_by_label("إقليم الجنوب").check()
    page.locator("main button[type=submit].primary").click()
    page.fill("#code", digits(outbox, "amina@example.org"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ar/me/settings$"))
    user = find_by_email("amina@example.org")
    assert user is not None
    assert user.territory_id == country.territories["wad-sud"]


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_the_pages_of_joining(
    country: Country, open_page: PageOpener, outbox: Mailbox, axe: Axe, language: str
) -> None:
    page = open_page(language=language)
    page.goto(f"/{language}/account/sign-up")
    axe(page)
    page.locator("main button[type=submit].primary").click()
    axe(page)
    page.fill("#commune_words", "oued")
    page.locator("button[name=find]").click()
    axe(page)
    for path in ("forgotten", "forgotten/sent", "sign-in"):
        page.goto(f"/{language}/account/{path}")
        axe(page)
    make_person("amina@example.org")
    db.session.rollback()
    page.fill("#address", "amina@example.org")
    page.locator("main button[type=submit].primary").click()
    axe(page)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_one_s_own_pages_and_on_the_team_s(
    country: Country, open_page: PageOpener, outbox: Mailbox, axe: Axe, language: str
) -> None:
    focal_point = make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id)
    db.session.rollback()
    page = open_page(language=language, user_id=focal_point)
    for path in ("me", "me/settings", "account/password", "c/ain/manage/team"):
        page.goto(f"/{language}/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.fill("#email", "sara@example.org")
    page.locator("input[name=role]").first.check()
    page.locator("#invite button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("sara@example.org")
    axe(page)
    page.locator("a[href$='/end']").click()
    axe(page)
    page.goto(outbox.last_letter("sara@example.org").link("/invitations/"))
    axe(page)
