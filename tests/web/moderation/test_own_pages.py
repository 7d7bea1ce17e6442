"""An author reads what was decided of her text, and why, and asks that somebody else look again."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.moderation.models import Appeal, Report
from app.features.moderation.types import AppealOutcome, Decision
from app.foundation.database import db
from app.foundation.policy import Actor
from tests.support.consulting import Consulting
from tests.support.moderating import decide, hide, make_moderated, report, rule
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only
OWN = "/en/me/moderation"
WORDS = {"reason": "Je parle d'un projet, pas d'une personne."}


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_moderated()


@pytest.fixture
def author(place: Consulting, client: FlaskClient) -> Actor:
    actor = place.person()
    sign_in(client, actor.user_id or 0)
    return actor


@pytest.fixture
def moderator(place: Consulting) -> Actor:
    return place.person(Role.MODERATOR, name="Nom Secret")


def test_a_text_that_waits_says_who_decides_within_how_many_hours(
    place: Consulting, client: FlaskClient, author: Actor
) -> None:
    pending = place.propose(author, "Mon idée")
    assert "Mon idée" in client.get(OWN).text
    page = client.get(f"{OWN}/proposal/{pending}").text
    assert "A moderator of the collectivity decides within 24 hours." in page
    assert "Deux soirs par semaine." in page


def test_a_hidden_text_shows_its_words_reason_rule_and_the_way_to_an_appeal(
    place: Consulting, client: FlaskClient, author: Actor, moderator: Actor
) -> None:
    hidden = place.published(author, "Mon idée")
    decision_id = hide(place, moderator, hidden)
    page = client.get(f"{OWN}/proposal/{hidden}").text
    for words in (
        "Deux soirs par semaine.",
        "Une personne est nommée.",
        "charter/2#rule-1",
        "You do not agree?",
    ):
        assert words in page
    assert "Nom Secret" not in page
    address = f"{OWN}/proposal/{hidden}/appeal/{decision_id}"
    refused = client.post(address, data={"reason": " "})
    assert refused.status_code == 422
    assert client.post(address, data=WORDS).location == f"{OWN}/proposal/{hidden}"
    waiting = client.get(f"{OWN}/proposal/{hidden}").text
    assert "Somebody else than who decided looks again" in waiting
    assert "A moderator of the collectivity decides" not in waiting
    assert "You do not agree?" not in waiting
    assert client.post(address, data=WORDS).status_code == 409
    rule(place.person(Role.FOCAL_POINT), decision_id, AppealOutcome.OVERTURNED, reason="Un projet, en effet.")
    decided = client.get(f"{OWN}/proposal/{hidden}").text
    assert "The decision is overturned" in decided
    assert "Un projet, en effet." in decided


def test_nobody_reads_or_appeals_for_another(
    place: Consulting, client: FlaskClient, author: Actor, moderator: Actor
) -> None:
    hidden, mine = place.published(place.person()), place.published(author, "La mienne")
    decision_id = hide(place, moderator, hidden)
    for address in (
        f"{OWN}/proposal/{hidden}", f"{OWN}/comment/{hidden}", f"{OWN}/user/1", f"{OWN}/proposal/999",
    ):  # fmt: skip
        assert client.get(address).status_code == 404
    for owner in (hidden, mine):
        address = f"{OWN}/proposal/{owner}/appeal/{decision_id}"
        assert client.post(address, data=WORDS).status_code == 404
    assert client.application.test_client().get(OWN).status_code == 303


def test_who_reported_in_vain_reads_why_and_appeals(
    place: Consulting, client: FlaskClient, author: Actor, moderator: Actor
) -> None:
    shown = place.published(place.person(), "Celle d'une autre")
    report(place, author, shown)
    report_id = db.session.scalar(sa.select(Report.id))
    address = f"{OWN}/reports/{report_id}"
    assert "A moderator reads the text and your report." in client.get(address).text
    assert client.post(f"{address}/appeal", data=WORDS).status_code == 404
    decide(place, moderator, shown, Decision.KEEP, reason="Une critique n'est pas une insulte.")
    page = client.get(address).text
    assert "Une critique n&#39;est pas une insulte." in page
    assert client.post(f"{address}/appeal", data={}).status_code == 422
    assert client.post(f"{address}/appeal", data=WORDS).location == address
    assert db.session.scalars(sa.select(Appeal.reason)).all() == [WORDS["reason"]]
    assert "The text stays where it is" in client.get(OWN).text


def test_the_list_asks_no_more_questions_for_more_texts(
    place: Consulting, client: FlaskClient, author: Actor, moderator: Actor
) -> None:
    hide(place, moderator, place.published(author, "Une"))
    client.get(OWN)
    once = queries_of(lambda: client.get(OWN))
    for number in range(3):
        hide(place, moderator, place.published(author, f"Encore {number}"))
    assert queries_of(lambda: client.get(OWN)) == once
