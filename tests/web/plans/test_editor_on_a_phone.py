"""On a phone, without JavaScript, an item shows one action; the others wait in a menu of targets large enough."""

import pytest

from app.features.accounts.types import Role
from app.foundation.database import db
from tests.features.plans.making import Workshop
from tests.support.browser import PageOpener
from tests.support.people import make_person

TOUCH = 44


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_an_item_is_moved_from_its_menu_by_keyboard_alone(
    open_page: PageOpener, workshop: Workshop, language: str
) -> None:
    user_id = make_person(None, Role.FOCAL_POINT, at=workshop.collectivity_id)
    page = open_page(javascript=False, language=language, user_id=user_id)
    desk = f"/{language}/c/ain-essai/manage/plans/{workshop.plan_id}/edit"
    page.goto(f"{desk}?item={workshop.revision('a1p2').item_id}")
    item = page.locator("section[aria-labelledby=item-title]")
    menu = item.locator("details").first
    above = item.locator("xpath=./*[following-sibling::details]").locator("a.button, button")
    assert [each.is_visible() for each in above.all()] == [True]
    assert not menu.locator("a, button, select").first.is_visible()
    above.first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    targets = menu.locator("summary, a, button, select")
    boxes = [each.bounding_box() for each in targets.all()]
    assert len(boxes) == 6
    assert all(box is not None and box["height"] >= TOUCH for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**moved=1**")
    db.session.rollback()  # what the browser did is read anew
    assert ("1.1", "a1p2") in workshop.outline()
    assert menu.get_attribute("open") is not None


def test_the_other_languages_are_one_press_further_than_saving(
    open_page: PageOpener, workshop: Workshop
) -> None:
    user_id = make_person(None, Role.FOCAL_POINT, at=workshop.collectivity_id)
    page = open_page(javascript=False, language="fr", user_id=user_id)
    desk = f"/fr/c/ain-essai/manage/plans/{workshop.plan_id}/edit"
    page.goto(f"{desk}?item={workshop.revision('a1').item_id}&text_language=fr")
    form = page.locator("section[aria-labelledby=item-title] form.form")
    assert [each.is_visible() for each in form.locator("button").all()] == [True, False, False]
    form.locator("summary").last.click()
    form.locator("button[value=ar]").click()
    page.wait_for_url("**text_language=ar**")
