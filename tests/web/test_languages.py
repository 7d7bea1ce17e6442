"""Pages and messages in Amazigh: what has no sourced word is said in Arabic or French, and says which."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask_babel import gettext, ngettext

from app.features.collectivities.models import Collectivity
from app.foundation.database import db, transaction
from app.web import mails
from app.web.forms import ActionForm
from app.web.languages import CLOSING, OPENING, settle_marks, speaking
from tests.support.applications import Client
from tests.support.visits import pages
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only

ARABIC, FRENCH, ENGLISH = OPENING["ar"], OPENING["fr"], OPENING["en"]
MARKS = re.compile("[\ue000-\uf8ff]|" + r"\\ue00[0-3]|&#(?:x[eE]00[0-3]|5734[4-7]);")
SPOKEN = re.compile(r'<span lang="(\w+)" dir="(\w+)">')


@dataclass(frozen=True)
class Written:
    """A message as the outbox keeps it."""

    template: str
    language: str = "zgh"
    values: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def amazigh_world(app: Flask, world: World) -> World:
    """The world, whose first commune offers Amazigh and falls back to French."""
    with app.app_context(), transaction():
        place = db.session.get_one(Collectivity, world.a.collectivity_id)
        place.languages, place.amazigh_fallback = [*place.languages, "zgh"], "fr"
    return world


def test_a_page_in_amazigh_says_what_has_a_word_and_marks_the_rest(client: Client) -> None:
    html = client.get("/zgh/").get_data(as_text=True)
    assert '<html lang="zgh" dir="ltr">' in html
    assert "ⴰⵙⵎⵍⵓⵙⵙⴰⵏ" in html or "ⵜⵉⵡⵉⵙⵉ" in html
    assert set(SPOKEN.findall(html)) == {("ar", "rtl")}
    assert MARKS.search(html) is None


@pytest.mark.parametrize("alias", ["ber", "shi", "tzm"])
def test_other_names_of_the_language_lead_to_it(client: Client, alias: str) -> None:
    answer = client.get(f"/{alias}/", follow_redirects=True)
    assert '<html lang="zgh"' in answer.get_data(as_text=True)


def test_a_commune_chooses_the_language_that_stands_in(client: Client, amazigh_world: World) -> None:
    html = client.get(f"/zgh/c/{amazigh_world.a.slug}/").get_data(as_text=True)
    assert '<html lang="zgh" dir="ltr">' in html
    assert set(SPOKEN.findall(html)) == {("fr", "ltr")}


def test_no_answer_in_amazigh_holds_a_mark(app: Flask, client: Client, amazigh_world: World) -> None:
    client.sign_in(amazigh_world.people["everybody"])
    found: dict[str, str] = {}
    said = set()
    for visit in pages(app):
        answer = client.get(visit.path(amazigh_world.a, language="zgh"))
        text = (
            answer.get_data(as_text=True) if answer.mimetype.startswith(("text/", "application/json")) else ""
        )
        said.add(answer.status_code)
        if mark := MARKS.search(f"{answer.headers}\n{text}"):
            found[visit.key] = text[max(0, mark.start() - 60) : mark.end() + 60]
        assert text.count("<span") == text.count("</span>"), visit.key
    assert found == {}
    assert 200 in said


def test_a_number_of_things_without_amazigh_word_is_said_in_the_other_language(app: Flask) -> None:
    with app.test_request_context("/zgh/"), speaking("zgh"):
        assert ngettext("%(num)s proposal", "%(num)s proposals", 3) == f"{ARABIC}3 اقتراحات{CLOSING}"
        assert ngettext("%(num)s member", "%(num)s members", 1) == "1 ⵓⴳⵎⴰⵎ"
        assert ngettext("%(num)s member", "%(num)s members", 0) == "0 ⵉⴳⵎⴰⵎⵏ"


def test_a_value_that_fell_back_stands_in_an_amazigh_sentence(app: Flask) -> None:
    with app.test_request_context("/zgh/"), speaking("zgh"):
        said = gettext("Role: %(role)s", role=gettext("Moderator"))
    assert settle_marks(said) == 'ⵜⵉⵍⴰⵍⵜ: <span lang="ar" dir="rtl">مكلف بالإشراف</span>'


def test_a_value_keeps_its_direction_in_a_sentence_that_fell_back(app: Flask) -> None:
    with app.test_request_context("/zgh/"), speaking("zgh"):
        assert gettext("From %(date)s", date="3 ⴽⵜⵓⴱⵔ") == f"{ARABIC}ابتداء من \u20683 ⴽⵜⵓⴱⵔ\u2069{CLOSING}"


def test_what_the_form_library_says_is_said_in_the_language_that_stands_in(app: Flask) -> None:
    for code in ("zgh", "fr"):
        with app.test_request_context(f"/{code}/"), speaking(code):
            said = str(ActionForm().meta.get_translations(ActionForm()).gettext("This field is required."))
        assert "required" not in said
        assert said.startswith(ARABIC) == (code == "zgh")


def test_a_message_made_on_an_amazigh_page_can_be_shown_by_another(app: Flask, client: Client) -> None:
    with client.session_transaction() as kept:
        kept["_flashes"] = [("success", f"{ARABIC}حفظ ذلك.{CLOSING}")]
    html = client.get("/fr/help").get_data(as_text=True)
    assert '<span lang="ar" dir="rtl">حفظ ذلك.</span>' in html
    assert MARKS.search(html) is None


def test_a_mail_in_amazigh_marks_languages_in_its_page_only(app: Flask) -> None:
    with app.app_context():
        message = Written("accounts/code", values={"code": "123456", "link_token": "a"})
        subject, text, html = mails.render(message)
        short = mails.render_sms(message)
    assert subject.startswith("ⵉⵏⵉⴳⵍ ⵏⵏⵓⵏ: 123456")
    assert [MARKS.search(each) for each in (subject, text, html, short)] == [None] * 4
    assert '<span lang="ar" dir="rtl">' in html
    assert "<span" not in subject + text + short


@pytest.mark.parametrize(
    ("made", "settled"),
    [
        (f"<p>{FRENCH}a{CLOSING}</p>", '<p><span lang="fr" dir="ltr">a</span></p>'),
        (f'<p title="{FRENCH}a{CLOSING}">b</p>', '<p title="a">b</p>'),
        (f"<title>{FRENCH}a{CLOSING}</title>{ENGLISH}b{CLOSING}",
         '<title>a</title><span lang="en" dir="ltr">b</span>'),
        (f"<option>{ARABIC}a{CLOSING}</option>", "<option>a</option>"),
        (f"<textarea>{ARABIC}a{CLOSING}</textarea>", "<textarea>a</textarea>"),
        (f"{ARABIC}a {ARABIC}b{CLOSING} c{CLOSING}", '<span lang="ar" dir="rtl">a b c</span>'),
        (f"{ARABIC}a {FRENCH}b{CLOSING} c{CLOSING}",
         '<span lang="ar" dir="rtl">a <span lang="fr" dir="ltr">b</span> c</span>'),
        (f"<p>{ARABIC}cut</p><p>{CLOSING}b</p>", '<p><span lang="ar" dir="rtl">cut</span></p><p>b</p>'),
    ],
)  # fmt: skip
def test_marks_become_markup_where_markup_may_stand(made: str, settled: str) -> None:
    assert settle_marks(made) == settled
