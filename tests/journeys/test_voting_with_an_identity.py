"""A voter proves who she is with an identity service, votes, and holds her receipt: on a phone, in Arabic."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.features.voters.types import VoterLevel
from app.foundation import identity_provider
from tests.support.ballot_forms import vote_url
from tests.support.browser import PageOpener
from tests.support.clock import FixedClock
from tests.support.identity_service import IdentityService, identity_service
from tests.support.voting import Voting, entries, faults, open_voting


@pytest.fixture
def service(app: Flask, live_server: str) -> Iterator[IdentityService]:
    """An identity service of another origin, on a platform that knows its own address."""
    settings = app.extensions["settings"]
    with identity_service() as running:
        identity_provider.init_app(app, provider=running.provider)
        app.extensions["settings"] = replace(settings, public_url=live_server)
        yield running
        app.extensions["settings"] = settings
        identity_provider.init_app(app, provider=None)


@pytest.fixture
def voting(app: Flask, clock: FixedClock, service: IdentityService) -> Iterator[Voting]:
    """An open vote for those whom the service knows."""
    with app.app_context():
        yield open_voting(clock, level=VoterLevel.OIDC)


@pytest.mark.parametrize("javascript", [False, True])
def test_verify_vote_receipt(
    voting: Voting, service: IdentityService, open_page: PageOpener, javascript: bool
) -> None:
    amina = voting.place.person()
    page = open_page(javascript=javascript, user_id=amina.user_id)
    page.goto(vote_url(voting).replace("/en/", "/ar/"))
    page.check("#choice-3")
    page.get_by_role("button", name="إثبات الهوية عبر هوية التجربة").click()
    expect(page).to_have_url(re.compile("/ar/c/ain-essai/consultations/[0-9]+/vote$"))
    expect(page.get_by_text("أكدت خدمة الهوية هويتكم")).to_be_visible()
    expect(page.locator("#choice-3")).to_be_checked()
    assert service.asked.count("/authorize") == 1
    page.locator("button[name=act][value=review]").click()
    page.locator("main form[action$='/vote/cast'] button[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/vote/receipt$"))
    leaf = "".join(page.locator("#receipt .digits").first.inner_text().split())
    assert leaf == entries(voting.question_id, "ballot.cast")[0]["leaf"]
    assert faults(voting.question_id) == []


def test_who_stops_at_the_service_is_back_with_what_she_ticked(
    voting: Voting, service: IdentityService, open_page: PageOpener, axe: Callable[[Page], None]
) -> None:
    service.refuses = True
    page = open_page(user_id=voting.place.person().user_id)
    page.goto(vote_url(voting).replace("/en/", "/ar/"))
    page.check("#choice-3")
    page.get_by_role("button", name="إثبات الهوية عبر هوية التجربة").click()
    expect(page.get_by_text("لم تؤكد خدمة الهوية هويتكم")).to_be_visible()
    expect(page.locator("#choice-3")).to_be_checked()
    axe(page)
