"""Whoever has a place in a workshop is told when it moves or is called off, and of nothing else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.consultations import commands as consultations
from app.features.consultations.types import ConsultationState
from app.features.notifications import commands, queries
from app.features.notifications.models import News, Notice
from app.features.notifications.types import Because, Followed, NewsKind, Pace
from app.features.workshops import commands as workshops
from app.features.workshops.models import Workshop, WorkshopRegistration
from app.features.workshops.types import WorkshopPlan
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.features.notifications.telling import mails, statements, told
from tests.support.consulting import Consulting, make_consulting, make_user

TEXTS = {"fr": {"title": "Atelier du souk", "place": "Maison de quartier"}}
ELSEWHERE = {"fr": {"title": "Atelier du souk", "place": "Bibliothèque"}}
MOVED = [(NewsKind.WORKSHOP_CHANGED, Because.REGISTERED)]
CALLED_OFF = (NewsKind.WORKSHOP_CANCELLED, Because.REGISTERED)


@pytest.fixture
def place(db_session: Any) -> Consulting:
    return make_consulting()


@pytest.fixture
def starts_at() -> datetime:
    return clock.now().replace(microsecond=0) + timedelta(days=2)


def planned(place: Consulting, starts_at: datetime, *people: Actor) -> int:
    """Plan a workshop where people have a place; return its id."""
    facilitator = place.person(Role.FACILITATOR)
    with transaction() as now:
        workshop_id = workshops.plan_workshop(
            actor=facilitator, consultation=place.consultation, plan=WorkshopPlan(TEXTS, starts_at), now=now
        ).id
        for each in people:
            workshop = db.session.get_one(Workshop, workshop_id)
            workshops.register(actor=each, workshop=workshop, now=now)
    return workshop_id


def change(place: Consulting, workshop_id: int, plan: WorkshopPlan) -> None:
    focal_point = place.person(Role.FOCAL_POINT)
    with transaction() as now:
        workshop = db.session.get_one(Workshop, workshop_id)
        workshops.change_workshop(actor=focal_point, workshop=workshop, plan=plan, now=now)


def cancel(place: Consulting, workshop_id: int) -> None:
    focal_point = place.person(Role.FOCAL_POINT)
    with transaction() as now:
        workshop = db.session.get_one(Workshop, workshop_id)
        workshops.cancel_workshop(
            actor=focal_point, workshop=workshop, reason="La salle est inondée.", now=now
        )


def cancel_consultation(place: Consulting) -> None:
    focal_point = place.person(Role.FOCAL_POINT)
    with transaction() as now:
        consultations.cancel(
            actor=focal_point, consultation=place.consultation, reason="Le projet est abandonné.", now=now
        )


def test_a_new_instant_and_place_are_told_with_the_old_ones_to_whoever_has_a_place(
    place: Consulting, starts_at: datetime
) -> None:
    registered, gone, stranger = (place.person() for _ in range(3))
    workshop_id = planned(place, starts_at, registered, gone)
    with transaction() as now:
        workshops.give_back_place(actor=gone, workshop=db.session.get_one(Workshop, workshop_id), now=now)
    later = starts_at + timedelta(hours=3)
    change(place, workshop_id, WorkshopPlan(ELSEWHERE, later))
    assert told(registered) == MOVED
    assert len(mails(registered)) == 1
    assert told(gone) == told(stranger) == []
    assert queries.list_notices(registered.user_id or 0).items[0].values == {
        "moments": [starts_at.isoformat(), later.isoformat()],
        "places": {"fr": ["Maison de quartier", "Bibliothèque"]},
    }


def test_two_changes_are_two_pieces_of_news(place: Consulting, starts_at: datetime) -> None:
    registered = place.person()
    workshop_id = planned(place, starts_at, registered)
    change(place, workshop_id, WorkshopPlan(ELSEWHERE, starts_at))
    change(place, workshop_id, WorkshopPlan(TEXTS, starts_at))
    assert told(registered) == MOVED * 2
    assert len(mails(registered)) == 2


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS,
        {"fr": {"title": "Autre titre", "place": "Maison  de quartier "}},
        {"ar": {"title": "ورشة", "place": "دار الحي"}},
    ],
    ids=["nothing", "title and blanks", "first translation"],
)
def test_nothing_is_told_when_neither_the_instant_nor_the_place_changed(
    place: Consulting, starts_at: datetime, texts: Any
) -> None:
    registered = place.person()
    workshop_id = planned(place, starts_at, registered)
    change(place, workshop_id, WorkshopPlan(texts, starts_at, capacity=40))
    assert told(registered) == []
    assert mails(registered) == []
    assert db.session.scalars(sa.select(News.kind)).all() == []


def test_a_correction_of_a_workshop_that_was_held_is_told_to_nobody(
    place: Consulting, starts_at: datetime
) -> None:
    registered = place.person()
    workshop_id = planned(place, starts_at, registered)
    with transaction() as now:
        db.session.get_one(Workshop, workshop_id).starts_at = now - timedelta(days=1)
    change(place, workshop_id, WorkshopPlan(ELSEWHERE, clock.now() - timedelta(days=2)))
    assert told(registered) == []


def test_nobody_is_told_of_a_workshop_that_the_public_does_not_know_of(
    place: Consulting, starts_at: datetime
) -> None:
    registered = place.person()
    workshop_id = planned(place, starts_at, registered)
    place.set(state=ConsultationState.DRAFT, announced_at=None)
    change(place, workshop_id, WorkshopPlan(ELSEWHERE, starts_at))
    cancel(place, workshop_id)
    assert told(registered) == []


def test_nobody_is_told_when_the_change_is_rolled_back(place: Consulting, starts_at: datetime) -> None:
    registered = place.person()
    workshop_id = planned(place, starts_at, registered)
    with pytest.raises(ZeroDivisionError):
        _change_and_fail(place, workshop_id, WorkshopPlan(ELSEWHERE, starts_at))
    assert told(registered) == []
    assert mails(registered) == []


def _change_and_fail(place: Consulting, workshop_id: int, plan: WorkshopPlan) -> None:
    focal_point = place.person(Role.FOCAL_POINT)
    with transaction() as now:
        workshop = db.session.get_one(Workshop, workshop_id)
        workshops.change_workshop(actor=focal_point, workshop=workshop, plan=plan, now=now)
        raise ZeroDivisionError


def test_a_cancellation_is_told_with_its_reason_and_the_day_it_was_planned_for(
    place: Consulting, starts_at: datetime
) -> None:
    registered, silent = place.person(), place.person()
    workshop_id = planned(place, starts_at, registered, silent)
    with transaction() as now:
        commands.choose_pace(actor=silent, pace=Pace.NEVER, now=now)
    cancel(place, workshop_id)
    assert told(registered) == told(silent) == [CALLED_OFF]
    assert (len(mails(registered)), mails(silent)) == (1, [])
    values = queries.list_notices(registered.user_id or 0).items[0].values
    assert values == {"moment": starts_at.isoformat(), "reason": "La salle est inondée."}


def test_workshops_to_come_are_called_off_with_their_consultation_in_one_mail(
    place: Consulting, starts_at: datetime
) -> None:
    registered, both = place.person(), place.person()
    first = planned(place, starts_at, registered, both)
    second = planned(place, starts_at + timedelta(days=1), registered)
    held = planned(place, starts_at, registered)
    already = planned(place, starts_at, registered)
    with transaction() as now:
        db.session.get_one(Workshop, held).starts_at = now - timedelta(days=1)
        commands.follow(actor=both, subject=place.consultation, now=now)
    cancel(place, already)
    cancel_consultation(place)
    assert told(registered) == [CALLED_OFF] * 3
    assert len(mails(registered)) == 2
    assert set(told(both)) == {CALLED_OFF, (NewsKind.CONSULTATION_CANCELLED, Because.FOLLOWER)}
    assert len(mails(both)) == 1
    lines = queries.list_of_event(user_id=both.user_id or 0, event_key=mails(both)[0]["event_key"])
    assert [each.kind for each in lines] == [NewsKind.CONSULTATION_CANCELLED, NewsKind.WORKSHOP_CANCELLED]
    reasons = {
        each.id: each.cancellation_reason
        for each in db.session.scalars(sa.select(Workshop).order_by(Workshop.id))
    }
    assert reasons == {
        first: "Le projet est abandonné.",
        second: "Le projet est abandonné.",
        held: None,
        already: "La salle est inondée.",
    }


def test_forty_registered_persons_cost_as_many_statements_as_two(
    place: Consulting, starts_at: datetime
) -> None:
    counts = []
    for number in (2, 40):
        workshop_id = planned(place, starts_at)
        with transaction() as now:
            for each in range(number):
                db.session.add(
                    WorkshopRegistration(
                        collectivity_id=place.collectivity_id,
                        workshop_id=workshop_id,
                        user_id=make_user(f"Voisine {each}").id,
                        registered_at=now,
                    )
                )
        with statements() as sent:
            cancel(place, workshop_id)
        counts.append(len(sent))
        reached = sa.select(sa.func.count()).select_from(Notice).join(News)
        assert db.session.scalar(reached.where(News.object_id == workshop_id)) == number
    assert counts[0] == counts[1]


def test_to_follow_a_consultation_is_not_to_have_a_place(place: Consulting, starts_at: datetime) -> None:
    follower = place.person()
    with transaction() as now:
        commands.follow(actor=follower, subject=place.consultation, now=now)
    assert queries.list_followed(
        user_id=follower.user_id or 0, kind=Followed.CONSULTATION, object_ids=[place.consultation_id]
    )
    cancel(place, planned(place, starts_at))
    assert told(follower) == []
