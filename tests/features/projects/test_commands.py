"""Reports on activities: complete, by their owner, told once, never rewritten."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.plans.models import PlanVersion
from app.features.projects import commands, queries, rules
from app.features.projects.models import FollowedActivity, ProgressReport
from app.features.projects.types import ProgressStatus, Words
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import Consulting, make_consulting


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """A commune whose plan is followed."""
    made = make_consulting()
    follow(made)
    return made


def follow(place: Consulting) -> None:
    with transaction():
        commands.begin_follow_up(version=db.session.get_one(PlanVersion, place.version_id))


def activity(place: Consulting) -> FollowedActivity:
    found = queries.find_by_item(place.items["activity-1"])
    assert found is not None
    return found


def report(
    place: Consulting,
    status: ProgressStatus,
    percent: int,
    actor: Actor = SYSTEM,
    reason: str = "",
    texts: Words | None = None,
    **options: Any,
) -> None:
    words = texts or {"fr": {"text": "Le guichet est choisi.", "reason": reason}}
    with transaction() as now:
        commands.report_progress(
            actor=actor, activity=activity(place), status=status, percent=percent,
            texts=words, now=now, today=today(), **options,
        )  # fmt: skip


def assign(place: Consulting, actor: Actor, owner_id: int | None) -> None:
    with transaction():
        commands.assign_owner(actor=actor, activity=activity(place), owner_id=owner_id)


def today() -> date:
    return clock.local_date(clock.now(), "Africa/Casablanca")


def test_beginning_again_keeps_what_was_reported(place: Consulting) -> None:
    report(place, ProgressStatus.UNDER_WAY, 20)
    follow(place)
    assert (activity(place).status, activity(place).percent) == (ProgressStatus.UNDER_WAY, 20)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(FollowedActivity)) == 1


def test_a_delay_has_its_reason_and_its_new_date(place: Consulting) -> None:
    with pytest.raises(rules.IncompleteReport) as refusal:
        report(place, ProgressStatus.DELAYED, 20)
    assert set(refusal.value.fields) == {"reason", "new_due_on"}
    new_date = today() + timedelta(days=90)
    report(place, ProgressStatus.DELAYED, 20, reason="Recrutement en retard.", new_due_on=new_date)
    assert activity(place).due_on == new_date
    assert not rules.is_overdue(activity(place), today=today())


def test_a_stop_has_its_reason_and_can_be_taken_up_again(place: Consulting) -> None:
    with pytest.raises(rules.IncompleteReport):
        report(place, ProgressStatus.STOPPED, 20, reason=" ")
    report(place, ProgressStatus.STOPPED, 20, reason="Marché annulé.")
    report(place, ProgressStatus.UNDER_WAY, 30)
    assert [each.status for each in queries.list_reports(activity(place).id)] == [
        ProgressStatus.UNDER_WAY, ProgressStatus.STOPPED
    ]  # fmt: skip


def test_a_report_keeps_each_language_with_its_origin_and_leaves_out_what_was_not_written(
    place: Consulting,
) -> None:
    said = {
        "fr": {"text": " Le guichet attend. ", "reason": "Recrutement en retard."},
        "ar": {"text": "الشباك ينتظر", "reason": " ", "origin": "translation_person"},
        "en": {"text": "", "reason": "", "origin": "translation_machine"},
    }
    report(place, ProgressStatus.DELAYED, 20, texts=said, new_due_on=today() + timedelta(days=9))
    kept = queries.list_reports(activity(place).id)[0]
    assert kept.texts == {
        "fr": {"text": "Le guichet attend.", "reason": "Recrutement en retard.", "origin": "original"},
        "ar": {"text": "الشباك ينتظر", "origin": "translation_person"},
    }
    assert kept.reasons == {"fr": "Recrutement en retard."}


def test_a_language_with_a_reason_says_what_happened_too_and_no_text_is_endless(place: Consulting) -> None:
    with pytest.raises(rules.IncompleteReport) as refusal:
        report(
            place, ProgressStatus.STOPPED, 20,
            texts={"fr": {"text": "x" * (rules.LONGEST_TEXT + 1)}, "ar": {"reason": "ألغيت الصفقة"}},
        )  # fmt: skip
    assert set(refusal.value.fields) == {"text_fr", "text_ar"}
    with pytest.raises(rules.IncompleteReport) as refusal:
        report(place, ProgressStatus.UNDER_WAY, 20, texts={"fr": {"text": " "}})
    assert set(refusal.value.fields) == {"text"}


@pytest.mark.parametrize("status", [ProgressStatus.DELAYED, ProgressStatus.STOPPED])
@pytest.mark.parametrize("words", ["Sans raison.", 'Il écrit "reason": "rien" dans son texte.'])
def test_the_database_refuses_a_delay_or_stop_without_reason(
    place: Consulting, status: ProgressStatus, words: str
) -> None:
    def add(texts: dict[str, dict[str, str]]) -> None:
        with transaction() as now:
            followed = activity(place)
            db.session.add(
                ProgressReport(
                    collectivity_id=followed.collectivity_id, activity_id=followed.id, status=status, percent=5,
                    texts=texts, reported_at=now,
                )
            )  # fmt: skip

    with pytest.raises(sa.exc.IntegrityError):
        add({"fr": {"text": words, "origin": "original"}})
    add({"fr": {"text": words, "reason": "La pluie.", "origin": "original"}})


def test_what_is_done_stands_at_a_hundred_and_is_reported_no_more(place: Consulting) -> None:
    for status, percent in ((ProgressStatus.DONE, 90), (ProgressStatus.UNDER_WAY, 100)):
        with pytest.raises(rules.IncompleteReport):
            report(place, status, percent)
    report(place, ProgressStatus.DONE, 100)
    with pytest.raises(rules.ActivityDone):
        report(place, ProgressStatus.UNDER_WAY, 50)


def test_the_database_refuses_to_rewrite_a_report(place: Consulting) -> None:
    report(place, ProgressStatus.UNDER_WAY, 20)
    for change in (sa.update(ProgressReport).values(percent=90), sa.delete(ProgressReport)):
        with pytest.raises(sa.exc.IntegrityError), transaction():
            db.session.execute(change.execution_options(synchronize_session=False))


def test_only_its_owner_or_the_focal_point_reports_on_an_activity(place: Consulting) -> None:
    owner, colleague = (place.person(Role.PROJECT_OWNER) for _ in range(2))
    report(place, ProgressStatus.UNDER_WAY, 10, actor=colleague)
    assign(place, place.person(Role.FOCAL_POINT), owner.user_id)
    with pytest.raises(NotAllowed):
        report(place, ProgressStatus.UNDER_WAY, 20, actor=colleague)
    report(place, ProgressStatus.UNDER_WAY, 20, actor=owner)
    report(place, ProgressStatus.UNDER_WAY, 30, actor=place.person(Role.FOCAL_POINT))


def test_an_activity_is_given_to_project_owners_alone(place: Consulting) -> None:
    citizen, owner = place.person(), place.person(Role.PROJECT_OWNER)
    with pytest.raises(Invalid):
        assign(place, SYSTEM, citizen.user_id)
    with pytest.raises(NotAllowed):
        assign(place, owner, owner.user_id)


def test_an_activity_whose_date_has_passed_is_overdue_and_comes_first(place: Consulting) -> None:
    with transaction():
        activity(place).due_on = today() - timedelta(days=1)
    overdue = queries.list_overdue(collectivity_id=place.collectivity_id, today=today())
    assert [each.id for each in overdue] == [activity(place).id]
    assert queries.count_overdue(collectivity_id=place.collectivity_id, today=today()) == 1
    progress = queries.progress_of_plans(collectivity_id=place.collectivity_id, today=today())
    assert progress[place.plan_id].overdue == 1
