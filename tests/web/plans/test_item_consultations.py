"""An item that several consultations are about: its page takes part in the one that is open, and says when none is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.discussion.models import Comment
from app.foundation.database import db, transaction
from tests.support.consulting import BEGAN, Consulting, make_consulting
from tests.support.people import sign_in


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """A commune whose consultation is open."""
    with app.app_context():
        yield make_consulting()


def another(place: Consulting, *, begins: int, ends: int, state: ConsultationState, title: str) -> int:
    """Put the same version to one more consultation, from so many days on; return its id."""
    with transaction() as now:
        first = place.consultation
        consultation = Consultation(
            collectivity_id=place.collectivity_id, plan_id=place.plan_id, version_id=place.version_id,
            round=first.round, state=state, texts={"fr": {"title": title, "origin": "original"}},
            starts_at=now + timedelta(days=begins), ends_at=now + timedelta(days=ends), announced_at=now,
            opened_at=now if state is not ConsultationState.ANNOUNCED else None,
            closed_at=now if state is ConsultationState.UNDER_REVIEW else None,
            answer_due_on=first.answer_due_on, moderation_mode=first.moderation_mode, created_at=BEGAN,
        )  # fmt: skip
        db.session.add(consultation)
        db.session.flush()
        return consultation.id


def announced(place: Consulting) -> int:
    return another(place, begins=20, ends=40, state=ConsultationState.ANNOUNCED, title="Plus tard")


def url_of(place: Consulting, **query: Any) -> str:
    values = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/en/c/{place.slug}/plans/{place.plan_id}/items/{place.items['project-1']}?{values}"


def posts_to(page: str) -> list[int]:
    """Return the consultations that the forms of a page for opinions and comments take part in."""
    addresses = [part.split('"')[0] for part in page.split('action="')[1:]]
    return sorted(
        {
            int(each.split("/consultations/")[1].split("/")[0])
            for each in addresses
            if "/consultations/" in each
        }
    )


def test_the_item_page_takes_part_in_the_open_consultation_not_in_the_announced_one(
    place: Consulting, client: FlaskClient
) -> None:
    later = announced(place)
    page = client.get(url_of(place)).text
    assert posts_to(page) == [place.consultation_id]
    assert "Plus tard" in page
    chosen = client.get(url_of(place, consultation=later)).text
    assert posts_to(chosen) == []
    assert "opens on" in chosen
    assert "No consultation on this item is open" not in chosen


def test_of_two_open_consultations_the_reader_chooses_where_she_takes_part(
    place: Consulting, client: FlaskClient
) -> None:
    second = another(place, begins=-1, ends=5, state=ConsultationState.OPEN, title="Seconde")
    assert len(posts_to(client.get(url_of(place)).text)) == 1
    for chosen in (place.consultation_id, second):
        assert posts_to(client.get(url_of(place, consultation=chosen)).text) == [chosen]
    assert client.get(url_of(place, consultation=10**12)).status_code == 200


def test_a_comment_leads_back_to_the_consultation_in_which_it_was_written(
    place: Consulting, client: FlaskClient
) -> None:
    another(place, begins=-1, ends=5, state=ConsultationState.OPEN, title="Seconde")
    user_id = place.person().user_id
    assert user_id is not None
    sign_in(client, user_id)
    answer = client.post(
        f"/en/c/{place.slug}/consultations/{place.consultation_id}/comments?item={place.items['project-1']}",
        data={"body": "Je suis pour.", "name_shown": "pseudonym", "stance": "remark"},
    )
    assert answer.status_code == 303
    assert db.session.query(Comment).one().consultation_id == place.consultation_id
    assert "Je suis pour." in client.get(answer.location).text


def test_when_no_consultation_is_open_the_item_page_says_so(place: Consulting, client: FlaskClient) -> None:
    announced(place)
    place.close()
    page = client.get(url_of(place)).text
    assert posts_to(page) == []
    assert "No consultation on this item is open at the moment." in page
    assert "closed on" in page  # the last one that ran, with what was said in it


def test_one_open_consultation_needs_no_choice(place: Consulting, client: FlaskClient) -> None:
    page = client.get(url_of(place)).text
    assert posts_to(page) == [place.consultation_id]
    assert "Consultations on this item" not in page
