"""Following, one's notices in words, mails in the reader's language, and ending them by one press."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.features.accounts.models import User
from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode
from app.features.moderation import commands as moderation
from app.features.moderation.types import Decision, Ground
from app.features.notifications import queries
from app.features.notifications.models import Follow
from app.features.notifications.sentences import SENTENCES, TO_OTHERS
from app.features.notifications.types import Followed, NewsKind, Pace
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.mailbox import Mailbox
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only
FOLLOW = "/fr/c/ain-essai/follow"
NOTICES = "/en/me/notices"


@pytest.fixture
def place(db_session: Any) -> Consulting:
    return make_consulting(mode=ModerationMode.BEFORE)


@pytest.fixture
def author(place: Consulting, client: FlaskClient) -> Actor:
    actor = place.person()
    with transaction():
        db.session.get_one(User, actor.user_id).language = "en"
    sign_in(client, actor.user_id or 0)
    return actor


def address_of(actor: Actor) -> str:
    return db.session.get_one(User, actor.user_id).email or ""


def hide(place: Consulting, proposal_id: int) -> None:
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        moderation.decide(
            actor=moderator, subject=place.proposal(proposal_id), decision=Decision.HIDE, ground=Ground.ILLEGAL,
            reason="Une <b>menace</b>.", now=now,
        )  # fmt: skip


def test_following_and_unfollowing_lead_back_to_where_one_was(
    place: Consulting, client: FlaskClient, author: Actor
) -> None:
    back = f"/fr/c/ain-essai/consultations/{place.consultation_id}"
    where = f"consultation/{place.consultation_id}"
    answer = client.post(f"{FOLLOW}/{where}", headers={"Referer": f"http://localhost{back}"})
    assert (answer.status_code, answer.location) == (303, back)
    assert db.session.scalars(sa.select(Follow.kind)).all() == [Followed.CONSULTATION]
    answer = client.post(f"/fr/c/ain-essai/unfollow/{where}", data={"next": "//evil.example"})
    assert answer.location == "/fr/c/ain-essai"
    assert db.session.scalars(sa.select(Follow.id)).all() == []


def test_only_what_one_may_read_in_this_collectivity_is_followed(
    place: Consulting, client: FlaskClient, author: Actor
) -> None:
    other = make_consulting(slug="autre", mode=ModerationMode.BEFORE)
    pending, foreign = place.propose(place.person()), other.published(other.person())
    for where in (f"proposal/{pending}", f"proposal/{foreign}", f"item/{other.items['axis-1']}", "person/1"):
        assert client.post(f"{FOLLOW}/{where}").status_code == 404
    assert client.post(f"{FOLLOW}/item/{place.items['axis-1']}").status_code == 303


def test_a_visitor_is_led_to_sign_in(place: Consulting, client: FlaskClient) -> None:
    for address in (f"{FOLLOW}/consultation/{place.consultation_id}", f"{NOTICES}/read", f"{NOTICES}/mails"):
        assert client.post(address).status_code == 303
    assert client.get(NOTICES).status_code == 303


def test_notices_say_what_happened_with_the_reason(
    place: Consulting, client: FlaskClient, author: Actor
) -> None:
    proposal_id = place.published(author, "Un <script> titre")
    hide(place, proposal_id)
    page = client.get(NOTICES).text
    assert "was hidden by moderation." in page
    assert "Une &lt;b&gt;menace&lt;/b&gt;." in page
    assert "Un &lt;script&gt; titre" in page
    assert f"/en/me/moderation/proposal/{proposal_id}" in page
    assert client.post(f"{NOTICES}/read").status_code == 303
    assert queries.count_unread(author.user_id) == 0


def test_a_mail_is_in_the_readers_language_with_the_reason_and_ends_by_one_press(
    place: Consulting, client: FlaskClient, author: Actor, outbox: Mailbox
) -> None:
    hide(place, place.published(author, "Ouvrir le soir"))
    published, hidden = outbox.letters(address_of(author))
    assert "is published" in published.subject
    assert "was hidden by moderation" in hidden.subject
    assert "Reason given:" in hidden.text
    assert "Une <b>menace</b>." in hidden.text
    assert "Une &lt;b&gt;menace&lt;/b&gt;." in hidden.html
    link = hidden.link("/unsubscribe/")
    assert hidden.headers["List-Unsubscribe"].endswith(f"{link}>")
    assert hidden.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    visitor = client.application.test_client()
    assert visitor.get(link).status_code == 200
    assert queries.pace_of(author.user_id) is Pace.AT_ONCE
    assert visitor.post(link).status_code == 200
    assert queries.pace_of(author.user_id) is Pace.NEVER
    place.published(author, "Autre")
    assert len(outbox.letters(address_of(author))) == 2


def test_mail_programs_end_the_mails_without_a_form_of_ours(
    place: Consulting, strict_client: FlaskClient, author: Actor, outbox: Mailbox
) -> None:
    place.published(author)
    link = outbox.last_letter(address_of(author)).link("/unsubscribe/")
    assert strict_client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.pace_of(author.user_id) is Pace.NEVER


def test_the_page_that_ends_the_mails_speaks_the_language_of_the_mail(
    place: Consulting, client: FlaskClient, author: Actor, outbox: Mailbox
) -> None:
    with transaction():
        db.session.get_one(User, author.user_id).language = "ar"
    place.published(author)
    link = outbox.last_letter(address_of(author)).link("/unsubscribe/")
    visitor = client.application.test_client()
    for answer in (visitor.get(link, headers={"Accept-Language": "en"}), visitor.post(link)):
        assert '<html lang="ar" dir="rtl"' in answer.text


def test_a_forged_link_ends_nothing(place: Consulting, client: FlaskClient, author: Actor) -> None:
    for token in ("1", f"{author.user_id}.x", "IjEi.abc"):
        assert client.post(f"/unsubscribe/{token}").status_code == 404
    assert queries.pace_of(author.user_id) is Pace.AT_ONCE


def test_how_one_is_told_is_chosen_on_a_page(place: Consulting, client: FlaskClient, author: Actor) -> None:
    assert 'value="at_once" checked' in client.get(f"{NOTICES}/mails").text
    assert client.post(f"{NOTICES}/mails", data={"pace": "hourly"}).status_code == 422
    assert client.post(f"{NOTICES}/mails", data={"pace": "never"}).status_code == 303
    assert queries.pace_of(author.user_id) is Pace.NEVER


def test_the_page_asks_the_database_as_often_for_one_notice_as_for_fifteen(
    place: Consulting, client: FlaskClient, author: Actor
) -> None:
    place.published(author)
    few = queries_of(lambda: client.get(NOTICES))
    for number in range(14):
        place.published(author, f"Idée {number}")
    assert queries_of(lambda: client.get(NOTICES)) == few


def test_every_kind_of_news_has_its_sentence() -> None:
    assert set(SENTENCES) == set(NewsKind)
    assert set(TO_OTHERS) < set(SENTENCES)


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
def test_a_mail_is_written_whole_in_every_language(
    place: Consulting, author: Actor, outbox: Mailbox, language: str
) -> None:
    with transaction():
        db.session.get_one(User, author.user_id).language = language
    proposal_id = place.published(author, "Ouvrir le soir")
    letter = outbox.last_letter(address_of(author))
    assert "Ouvrir le soir" in letter.subject
    assert f"http://localhost/{language}/c/ain-essai/proposals/{proposal_id}" in letter.links
    for text in (letter.subject, letter.text, letter.html):
        assert not any("\ue000" <= character <= "\uf8ff" for character in text)


def test_the_last_lines_of_a_plain_mail_each_stand_alone(
    place: Consulting, author: Actor, outbox: Mailbox
) -> None:
    place.published(author, "Ouvrir le soir")
    lines = outbox.last_letter(address_of(author)).text.splitlines()
    assert "You receive this message because you take part on this platform." in lines
    assert "Receive no more messages of this kind:" in lines


def test_pages_offer_to_follow_what_they_are_about_and_to_report_what_others_wrote(
    place: Consulting, client: FlaskClient, author: Actor
) -> None:
    shown, item = place.published(place.person()), place.items["project-1"]
    start = "/fr/c/ain-essai"
    for address, where in [
        (f"{start}/consultations/{place.consultation_id}", f"consultation/{place.consultation_id}"),
        (f"{start}/proposals/{shown}", f"proposal/{shown}"),
        (f"{start}/plans/{place.plan_id}/items/{item}", f"item/{item}"),
    ]:
        assert f'action="{FOLLOW}/{where}"' in client.get(address).text
        client.post(f"{FOLLOW}/{where}")
        assert f'action="{start}/unfollow/{where}"' in client.get(address).text
    assert f"{start}/report/proposal/{shown}" in client.get(f"{start}/proposals/{shown}").text
