"""A visitor with an old phone votes: in Arabic, at 360 pixels, no JavaScript, from sign-up to a checked receipt."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.jobs.ledger import sequence_ledger
from tests.journeys.test_taking_part import ADDRESS, accept_notice, fits, join, press
from tests.support.browser import PageOpener
from tests.support.mailbox import Mailbox
from tests.support.world import World

GROUPS = re.compile(r"[0-9a-f]{8}")


@pytest.fixture
def phone(open_page: PageOpener) -> Callable[..., Page]:
    """Return a function that gives somebody such a phone."""
    return lambda user_id=None: open_page(javascript=False, language="ar", user_id=user_id)


def vote_path(world: World) -> str:
    return f"/ar/c/{world.a.slug}/consultations/{world.a['open']}/vote"


def test_a_vote_is_cast_without_any_script_and_its_receipt_checked_from_another_browser(
    app: Flask, world: World, phone: Callable[..., Page], outbox: Mailbox
) -> None:
    samira = phone()
    samira.goto(f"/ar/c/{world.a.slug}/consultations/{world.a['open']}")
    samira.locator("#vote a.button").click()
    assert samira.locator("html").get_attribute("dir") == "rtl"
    assert fits(samira)

    # Over the budget: counted again without a script, the ticks stay.
    samira.check("#choice-1")
    samira.check("#choice-3")
    press(samira, "button[value=count]")
    expect(samira.locator(".tally .why")).to_contain_text("70.000")
    expect(samira.locator("#choice-1")).to_be_checked()
    assert fits(samira)
    samira.uncheck("#choice-3")
    press(samira, "button[value=review]")

    # What was ticked survives signing up.
    expect(samira).to_have_url(re.compile("/ar/account/sign-in"))
    samira.locator("main a[href*='/sign-up']").click()
    join(samira, outbox)
    expect(samira).to_have_url(re.compile("/vote"))
    expect(samira.locator("#choice-1")).to_be_checked()
    expect(samira.locator("#choice-2")).not_to_be_checked()

    # So does accepting the legal notice, asked for before her first act here.
    press(samira, "button[value=review]")
    accept_notice(samira)
    expect(samira).to_have_url(re.compile("/vote$"))
    expect(samira.locator("#choice-1")).to_be_checked()
    expect(samira.locator("#choice-2")).not_to_be_checked()
    press(samira, "button[value=review]")
    expect(samira.locator("main h1")).to_be_visible()
    expect(samira.locator("#chosen li")).to_have_count(1)
    assert fits(samira)
    press(samira, "form[action$='/vote/cast'] button.primary")

    # The receipt says nothing of the choice.
    expect(samira).to_have_url(re.compile("/vote/receipt"))
    assert fits(samira)
    expect(samira.locator("main")).not_to_contain_text("Un guichet ouvert")
    leaf = "".join(GROUPS.findall(samira.locator(".digits").first.inner_text()))
    nonce = "".join(GROUPS.findall(samira.locator(".digits").last.inner_text()))
    assert (len(leaf), len(nonce)) == (64, 32)
    assert nonce not in samira.content().replace(samira.locator(".digits").last.inner_html(), "")
    press(samira, "form[action$='/receipt/mail'] button")
    letter = outbox.last_letter(ADDRESS)
    assert leaf in letter.text
    assert nonce in letter.text
    assert 'dir="rtl"' in letter.html

    # Anybody finds it with the number alone.
    with app.app_context():
        sequence_ledger()
    neighbour = phone()
    answer = neighbour.goto(f"/ar/receipts?leaf={leaf}")
    assert answer is not None
    assert answer.status == 200
    expect(neighbour.locator("main .notice.success")).to_be_visible()
    assert fits(neighbour)

    # Visiting again, the ballot can be changed and taken back.
    samira.goto(vote_path(world))
    samira.locator("#own a[href*='change=1']").click()
    expect(samira.locator("#choice-1")).to_be_checked()
    samira.goto(vote_path(world))
    samira.locator("#own a[href$='/withdraw']").click()
    press(samira, "form[action$='/withdraw'] button")
    expect(samira).to_have_url(re.compile("/vote$"))
    expect(samira.locator("#own")).to_have_count(0)


def test_the_running_total_follows_each_tick_where_scripts_run(world: World, open_page: PageOpener) -> None:
    page = open_page(language="fr")
    page.goto(vote_path(world).replace("/ar/", "/fr/"))
    expect(page.locator("[data-recount]").first).to_be_hidden()
    page.check("#choice-1")
    expect(page.locator("[data-part=ticked]")).to_contain_text("1")
    page.check("#choice-3")
    expect(page.locator("[data-part=why]")).to_contain_text("70")
    page.uncheck("#choice-3")
    expect(page.locator("[data-part=why]")).to_be_empty()
