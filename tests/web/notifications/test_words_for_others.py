"""What supporters, followers and those who have a place read, on their page and in their mail, in their language."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.features.accounts.models import User
from app.features.accounts.types import Role
from app.features.moderation import commands as moderation
from app.features.moderation.types import Decision, Ground
from app.features.proposals.commands import withdraw
from app.features.supports.commands import give_support
from app.features.workshops import commands as workshops
from app.features.workshops.models import Workshop
from app.features.workshops.types import WorkshopPlan
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.mailbox import Letter, Mailbox
from tests.support.people import sign_in

pytestmark = pytest.mark.sqlite_only
TEXTS = {
    "fr": {"title": "Atelier du souk", "place": "Maison de quartier"},
    "ar": {"title": "ورشة السوق", "place": "دار الحي"},
}
ELSEWHERE = {"fr": {"title": "Atelier du souk", "place": "Bibliothèque <b>"}}
STARTS = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 21, 13, 30, tzinfo=UTC)


@pytest.fixture
def place(db_session: Any, clock: FixedClock) -> Consulting:
    clock.set(datetime(2026, 10, 12, 10, 0, tzinfo=UTC))
    return make_consulting()


@pytest.fixture
def reader(place: Consulting, client: FlaskClient) -> Actor:
    actor = place.person()
    sign_in(client, actor.user_id or 0)
    return actor


def reads(actor: Actor, language: str) -> None:
    with transaction():
        db.session.get_one(User, actor.user_id).language = language


def last_letter(outbox: Mailbox, actor: Actor) -> Letter:
    return outbox.last_letter(db.session.get_one(User, actor.user_id).email or "")


def supported(place: Consulting, author: Actor, supporter: Actor) -> int:
    proposal_id = place.published(author, "Un titre qui ne doit plus se lire")
    with transaction() as now:
        give_support(actor=supporter, proposal=place.proposal(proposal_id), now=now)
    return proposal_id


def hide(place: Consulting, proposal_id: int) -> None:
    moderator = place.person(Role.MODERATOR)
    with transaction() as now:
        moderation.decide(
            actor=moderator, subject=place.proposal(proposal_id), decision=Decision.HIDE, ground=Ground.ILLEGAL,
            reason="Une menace.", now=now,
        )  # fmt: skip


def planned(place: Consulting, registered: Actor) -> int:
    facilitator = place.person(Role.FACILITATOR)
    with transaction() as now:
        workshop = workshops.plan_workshop(
            actor=facilitator, consultation=place.consultation, plan=WorkshopPlan(TEXTS, STARTS), now=now
        )
        workshops.register(actor=registered, workshop=workshop, now=now)
        return workshop.id


def move(place: Consulting, workshop_id: int) -> None:
    focal_point = place.person(Role.FOCAL_POINT)
    with transaction() as now:
        workshop = db.session.get_one(Workshop, workshop_id)
        plan = WorkshopPlan(ELSEWHERE, LATER)
        workshops.change_workshop(actor=focal_point, workshop=workshop, plan=plan, now=now)


def call_off(place: Consulting, workshop_id: int) -> None:
    focal_point = place.person(Role.FOCAL_POINT)
    with transaction() as now:
        workshop = db.session.get_one(Workshop, workshop_id)
        workshops.cancel_workshop(
            actor=focal_point, workshop=workshop, reason="La salle est inondée.", now=now
        )


def plain(text: str) -> str:
    """Return a text without the marks that keep each part of it in its own direction."""
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zgh"])
def test_a_supporter_reads_that_it_was_hidden_why_and_nothing_of_what_it_said(
    place: Consulting, client: FlaskClient, reader: Actor, outbox: Mailbox, language: str
) -> None:
    reads(reader, language)
    proposal_id = supported(place, place.person(name="Autrice Connue"), reader)
    hide(place, proposal_id)
    letter = last_letter(outbox, reader)
    page = client.get(f"/{language}/me/notices").text
    for text in (letter.subject + letter.text, letter.html, page):
        assert "Un titre" not in text
        assert "Autrice Connue" not in text
        assert "Une menace." in text
        assert f"/{language}/c/{place.slug}/proposals/{proposal_id}" in text
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_author_reads_of_her_proposal_and_others_of_the_proposal(
    place: Consulting, client: FlaskClient, reader: Actor, outbox: Mailbox
) -> None:
    author = place.person()
    reads(author, "en")
    reads(reader, "en")
    hide(place, supported(place, author, reader))
    assert plain(last_letter(outbox, author).subject).startswith("Your proposal “Un titre")
    expected = "The proposal “proposal number 1” was hidden by moderation."
    assert plain(last_letter(outbox, reader).subject) == expected


def test_a_withdrawal_says_who_did_it_and_gives_no_title(
    place: Consulting, reader: Actor, outbox: Mailbox
) -> None:
    reads(reader, "en")
    author = place.person()
    proposal_id = supported(place, author, reader)
    with transaction() as now:
        withdraw(actor=author, proposal=place.proposal(proposal_id), now=now)
    expected = "The proposal “proposal number 1” was withdrawn by its author."
    assert plain(last_letter(outbox, reader).subject) == expected


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "The workshop “Atelier du souk” has changed.",
                "New day and hour: 21 October 2026, 13:30, instead of 20 October 2026, 09:00.",
                "New place: Bibliothèque <b>, instead of Maison de quartier.",
                "A place was kept for you.",
            ],
        ),
        (
            "fr",
            [
                "L’atelier «\u00a0Atelier du souk\u00a0» a changé de date ou de lieu.",
                "Nouvelle date\u00a0: 21 octobre 2026 à 13:30, au lieu du 20 octobre 2026 à 09:00.",
                "Nouveau lieu\u00a0: Bibliothèque <b>, au lieu de\u00a0: Maison de quartier.",
                "Une place vous y était réservée.",
            ],
        ),
        ("ar", ["ورشة السوق", "21 أكتوبر 2026، 13:30", "20 أكتوبر 2026، 09:00", "Bibliothèque <b>"]),
        ("zgh", ["Maison de quartier", "Bibliothèque <b>"]),
    ],
)
def test_a_move_says_old_and_new_in_the_readers_language(
    place: Consulting, reader: Actor, outbox: Mailbox, language: str, said: list[str]
) -> None:
    reads(reader, language)
    workshop_id = planned(place, reader)
    move(place, workshop_id)
    letter = last_letter(outbox, reader)
    for words in said:
        assert words in plain(letter.text)
    assert "Bibliothèque &lt;b&gt;" in letter.html
    assert f"http://localhost/{language}/c/{place.slug}/workshops/{workshop_id}" in letter.links
    assert letter.headers["List-Unsubscribe"].endswith(f"{letter.link('/unsubscribe/')}>")


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zgh"])
def test_a_cancellation_says_the_day_and_the_reason_on_the_page_and_by_mail(
    place: Consulting, client: FlaskClient, reader: Actor, outbox: Mailbox, language: str
) -> None:
    reads(reader, language)
    workshop_id = planned(place, reader)
    call_off(place, workshop_id)
    page = client.get(f"/{language}/me/notices").text
    letter = last_letter(outbox, reader)
    for text in (letter.text, letter.html, page):
        assert "La salle est inondée." in text
        assert "09:00" in text
        assert f"/{language}/c/{place.slug}/workshops/{workshop_id}" in text


def test_hours_are_those_of_the_collectivity(place: Consulting, reader: Actor, outbox: Mailbox) -> None:
    reads(reader, "en")
    with transaction():
        place.collectivity.time_zone = "Europe/Paris"
    call_off(place, planned(place, reader))
    assert "20 October 2026, 11:00" in last_letter(outbox, reader).subject
