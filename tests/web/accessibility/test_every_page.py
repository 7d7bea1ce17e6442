"""axe finds nothing on any page, in Arabic, on a phone: with all of it unfolded, and after an empty form.

The main pages are also opened in the other languages; `make drills` opens all of them in all languages, on a phone and
on a desk, folded and unfolded.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, template_rendered
from playwright.sync_api import Page, expect

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.foundation.database import db, transaction
from config import ROOT
from tests.support.applications import Workplace
from tests.support.axe_walk import AUDIENCES, AxeWalk
from tests.support.browser import PageOpener, accessibility_problems
from tests.support.mailbox import Mailbox
from tests.support.visits import every_visit
from tests.support.walking import Walker
from tests.support.world import World

# Templates whose page needs what no address alone brings about.
SHOWN_ELSEWHERE = {
    "notifications/public/unsubscribe.html",
    "proposals/public/unsent.html",
    "ballots/public/review.html",
    "voters/manage/person.html",
    "help_desk/manage/code.html",
    "help_desk/public/stop.html",
    "participation/public/codes.html",
    "participation/public/stop_change.html",
    "moderation/public/own_report.html",
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_axe_finds_nothing(
    audience: str, app: Flask, world: World, workplace: Workplace, open_page: PageOpener
) -> None:
    walk = AxeWalk(app, workplace, world, open_page, audience, "ar")
    walk.run()
    assert "\n".join(walk.found) == ""
    assert walk.page_count > 12


@pytest.mark.parametrize("language", ["fr", "en", "zgh"])
def test_axe_finds_nothing_on_the_main_pages_in_the_other_languages(
    language: str, world: World, open_page: PageOpener, axe: Callable[[Page], None]
) -> None:
    page, place, made = open_page(language=language), f"/{language}/c/{world.a.slug}", world.a
    for path in (
        f"/{language}/",
        place,
        f"{place}/consultations/{made['open']}",
        f"{place}/consultations/{made['open']}/proposals",
        f"{place}/proposals/{made['published']}",
        f"{place}/plans/{made['plan_open']}",
        f"{place}/consultations/{made['answered']}/results",
    ):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        axe(page)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_pages_that_answer_a_form(
    language: str, world: World, open_page: PageOpener, axe: Callable[[Page], None]
) -> None:
    place = f"/{language}/c/{world.a.slug}"
    voter = open_page(language=language, user_id=world.people["citizen_a"])
    voter.goto(f"{place}/consultations/{world.a['open']}/vote")
    voter.check("#choice-1")
    voter.check("#choice-3")
    voter.locator("button[value=review]").click()
    expect(voter.locator("#errors")).to_be_visible()
    axe(voter)
    voter.uncheck("#choice-3")
    voter.locator("button[value=review]").click()
    expect(voter.locator("#chosen")).to_be_visible()
    axe(voter)
    facilitator = open_page(language=language, user_id=world.people["facilitator_a"])
    for person, shown in (("citizen-b@example.org", "#full_name"), ("author-a@example.org", ".panel.accent")):
        facilitator.goto(f"{place}/manage/voters")
        facilitator.fill("#who", person)
        facilitator.locator("#desk button[type=submit]").click()
        expect(facilitator.locator(shown)).to_be_visible()
        axe(facilitator)


def test_axe_finds_nothing_where_a_code_a_mail_or_a_report_leads(
    app: Flask, world: World, outbox: Mailbox, open_page: PageOpener, axe: Callable[[Page], None]
) -> None:
    desk = open_page(language="ar", user_id=world.people["facilitator_a"])
    desk.goto(f"/ar/c/{world.a.slug}/manage/help-desk")
    desk.fill("[name=address]", "citizen-a@example.org")
    desk.locator("#begin button[type=submit]").click()
    expect(desk.locator("[name=code]")).to_be_visible()
    axe(desk)
    person = open_page(language="ar", user_id=world.people["citizen_a"])
    person.goto(outbox.last_letter("citizen-a@example.org").link("/help-desk/"))
    axe(person)
    person.goto("/ar/me/addresses")
    person.fill("[name=address]", "another@example.org")
    person.locator("main form button[type=submit]").click()
    expect(person).to_have_url(re.compile("/codes$"))
    axe(person)
    person.goto(outbox.last_letter("citizen-a@example.org").link("/address-change/"))
    axe(person)
    reporter = open_page(language="ar", user_id=world.people["supporter_a"])
    reporter.goto(f"/ar/me/moderation/reports/{world.a['report']}")
    expect(reporter.locator("h1")).to_be_visible()
    axe(reporter)


def test_axe_finds_nothing_on_a_draft_that_came_too_late(
    app: Flask, world: World, open_page: PageOpener, axe: Callable[[Page], None]
) -> None:
    page = open_page(language="ar", user_id=world.people["citizen_a"])
    page.goto(f"/ar/c/{world.a.slug}/consultations/{world.a['open']}/proposals/new")
    page.fill("[name=title]", "حديقة قرب المدرسة")
    page.locator("button[name=act][value=draft]").click()
    expect(page).to_have_url(re.compile(r"draft=\d+"))
    with app.app_context(), transaction() as now:
        consultation = db.session.get_one(Consultation, world.a["open"])
        consultation.ends_at, consultation.closed_at = now - timedelta(minutes=1), now
        consultation.state = ConsultationState.UNDER_REVIEW
    page.reload()
    expect(page.locator("form[action$='/discard']")).to_be_visible()
    axe(page)


def test_the_menu_can_be_opened_and_read(
    world: World, open_page: PageOpener, axe: Callable[[Page], None]
) -> None:
    for language in ("ar", "fr"):
        page = open_page(language=language)
        page.goto(f"/{language}/c/{world.a.slug}")
        page.locator(".menu-open").click()
        expect(page.locator("#menu")).to_be_visible()
        axe(page)


def test_a_page_that_is_wrong_would_be_found(world: World, open_page: PageOpener) -> None:
    page = open_page()
    page.goto(f"/ar/c/{world.a.slug}")
    page.evaluate("() => document.querySelector('main').append(document.createElement('input'))")
    assert [problem for problem in accessibility_problems(page) if problem.startswith("label")]


@pytest.mark.sqlite_only
def test_every_template_of_a_page_is_shown_by_some_address(
    app: Flask, workplace: Workplace, world: World
) -> None:
    shown: set[str] = set()

    def note(_sender: Flask, template: object, **_values: object) -> None:
        shown.add(str(getattr(template, "name", "")))

    app.config["WTF_CSRF_ENABLED"] = False
    with template_rendered.connected_to(note, app):
        for role in AUDIENCES.values():
            walker = Walker(workplace, world, role)
            for visit in every_visit(app):
                walker.answer(visit, form={}) if not visit.is_safe else walker.answer(visit)
            walker.close()
    app.config["WTF_CSRF_ENABLED"] = True
    folder = ROOT / "app" / "templates"
    every = {
        str(path.relative_to(folder))
        for path in [*folder.glob("*/public/*.html"), *folder.glob("*/manage/*.html")]
        if not path.name.startswith("_")
    }
    assert every - shown - SHOWN_ELSEWHERE == set()
    assert len(every) > 50
