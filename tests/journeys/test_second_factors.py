"""A moderator guards her account, without JavaScript by an app and paper, and with it by a passkey."""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask_security import hash_password
from playwright.sync_api import Page, expect

from app.features.accounts.types import Role
from app.features.authenticators import totp
from app.foundation import clock as application_clock
from tests.support.browser import PageOpener
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")
PASSWORD = "rivière et pluie"
TEAM = "/fr/c/ain/manage/team"
CODE = re.compile(r"\b(?:[0-9a-z]{4}-){3}[0-9a-z]{4}\b")


@pytest.fixture
def focal_point(db_session: object) -> int:
    place = make_country().first_id
    return make_person("focal@example.org", Role.FOCAL_POINT, at=place, password=hash_password(PASSWORD))


@pytest.fixture
def passkey_site(app: Flask, live_server: str) -> Iterator[str]:
    """The server under a name for which browsers make passkeys, which they do for no bare number."""
    address = live_server.replace("127.0.0.1", "localhost")
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, public_url=address)
    yield address
    app.extensions["settings"] = settings


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/fr/me")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.locator("nav.menu form button").click()


def code_after(secret: bytes, clock: FixedClock) -> str:
    """Return the app's code of the next half minute."""
    clock.advance(seconds=30)
    return totp.code_of(secret, totp.step_of(application_clock.now()))


def test_without_javascript_an_app_and_codes_on_paper(
    open_page: PageOpener, focal_point: int, outbox: Mailbox, clock: FixedClock
) -> None:
    page = open_page(javascript=False, language="fr")
    page.goto(TEAM)
    page.fill("#address", "focal@example.org")
    press(page, "Continuer")
    sent = re.search(r"\b\d{6}\b", outbox.last_letter("focal@example.org").text)
    assert sent is not None
    page.fill("#code", sent.group())
    press(page, "Continuer")
    expect(page.locator("main")).to_contain_text("Votre rôle exige un second facteur")
    expect(page.locator("main")).to_contain_text("Les clés d’accès demandent JavaScript")
    page.get_by_role("link", name="Installer une application d’authentification").click()
    shown = page.locator("main bdi.strong").inner_text().replace(" ", "")
    secret = base64.b32decode(shown)
    page.fill("#code", code_after(secret, clock))
    press(page, "Protéger mon compte avec cette application")
    on_paper = CODE.findall(page.locator("main").inner_text())
    assert len(on_paper) == 10
    page.get_by_role("link", name="Je les ai gardés").click()
    expect(page).to_have_url(re.compile(f"{TEAM}$"))
    sign_out(page)
    for proof in ("app", "paper"):
        page.goto(TEAM)
        page.fill("#address", "focal@example.org")
        page.fill("#password", PASSWORD)
        press(page, "Continuer")
        if proof == "app":
            page.fill("#code", code_after(secret, clock))
            press(page, "Continuer")
        else:
            page.get_by_role("link", name="Utiliser un code de secours").click()
            page.fill("#code", on_paper[3])
            press(page, "Continuer")
            expect(page.locator("main")).to_contain_text("9 codes sur papier fonctionnent encore")
            page.goto(TEAM)
        expect(page).to_have_url(re.compile(f"{TEAM}$"))
        expect(page.locator("h1")).to_have_text("Équipe")
        sign_out(page)


def test_a_passkey_is_made_and_signs_in(
    open_page: PageOpener, focal_point: int, passkey_site: str, axe: Callable[[Page], None]
) -> None:
    page = open_page(language="fr", user_id=focal_point)
    page.context.clear_cookies()
    name, value = open_page.session_of(focal_point)
    page.context.add_cookies([{"url": passkey_site, "name": name, "value": value}])
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    page.goto(f"{passkey_site}/fr/account/security")
    page.fill("#name", "Mon téléphone")
    press(page, "Ajouter une clé d’accès")
    expect(page.locator("h1")).to_have_text("Vos codes de secours")
    axe(page)
    page.get_by_role("link", name="Je les ai gardés").click()
    expect(page.locator("#passkeys")).to_contain_text("Mon téléphone")
    axe(page)
    page.goto(f"{passkey_site}/fr/account/confirm?next={TEAM}")
    axe(page)
    press(page, "Utiliser une clé d’accès")
    expect(page.locator("h1")).to_have_text("Équipe")
    page.context.clear_cookies()
    page.goto(f"{passkey_site}/fr/account/sign-in?next={TEAM}")
    press(page, "Se connecter avec une clé d’accès")
    expect(page.locator("h1")).to_have_text("Équipe")
    page.context.clear_cookies()
    devtools.send("WebAuthn.setUserVerified", {**made, "isUserVerified": False})
    page.goto(f"{passkey_site}/fr/account/sign-in?next={TEAM}")
    press(page, "Se connecter avec une clé d’accès")
    expect(page.get_by_role("alert")).to_contain_text("La clé d’accès n’a pas servi")
