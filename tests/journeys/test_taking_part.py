"""A visitor with an old phone proposes, joins, is read, and finds support: in Arabic, at 360 pixels, no JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PageOpener
from tests.support.mailbox import Mailbox
from tests.support.world import World

TITLE = "حديقة صغيرة قرب المدرسة"
SOLUTION = "غرس عشرين شجرة ووضع مقاعد في الظل."
COMMENT = "فكرة جميلة، وأقترح إضافة نافورة."
ADDRESS = "samira@example.org"


@pytest.fixture
def phone(open_page: PageOpener) -> Callable[..., Page]:
    """Return a function that gives somebody such a phone."""
    return lambda user_id=None: open_page(javascript=False, language="ar", user_id=user_id)


def press(page: Page, selector: str = "main button[type=submit].primary") -> None:
    page.locator(selector).first.click()


def fits(page: Page) -> bool:
    """Say whether nothing sticks out of the screen; scripts of a test run where those of pages may not."""
    box = page.locator("main").bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_what_a_visitor_typed_is_still_there_after_she_joined(
    world: World, phone: Callable[..., Page], outbox: Mailbox
) -> None:
    samira = phone()
    samira.goto(f"/ar/c/{world.a.slug}")
    assert samira.locator("html").get_attribute("dir") == "rtl"
    samira.locator(f"main a[href$='/consultations/{world.a['open']}']").first.click()
    assert fits(samira)
    samira.locator("a[href$='/proposals/new']").first.click()
    assert fits(samira)
    samira.fill("[name=title]", TITLE)
    samira.fill("[name=solution]", SOLUTION)
    press(samira, "button[name=act][value=continue]")

    expect(samira).to_have_url(re.compile("/ar/account/sign-in"))
    samira.locator("main a[href*='/sign-up']").click()
    join(samira, outbox)

    expect(samira.locator("[name=title]")).to_have_value(TITLE)
    expect(samira.locator("[name=solution]")).to_have_value(SOLUTION)
    # Her first act here: the legal notice is asked for, and what she typed waits behind it.
    send(samira)
    accept_notice(samira)
    expect(samira).to_have_url(re.compile("/proposals/new$"))
    expect(samira.locator("[name=title]")).to_have_value(TITLE)
    expect(samira.locator("[name=solution]")).to_have_value(SOLUTION)
    send(samira)
    expect(samira).to_have_url(re.compile(r"/ar/c/[^/]+/proposals/\d+"))
    expect(samira.locator("h1")).to_contain_text(TITLE)
    address = samira.url
    assert fits(samira)

    other = phone(world.people["citizen_a"])
    answer = other.goto(address)
    assert answer is not None
    assert answer.status == 404, "it waits for a moderator"
    publish(phone(world.people["moderator_a"]), world, TITLE)
    support_and_comment(other, address)
    publish(phone(world.people["moderator_a"]), world, COMMENT)
    samira.goto(address)
    expect(samira.locator("main")).to_contain_text(COMMENT)
    samira.goto("/ar/me")
    expect(samira.locator("main")).to_contain_text(TITLE)
    letters = outbox.letters(ADDRESS)
    assert letters[-1].subject
    assert all('dir="rtl"' in letter.html for letter in letters)


def join(page: Page, outbox: Mailbox) -> None:
    """Sign up with an address and a commune; type the code that came."""
    page.fill("#address", ADDRESS)
    page.fill("#commune_words", "ain essai")
    press(page, "button[name=find]")
    page.locator("input[name=territory]").first.check()
    press(page)
    code = re.search(r"\b\d{6}\b", outbox.last_letter(ADDRESS).text)
    assert code is not None
    page.fill("#code", code.group())
    press(page)


def accept_notice(page: Page) -> None:
    """Accept the legal notice, which is asked for before the first act in a collectivity."""
    expect(page).to_have_url(re.compile("/legal-notice/accept"))
    assert fits(page)
    press(page, "form[action$='/legal-notice/accept'] button[type=submit]")


def send(page: Page) -> None:
    """Choose to write without a name where it is asked, and send."""
    for _ in range(2):
        if page.locator("[name=title]").count() == 0:
            return
        name = page.locator("[name=name_shown][value=hidden]")
        if name.count():
            name.check()
        elif page.locator("select[name=name_shown]").count():
            page.locator("select[name=name_shown]").select_option("hidden")
        press(page, "main form button[name=act][value=send], main form button[name=act][value=continue]")


def publish(moderator: Page, world: World, words: str) -> None:
    """Tick a text in the queue and publish it."""
    moderator.goto(f"/ar/c/{world.a.slug}/manage/moderation")
    row = (
        moderator.locator("li, tr, article")
        .filter(has_text=words)
        .filter(has=moderator.locator("[name=texts]"))
    )
    row.last.locator("[name=texts]").check()
    press(moderator, "button[name=decision][value=publish]")
    expect(moderator.locator("main")).not_to_contain_text(words)


def support_and_comment(citizen: Page, address: str) -> None:
    """Support the proposal and say why."""
    citizen.goto(address)
    press(citizen, "form[action$='/support'] button")
    expect(citizen.locator("form[action$='/take-back'] button").first).to_be_visible()
    citizen.locator("form[action*='/comments'] textarea[name=body]").first.fill(COMMENT)
    press(citizen, "form[action*='/comments'] button[type=submit]")
