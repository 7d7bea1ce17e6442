"""The charter: versions at addresses that last, what changed in each, and a preview for whoever writes it."""

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.collectivities import commands
from app.features.collectivities.types import PublicText
from app.foundation.database import transaction
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only
CHARTER = "/en/c/ain-essai/charter"
WRITE = "/en/c/ain-essai/manage/texts/charter"
OLD = "Talk of ideas, insult nobody.\nNo advertising."
NEW = "Talk of ideas, insult and threaten nobody.\nTell nobody's telephone number."


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_consulting()


@pytest.fixture
def focal_point(place: Consulting, client: FlaskClient) -> Actor:
    actor = place.person(Role.FOCAL_POINT)
    sign_in(client, actor.user_id or 0)
    return actor


def publish(place: Consulting, **texts: str) -> None:
    with transaction() as now:
        commands.publish_public_text(
            actor=SYSTEM, collectivity=place.collectivity, kind=PublicText.CHARTER, now=now,
            texts={code: {"text": text} for code, text in texts.items()},
        )  # fmt: skip


def test_each_version_stays_at_its_address_and_says_what_it_changed(
    place: Consulting, client: FlaskClient
) -> None:
    publish(place, en=OLD)
    assert "What changed since" not in client.get(CHARTER).text
    publish(place, en=NEW)
    page = client.get(CHARTER).text
    changes = page[page.index('id="changes"') :]
    assert 'id="rule-2"' in page
    assert "Version 2, published on" in page
    assert "<ins>" in changes
    assert "No advertising." in changes
    assert client.get(f"{CHARTER}/2").text.count("published on") == page.count("published on")
    earlier = client.get(f"{CHARTER}/1").text
    assert "No advertising." in earlier
    assert "This is an earlier version" in earlier
    assert client.get(f"{CHARTER}/3").status_code == 404


def test_versions_in_different_languages_are_not_compared(place: Consulting, client: FlaskClient) -> None:
    publish(place, fr="Parler des idées.")
    publish(place, en=OLD)
    assert "there is nothing to compare" in client.get(CHARTER).text


def test_the_editor_begins_with_a_model_that_is_not_published(
    place: Consulting, client: FlaskClient, focal_point: Actor
) -> None:
    page = client.get(WRITE).text
    assert "Nobody changes your words." in page
    assert "نناقش الأفكار" in page
    assert "Nobody changes your words." not in client.get(CHARTER).text
    publish(place, en=OLD)
    assert "Nobody changes your words." not in client.get(WRITE).text


def test_a_preview_shows_the_rules_and_changes_and_publishes_nothing(
    place: Consulting, client: FlaskClient, focal_point: Actor
) -> None:
    publish(place, en=OLD)
    answer = client.post(WRITE, data={"text_en": f"{NEW}\n<b>Third</b>", "preview": "1"})
    assert answer.status_code == 200
    assert "How it will read" in answer.text
    assert "&lt;b&gt;Third&lt;/b&gt;</li>" in answer.text
    assert "Version 1, published on" in client.get(CHARTER).text
    assert client.post(WRITE, data={"text_en": NEW}).status_code == 303
    assert "Version 2, published on" in client.get(CHARTER).text


def test_languages_with_other_numbers_of_rules_are_refused_beside_the_field(
    place: Consulting, client: FlaskClient, focal_point: Actor
) -> None:
    answer = client.post(WRITE, data={"text_en": OLD, "text_fr": "Une seule règle."})
    assert answer.status_code == 422
    assert "write as many rules in each language" in answer.text
    assert "Une seule règle." in answer.text
