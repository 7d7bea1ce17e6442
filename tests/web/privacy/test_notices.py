"""The legal notice is accepted before the first act in a collectivity, and again when it changed."""

import re
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.collectivities import commands as collectivities
from app.features.collectivities.types import PublicText
from app.features.privacy.models import NoticeAcceptance
from app.features.proposals.models import Proposal
from app.features.supports.models import Support
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM
from tests.support.applications import Client
from tests.support.ballot_forms import vote_url
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.voting import open_voting

pytestmark = pytest.mark.sqlite_only
TITLE = "Réparer le toit du marché"


@pytest.fixture
def place(db_session: Any, clock: FixedClock) -> Consulting:
    """A commune that published its legal notice."""
    made = make_consulting()
    publish(made, "Première version.")
    return made


@pytest.fixture
def person(place: Consulting, client: Client) -> int:
    """Somebody who is signed in and has not taken part yet."""
    user_id = place.person().user_id
    assert user_id is not None
    client.sign_in(user_id)
    return user_id


def publish(place: Consulting, text: str) -> None:
    with transaction() as now:
        collectivities.publish_public_text(
            actor=SYSTEM, collectivity=place.collectivity, kind=PublicText.LEGAL_NOTICE, now=now,
            texts={"fr": {"text": text, "origin": "original"}},
        )  # fmt: skip


def send(client: Client, path: str, page: str, **fields: str | list[str]) -> Any:
    return client.post(path, data=fields, headers={"Referer": f"http://localhost{page}"})


def accept(client: Client, asked: str) -> Any:
    path, _, next_path = asked.partition("?next=")
    return client.post(path, data={"next": next_path})


def accepted() -> list[tuple[int, datetime]]:
    statement = sa.select(NoticeAcceptance).order_by(NoticeAcceptance.version_id)
    return [(each.version_id, each.accepted_at) for each in db.session.scalars(statement)]


def test_a_support_waits_for_the_notice_and_then_counts(
    client: Client, place: Consulting, person: int, clock: FixedClock
) -> None:
    proposal_id = place.published(place.person(name="Une Autre"))
    page = f"/fr/c/{place.slug}/proposals/{proposal_id}"
    asked = send(client, f"{page}/support", page)
    assert (asked.status_code, asked.location) == (
        303,
        f"/fr/c/{place.slug}/legal-notice/accept?next={page}",
    )
    assert "Première version." in client.get(asked.location).get_data(as_text=True)
    assert db.session.scalars(sa.select(Support)).all() == []
    assert accept(client, asked.location).location == page
    assert accepted() == [(1, clock())]
    assert send(client, f"{page}/support", page).location != asked.location
    assert len(db.session.scalars(sa.select(Support)).all()) == 1


def test_what_was_typed_is_found_again_in_its_form(client: Client, place: Consulting, person: int) -> None:
    page = f"/fr/c/{place.slug}/consultations/{place.consultation_id}/proposals/new"
    fields = {"kind": "idea", "title": TITLE, "solution": "Avant l'hiver.", "name_shown": "hidden"}
    asked = send(client, page, page, step="check", **fields)
    assert accept(client, asked.location).location == page
    assert TITLE in client.get(page).get_data(as_text=True)
    assert db.session.scalars(sa.select(Proposal)).all() == []


@pytest.mark.parametrize("act", ["count", "review"])
def test_what_was_ticked_is_ticked_again_on_the_ballot(
    db_session: Any, client: Client, clock: FixedClock, act: str
) -> None:
    voting = open_voting(clock)
    publish(voting.place, "Première version.")
    client.sign_in(voting.place.person().user_id or 0)
    page = vote_url(voting)
    asked = send(client, page, page, act=act, choice=["1", "3"])
    assert accept(client, asked.location).location == page
    ballot = client.get(page).get_data(as_text=True)
    assert re.findall(r'id="choice-(\d)"[^>]* checked', ballot) == ["1", "3"]


def test_a_ballot_keeps_its_ticks_though_the_browser_does_not_say_where_it_was(
    db_session: Any, client: Client, clock: FixedClock
) -> None:
    voting = open_voting(clock)
    publish(voting.place, "Première version.")
    client.sign_in(voting.place.person().user_id or 0)
    asked = client.post(vote_url(voting), data={"act": "review", "choice": ["1", "3"]})
    assert accept(client, asked.location).location == vote_url(voting)
    ballot = client.get(vote_url(voting)).get_data(as_text=True)
    assert re.findall(r'id="choice-(\d)"[^>]* checked', ballot) == ["1", "3"]


def test_a_browser_that_does_not_say_where_it_was_gets_its_text_back_on_the_page_of_the_refusal(
    client: Client, place: Consulting, person: int
) -> None:
    path = f"/fr/c/{place.slug}/consultations/{place.consultation_id}/proposals/new"
    answer = client.post(path, data={"kind": "idea", "title": TITLE, "solution": "Avant l'hiver, pas après."})
    assert answer.status_code == 409
    assert TITLE in answer.get_data(as_text=True)


def test_a_new_version_is_asked_again_and_both_are_on_her_page(
    client: Client, place: Consulting, person: int
) -> None:
    asked = f"/fr/c/{place.slug}/legal-notice/accept"
    assert accept(client, f"{asked}?next=/fr/").location == "/fr/"
    assert "Première version." in client.get(asked).get_data(as_text=True)
    assert accept(client, asked).status_code == 303
    assert len(accepted()) == 1
    publish(place, "Deuxième version.")
    assert "Deuxième version." in client.get(asked).get_data(as_text=True)
    accept(client, asked)
    assert [version_id for version_id, _at in accepted()] == [1, 2]
    page = client.get("/fr/me/data").get_data(as_text=True)
    assert "legal-notice/1" in page
    assert "legal-notice/2" in page


def test_the_way_back_stays_on_this_site(client: Client, place: Consulting, person: int) -> None:
    asked = f"/fr/c/{place.slug}/legal-notice/accept"
    assert accept(client, f"{asked}?next=https://elsewhere.example/").location == f"/fr/c/{place.slug}"


def test_who_accepted_nothing_can_still_read_and_take_back(
    client: Client, place: Consulting, person: int
) -> None:
    proposal_id = place.published(place.person(name="Une Autre"))
    page = f"/fr/c/{place.slug}/proposals/{proposal_id}"
    assert client.get(page).status_code == 200
    assert "legal-notice/accept" not in send(client, f"{page}/take-back", page).location
