"""What people do with a workshop, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.features.accounts.types import Role
from app.features.consultations.types import ConsultationState
from app.features.workshops import commands, queries
from app.features.workshops.models import Workshop
from app.features.workshops.rules import (
    NothingToPrepare,
    TooLateToCancel,
    WorkshopBegun,
    WorkshopCancelled,
    WorkshopFull,
    WorkshopNotHeld,
)
from app.features.workshops.types import WorkshopPlan
from app.foundation import clock as application_clock
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, NotFound, NotNow, SignInNeeded
from app.foundation.policy import VISITOR, Actor
from tests.support.clock import FixedClock
from tests.support.consulting import Consulting, make_consulting
from tests.support.together import do_together

TEXTS = {"fr": {"title": "Atelier du souk", "place": "Maison de quartier"}}


@pytest.fixture
def place(app: Flask, clock: FixedClock) -> Iterator[Consulting]:
    with app.app_context():
        yield make_consulting()


def planned(place: Consulting, *, capacity: int | None = None) -> int:
    facilitator = place.person(Role.FACILITATOR)
    with transaction() as now:
        plan = WorkshopPlan(texts=TEXTS, starts_at=now + timedelta(days=2), capacity=capacity)
        return commands.plan_workshop(
            actor=facilitator, consultation=place.consultation, plan=plan, now=now
        ).id


def workshop(workshop_id: int) -> Workshop:
    return db.session.get_one(Workshop, workshop_id)


def do(command: Any, actor: Actor, workshop_id: int, **values: Any) -> Any:
    with transaction() as now:
        return command(actor=actor, workshop=workshop(workshop_id), now=now, **values)


def taken(workshop_id: int) -> int:
    return queries.count_registrations(workshop_ids=[workshop_id]).get(workshop_id, 0)


def plan_as(actor: Actor, place: Consulting, plan: WorkshopPlan) -> Workshop:
    with transaction() as now:
        return commands.plan_workshop(actor=actor, consultation=place.consultation, plan=plan, now=now)


def test_facilitators_and_the_focal_point_plan_workshops_and_nobody_else(
    place: Consulting, clock: FixedClock
) -> None:
    assert workshop(planned(place)).texts == TEXTS
    plan = WorkshopPlan(texts=TEXTS, starts_at=clock() + timedelta(days=2))
    for actor in (place.person(Role.MODERATOR), place.person(), VISITOR):
        with pytest.raises((NotAllowed, SignInNeeded)):
            plan_as(actor, place, plan)


def test_a_workshop_needs_a_title_and_a_place(place: Consulting, clock: FixedClock) -> None:
    plan = WorkshopPlan(texts={"fr": {"title": " "}}, starts_at=clock(), capacity=0)
    focal_point = place.person(Role.FOCAL_POINT)
    with pytest.raises(Invalid) as refused:
        plan_as(focal_point, place, plan)
    assert set(refused.value.fields) == {"title", "place", "capacity"}


def test_a_finished_consultation_gets_no_workshop(place: Consulting) -> None:
    place.set(state=ConsultationState.CANCELLED)
    with pytest.raises(NotNow):
        planned(place)


def test_one_person_takes_one_place_however_often_she_asks(place: Consulting) -> None:
    workshop_id, person = planned(place, capacity=2), place.person()
    for _ in range(3):
        do(commands.register, person, workshop_id)
    assert taken(workshop_id) == 1
    assert queries.is_registered(workshop_id=workshop_id, user_id=person.user_id)


def test_a_place_given_back_is_free_for_somebody_else(place: Consulting) -> None:
    workshop_id, first, second = planned(place, capacity=1), place.person(), place.person()
    do(commands.register, first, workshop_id)
    with pytest.raises(WorkshopFull):
        do(commands.register, second, workshop_id)
    do(commands.give_back_place, first, workshop_id)
    do(commands.register, second, workshop_id)
    assert taken(workshop_id) == 1


def test_places_are_never_given_beyond_their_number_when_all_come_together(
    app: Flask, place: Consulting
) -> None:
    workshop_id = planned(place, capacity=3)
    people = [place.person(name=f"Voisin {number}") for number in range(9)]
    db.session.remove()
    outcomes = do_together(
        app, [lambda actor=each: do(commands.register, actor, workshop_id) for each in people]
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(refusal) for refusal in refused] == [WorkshopFull] * 6
    assert taken(workshop_id) == 3


def test_registration_ends_when_the_workshop_begins(place: Consulting, clock: FixedClock) -> None:
    workshop_id, person = planned(place), place.person()
    clock.set(workshop(workshop_id).starts_at)
    for command in (commands.register, commands.give_back_place):
        with pytest.raises(WorkshopBegun):
            do(command, person, workshop_id)


def test_no_place_is_taken_once_the_consultation_is_cancelled(place: Consulting) -> None:
    workshop_id = planned(place)
    with transaction():
        place.consultation.state = ConsultationState.CANCELLED
    somebody = place.person()
    with pytest.raises(NothingToPrepare), transaction() as now:
        commands.register(actor=somebody, workshop=workshop(workshop_id), now=now)


def test_a_workshop_is_called_off_once_for_a_public_reason_and_then_takes_nothing(place: Consulting) -> None:
    workshop_id, focal_point = planned(place), place.person(Role.FOCAL_POINT)
    do(commands.register, place.person(), workshop_id)
    for reason, words in [(" ", "Give the reason"), ("x" * 1001, "At most")]:
        with pytest.raises(Invalid) as refused:
            do(commands.cancel_workshop, focal_point, workshop_id, reason=reason)
        assert words in str(refused.value.fields["reason"])
    for actor in (place.person(Role.MODERATOR), place.person(), VISITOR):
        with pytest.raises((NotAllowed, SignInNeeded)):
            do(commands.cancel_workshop, actor, workshop_id, reason="La salle est inondée.")
    do(commands.cancel_workshop, focal_point, workshop_id, reason=" La salle est inondée. ")
    assert workshop(workshop_id).cancellation_reason == "La salle est inondée."
    plan = WorkshopPlan(texts=TEXTS, starts_at=workshop(workshop_id).starts_at)
    for command, values in [
        (commands.cancel_workshop, {"reason": "Encore."}),
        (commands.change_workshop, {"plan": plan}),
        (commands.record_minutes, {"minutes": {"fr": "Rien."}, "attendance_count": 0}),
        (commands.register, {}),
    ]:
        with pytest.raises(WorkshopCancelled):
            do(command, focal_point, workshop_id, **values)
    assert taken(workshop_id) == 1


def test_what_was_called_off_is_neither_offered_nor_counted_as_held(
    place: Consulting, clock: FixedClock
) -> None:
    workshop_id, focal_point = planned(place), place.person(Role.FOCAL_POINT)
    do(commands.cancel_workshop, focal_point, workshop_id, reason="La salle est inondée.")
    clock.advance(days=3)
    assert queries.list_of_consultation(consultation_id=place.consultation_id) == []
    assert queries.count_held(consultation_id=place.consultation_id, until=application_clock.now()) == (0, 0)
    assert [each.id for each in queries.list_workshops(collectivity_id=place.collectivity_id)] == [
        workshop_id
    ]


def test_what_has_begun_is_not_called_off(place: Consulting, clock: FixedClock) -> None:
    workshop_id, focal_point = planned(place), place.person(Role.FOCAL_POINT)
    clock.set(workshop(workshop_id).starts_at)
    with pytest.raises(TooLateToCancel):
        do(commands.cancel_workshop, focal_point, workshop_id, reason="Trop tard.")


def test_the_database_refuses_a_cancellation_without_its_reason(place: Consulting) -> None:
    workshop_id = planned(place)
    with pytest.raises(IntegrityError), transaction() as now:
        workshop(workshop_id).cancelled_at = now


def test_places_are_not_reduced_below_those_given(place: Consulting) -> None:
    workshop_id = planned(place, capacity=5)
    for _ in range(2):
        do(commands.register, place.person(), workshop_id)
    focal_point = place.person(Role.FOCAL_POINT)
    plan = WorkshopPlan(texts=TEXTS, starts_at=workshop(workshop_id).starts_at, capacity=1)
    with pytest.raises(Invalid) as refused:
        do(commands.change_workshop, focal_point, workshop_id, plan=plan)
    assert set(refused.value.fields) == {"capacity"}


def test_minutes_come_after_the_workshop_and_stay_when_it_is_changed(
    place: Consulting, clock: FixedClock
) -> None:
    workshop_id, facilitator = planned(place), place.person(Role.FACILITATOR)
    minutes = {"fr": "Vingt personnes ont parlé des horaires."}
    with pytest.raises(WorkshopNotHeld):
        do(commands.record_minutes, facilitator, workshop_id, minutes=minutes, attendance_count=20)
    starts_at = workshop(workshop_id).starts_at
    clock.set(starts_at + timedelta(hours=3))
    do(commands.record_minutes, facilitator, workshop_id, minutes=minutes, attendance_count=20)
    plan = WorkshopPlan(texts={"ar": {"title": "ورشة", "place": "دار الحي"}}, starts_at=starts_at)
    do(commands.change_workshop, facilitator, workshop_id, plan=plan)
    kept = workshop(workshop_id)
    assert kept.texts["fr"]["minutes"] == minutes["fr"]
    assert kept.texts["ar"]["title"] == "ورشة"
    held = queries.count_held(consultation_id=place.consultation_id, until=application_clock.now())
    assert held == (1, 20)


def test_a_workshop_of_a_consultation_in_preparation_is_not_public(place: Consulting) -> None:
    workshop_id = planned(place)
    place.set(state=ConsultationState.DRAFT, announced_at=None)
    with pytest.raises(NotFound):
        queries.get_workshop(collectivity_id=place.collectivity_id, workshop_id=workshop_id)
    assert queries.list_workshops(collectivity_id=place.collectivity_id) == []
    assert queries.list_workshops(collectivity_id=place.collectivity_id, public_only=False)


def test_a_workshop_is_not_found_under_another_collectivity(place: Consulting) -> None:
    workshop_id = planned(place)
    with pytest.raises(NotFound):
        queries.get_workshop(collectivity_id=place.collectivity_id + 1, workshop_id=workshop_id)
