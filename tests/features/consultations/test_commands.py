"""What people and the clock do with a consultation, on both databases."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from app.features.accounts.types import Role
from app.features.collectivities.models import Collectivity
from app.features.collectivities.rules import NotDeclared
from app.features.consultations import checklist, commands, events, queries
from app.features.consultations.models import CalendarChange, Consultation
from app.features.consultations.rules import (
    SecondRoundExists,
    SetupClosed,
    SetupIncomplete,
    require_age_declared,
)
from app.features.consultations.types import ConsultationState, Round, Setup
from app.features.plans.models import Plan, PlanVersion
from app.features.plans.queries import tree
from app.features.plans.types import VersionKind
from app.features.reports.queries import count_figures
from app.foundation.database import db, transaction
from app.foundation.errors import ChangedMeanwhile, Invalid, NotAllowed, NotFound, NotNow
from app.foundation.events import subscribe
from app.foundation.history import list_steps
from app.foundation.policy import SYSTEM, VISITOR, Actor
from tests.features.consultations.preparing import (
    ENDS,
    STARTS,
    Preparing,
    make_preparing,
    open_at_start,
    setup,
)
from tests.support.clock import FixedClock
from tests.support.together import do_together

MOMENT = timedelta(milliseconds=1)


def step(
    preparing: Preparing, command: Any, *, actor: Actor | None = None, now: Any = None, **values: Any
) -> Any:
    with transaction() as instant:
        return command(
            actor=actor or preparing.focal_point,
            consultation=preparing.consultation,
            now=now or instant,
            **values,
        )


def close(preparing: Preparing, now: Any = ENDS) -> None:
    step(preparing, commands.close_consultation, actor=SYSTEM, now=now, count_figures=count_figures)


def test_a_complete_consultation_is_announced_with_its_plan_published_as_consulted(
    preparing: Preparing,
) -> None:
    preparing.announce()
    consultation = preparing.consultation
    version = db.session.get_one(PlanVersion, consultation.version_id)
    assert (consultation.state, version.kind) == (ConsultationState.ANNOUNCED, VersionKind.CONSULTED)
    assert version.is_published
    assert [each.step for each in list_steps("consultation", consultation.id)] == ["create", "announce"]


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("texts", {"texts": {"fr": {"title": "Sans l'arabe", "introduction": "…"}}}),
        ("calendar", {"starts_at": None}),
        ("calendar", {"answer_due_on": None}),
        ("moderation", {"moderation_hours": 0}),
    ],
)
def test_what_is_missing_is_named_and_keeps_the_consultation_private(
    preparing: Preparing, key: str, change: dict[str, Any]
) -> None:
    step(preparing, commands.update_setup, setup=setup(**change))
    missing = [item for item in checklist.checklist(preparing.consultation) if not item.done]
    assert [item.key for item in missing] == [key]
    with pytest.raises(SetupIncomplete) as refused:
        preparing.announce()
    assert str(missing[0].label) in str(refused.value)
    assert preparing.consultation.state is ConsultationState.DRAFT


def test_a_second_round_needs_a_project_and_a_first_one_an_axis(app: Any, clock: FixedClock) -> None:
    with app.app_context():
        preparing = make_preparing(in_round=Round.DRAFT)
        assert all(item.done for item in checklist.checklist(preparing.consultation))
        with transaction():
            consultation = preparing.consultation
            for axis in tree(consultation.version_id or 0):
                for project in axis.children:
                    db.session.delete(project.revision)
        assert [item.key for item in checklist.checklist(preparing.consultation) if not item.done] == ["plan"]


def test_a_real_collectivity_without_declaration_announces_nothing(preparing: Preparing) -> None:
    with transaction():
        db.session.get_one(Collectivity, preparing.place.collectivity_id).is_fictional = False
    with pytest.raises(NotDeclared):
        preparing.announce()


def test_what_was_announced_is_not_rewritten(preparing: Preparing) -> None:
    preparing.announce()
    with pytest.raises(SetupClosed):
        step(preparing, commands.update_setup, setup=setup())


def test_only_the_focal_point_prepares_and_announces(preparing: Preparing) -> None:
    for actor in (preparing.place.person(Role.MODERATOR), preparing.place.person()):
        with pytest.raises(NotAllowed):
            step(preparing, commands.announce, actor=actor)


def test_a_draft_is_found_by_the_staff_alone(preparing: Preparing) -> None:
    known = {"collectivity_id": preparing.place.collectivity_id, "consultation_id": preparing.consultation_id}
    moderator, citizen = preparing.place.person(Role.MODERATOR), preparing.place.person()
    assert queries.get_consultation(**known, actor=moderator).id == preparing.consultation_id
    for actor in (VISITOR, citizen):
        with pytest.raises(NotFound):
            queries.get_consultation(**known, actor=actor)
    preparing.announce()
    assert queries.get_consultation(**known).id == preparing.consultation_id


def test_a_consultation_is_not_found_under_another_collectivity(preparing: Preparing) -> None:
    preparing.announce()
    with pytest.raises(NotFound):
        queries.get_consultation(
            collectivity_id=preparing.place.collectivity_id + 1,
            consultation_id=preparing.consultation_id,
            actor=SYSTEM,
        )


def test_the_clock_opens_and_closes_at_the_instants_and_not_before(preparing: Preparing) -> None:
    preparing.announce()
    with pytest.raises(NotNow):
        step(preparing, commands.open_consultation, actor=SYSTEM, now=STARTS - MOMENT)
    open_at_start(preparing)
    with pytest.raises(NotNow):
        close(preparing, now=ENDS - MOMENT)
    close(preparing)
    consultation = preparing.consultation
    assert (consultation.state, consultation.closed_at) == (ConsultationState.UNDER_REVIEW, ENDS)
    assert list_steps("consultation", consultation.id)[-1].actor_role == "system"


def test_people_cannot_play_the_clock(preparing: Preparing) -> None:
    preparing.announce()
    with pytest.raises(NotAllowed):
        step(preparing, commands.open_consultation, now=STARTS)


def test_figures_are_frozen_with_the_edition_of_their_definitions(
    preparing: Preparing, clock: FixedClock
) -> None:
    preparing.announce()
    open_at_start(preparing)
    clock.set(STARTS + timedelta(days=1))
    first, second = preparing.place.person(name="Une"), preparing.place.person(name="Deux")
    place = preparing.place
    place.consultation_id, before = preparing.consultation_id, place.consultation_id
    place.published(first, "Une idée")
    place.published(second, "Une autre idée")
    clock.set(ENDS)
    close(preparing)
    figures = preparing.consultation.figures
    assert figures is not None
    assert figures["edition"] == 1
    assert (figures["counts"]["proposals"], figures["counts"]["participants"]) == (2, 2)
    assert figures["counts"]["proposals_by_channel"] == {"web": 2}
    place.consultation_id = before


def test_a_consultation_is_extended_only_to_later_with_a_public_reason(preparing: Preparing) -> None:
    preparing.announce()
    later = ENDS + timedelta(days=3)
    with pytest.raises(Invalid):
        step(preparing, commands.extend, new_ends_at=ENDS, reason="Un férié.")
    with pytest.raises(Invalid):
        step(preparing, commands.extend, new_ends_at=later, reason="   ")
    step(preparing, commands.extend, new_ends_at=later, reason="Un férié.")
    (change,) = queries.list_calendar_changes(consultation_id=preparing.consultation_id)
    assert (change.old_ends_at, change.new_ends_at, change.reason) == (ENDS, later, "Un férié.")
    assert preparing.consultation.ends_at == later
    assert isinstance(change, CalendarChange)


def test_an_extension_keeps_the_promise_of_the_answers(preparing: Preparing) -> None:
    preparing.announce()
    with pytest.raises(Invalid) as refused:
        step(preparing, commands.extend, new_ends_at=ENDS + timedelta(days=90), reason="Plus de temps.")
    assert set(refused.value.fields) == {"ends_at"}


def test_what_is_over_is_not_extended_even_before_the_clock_recorded_it(preparing: Preparing) -> None:
    preparing.announce()
    open_at_start(preparing)
    with pytest.raises(NotNow):
        step(preparing, commands.extend, now=ENDS, new_ends_at=ENDS + timedelta(days=1), reason="Trop tard.")


def test_a_cancellation_says_why_and_ends_taking_part(preparing: Preparing) -> None:
    preparing.announce()
    heard: list[events.ConsultationCancelled] = []
    subscribe(events.ConsultationCancelled, heard.append)
    step(preparing, commands.cancel, reason="Le plan est repris à zéro.")
    consultation = preparing.consultation
    assert consultation.state is ConsultationState.CANCELLED
    assert consultation.cancellation_reason == "Le plan est repris à zéro."
    assert heard[-1].reason == "Le plan est repris à zéro."


def test_a_draft_given_up_stays_private(preparing: Preparing) -> None:
    step(preparing, commands.cancel, reason="Autre plan.")
    with pytest.raises(NotFound):
        queries.get_consultation(
            collectivity_id=preparing.place.collectivity_id, consultation_id=preparing.consultation_id
        )


def test_answered_then_archived(preparing: Preparing) -> None:
    preparing.announce()
    open_at_start(preparing)
    close(preparing)
    council = preparing.place.person(Role.COUNCIL_MEMBER)
    step(preparing, commands.mark_answered, actor=council)
    step(preparing, commands.archive)
    assert preparing.consultation.state is ConsultationState.ARCHIVED
    with pytest.raises(NotNow):
        step(preparing, commands.archive)


def test_a_second_round_continues_the_same_items_in_a_new_version_once(preparing: Preparing) -> None:
    preparing.announce()
    with pytest.raises(NotNow):
        second_of(preparing)
    open_at_start(preparing)
    close(preparing)
    first = preparing.consultation
    second = second_of(preparing)
    assert (second.round, second.previous_round_id, second.plan_id) == (Round.DRAFT, first.id, first.plan_id)
    before = [axis.item_id for axis in tree(preparing.consultation.version_id or 0)]
    after = [axis.item_id for axis in tree(second.version_id or 0)]
    assert before == after
    with pytest.raises(SecondRoundExists):
        second_of(preparing)


def test_an_opening_recorded_after_the_end_invites_nobody(preparing: Preparing) -> None:
    preparing.announce()
    told: list[object] = []
    subscribe(events.ConsultationOpened, told.append)
    with transaction():
        commands.open_consultation(actor=SYSTEM, consultation=preparing.consultation, now=ENDS)
    assert preparing.consultation.state is ConsultationState.OPEN
    assert told == []


def test_settings_saved_together_are_kept_or_refused_never_lost(app: Flask, preparing: Preparing) -> None:
    def save(**changes: Any) -> None:
        with transaction() as now:
            consultation = preparing.consultation
            present = {name: getattr(consultation, name) for name in Setup.__slots__}
            commands.update_setup(
                actor=preparing.focal_point,
                consultation=consultation,
                setup=Setup(**(present | changes)),
                now=now,
            )

    wanted = [{"moderation_hours": 7}, {"minimum_age": 18}, {"answer_due_on": date(2027, 3, 1)}]
    outcomes = do_together(app, [partial(save, **each) for each in wanted])
    db.session.rollback()
    for changes, outcome in zip(wanted, outcomes, strict=True):
        for name, value in changes.items():
            assert (getattr(preparing.consultation, name) == value) == (outcome is None)
        assert outcome is None or isinstance(outcome, ChangedMeanwhile)


def test_a_second_round_that_was_cancelled_can_be_begun_anew(preparing: Preparing) -> None:
    preparing.announce()
    open_at_start(preparing)
    close(preparing)
    given_up = second_of(preparing).id
    with transaction() as now:
        consultation = db.session.get_one(Consultation, given_up)
        commands.cancel(
            actor=preparing.focal_point, consultation=consultation, reason="Autre calendrier", now=now
        )
    anew = second_of(preparing).id
    following = queries.find_next_round(preparing.consultation, actor=preparing.focal_point)
    assert following is not None
    assert (following.id, anew != given_up) == (anew, True)


def second_of(preparing: Preparing) -> Consultation:
    with transaction() as now:
        return commands.create_second_round(
            actor=preparing.focal_point, first=preparing.consultation, texts={}, now=now
        )


def test_a_minimum_age_is_declared_once_by_the_participant_herself(preparing: Preparing) -> None:
    step(preparing, commands.update_setup, setup=setup(minimum_age=16))
    preparing.announce()
    person = preparing.place.person()
    with pytest.raises(NotNow) as refused:
        require_age_declared(preparing.consultation, person)
    assert "16" in str(refused.value)
    for _ in range(2):
        step(preparing, commands.declare_age, actor=person)
    require_age_declared(preparing.consultation, person)
    assert queries.has_declared_age(consultation_id=preparing.consultation_id, user_id=person.user_id)


def test_the_answers_are_due_after_the_end(preparing: Preparing) -> None:
    with pytest.raises(Invalid) as refused:
        step(preparing, commands.update_setup, setup=setup(answer_due_on=date(2026, 11, 1)))
    assert set(refused.value.fields) == {"answer_due_on"}


def test_a_consultation_is_about_the_version_that_is_being_written(preparing: Preparing) -> None:
    with transaction() as now:
        plan = db.session.get_one(Plan, preparing.consultation.plan_id)
        written = preparing.consultation.version_id
        another = commands.create_consultation(
            actor=preparing.focal_point, plan=plan, version=None, in_round=Round.DRAFT, texts={}, now=now
        )
        assert another.version_id == written
    preparing.announce()
    with transaction() as now:
        plan = db.session.get_one(Plan, preparing.consultation.plan_id)
        third = commands.create_consultation(
            actor=preparing.focal_point, plan=plan, version=None, in_round=Round.DRAFT, texts={}, now=now
        )
        assert third.version_id != written
        assert len(tree(third.version_id or 0)) == 1
