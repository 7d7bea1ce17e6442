"""The practice: the first answer counts, each person has her own, and nothing of moderation is touched."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.features.accounts.types import Role
from app.features.practice import commands, queries, rules
from app.features.practice.models import Practice
from app.features.practice.samples import get_sample, list_samples
from app.features.practice.types import LAW, Answer, Choice
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, NotFound, SignInNeeded
from app.foundation.policy import VISITOR, Actor
from tests.support.consulting import Consulting, make_consulting

KEEP = Answer(Choice.KEEP, None)


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_consulting()


def answer(actor: Actor, number: int, given: Answer) -> bool:
    with transaction() as now:
        return commands.answer(actor=actor, number=number, answer=given, now=now).is_right


def finish(actor: Actor) -> None:
    for number, sample in enumerate(list_samples(), start=1):
        answer(actor, number, Answer(sample.accepted[0], next(iter(sample.grounds), None)))


def test_answers_are_kept_for_each_person_and_the_first_one_counts(place: Consulting) -> None:
    amina, brahim = place.person(Role.MODERATOR), place.person(Role.FOCAL_POINT)
    assert answer(amina, 1, Answer(Choice.HIDE, "1"))
    assert not answer(brahim, 1, KEEP)
    with pytest.raises(rules.AlreadyAnswered):
        answer(amina, 1, KEEP)
    assert queries.find_answers(amina.user_id or 0) == {"insult": Answer(Choice.HIDE, "1")}
    assert queries.progress_of(brahim.user_id or 0).next_number == 2


def test_the_end_is_known_and_stays_known_when_one_begins_again(place: Consulting) -> None:
    amina = place.person(Role.MODERATOR)
    assert not queries.has_practised(amina.user_id or 0)
    finish(amina)
    progress = queries.progress_of(amina.user_id or 0)
    assert (progress.is_complete, progress.right_count) == (True, len(list_samples()))
    with transaction() as now:
        commands.begin_again(actor=amina, now=now)
    assert queries.progress_of(amina.user_id or 0).answered_count == 0
    assert queries.has_practised(amina.user_id or 0)


def test_only_those_who_work_for_a_collectivity_practise(place: Consulting) -> None:
    with pytest.raises(SignInNeeded):
        answer(VISITOR, 1, KEEP)
    with pytest.raises(NotAllowed):
        answer(place.person(), 1, KEEP)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Practice)) == 0


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_text_that_does_not_exist_is_not_answered(place: Consulting, number: int) -> None:
    with pytest.raises(NotFound):
        answer(place.person(Role.MODERATOR), number, KEEP)


@pytest.mark.parametrize(
    ("given", "is_refused"),
    [
        (Answer(Choice.HIDE, None), True),
        (Answer(Choice.HIDE, "11"), True),
        (Answer(Choice.REMOVE, "1"), True),
        (Answer(Choice.REMOVE, LAW), False),
        (Answer(Choice.RETURN, "10"), False),
        (Answer(Choice.KEEP, "3"), False),
    ],
)
def test_a_decision_against_a_text_names_its_ground(given: Answer, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(Invalid):
            rules.require_ground(given)
    else:
        rules.require_ground(given)


def test_a_ground_that_does_not_fit_is_told_apart_from_a_decision_that_does_not() -> None:
    insult = get_sample(1)
    assert rules.judge(insult, Answer(Choice.HIDE, "1")).has_right_ground
    other_ground = rules.judge(insult, Answer(Choice.HIDE, "8"))
    assert (other_ground.is_right, other_ground.has_right_ground) == (True, False)
    assert not rules.judge(insult, KEEP).is_right


def test_every_text_says_in_three_languages_why_and_half_of_them_teach_restraint() -> None:
    for sample in list_samples():
        assert {"ar", "fr", "en"} <= sample.why.keys() & sample.situation.keys(), sample.key
        assert bool(sample.grounds) is (sample.accepted[0] is not Choice.KEEP), sample.key
        assert set(sample.grounds) <= set(rules.grounds()), sample.key
    assert sum(sample.accepted[0] is Choice.KEEP for sample in list_samples()) == 5
    assert {sample.language for sample in list_samples()} == {"ar", "ary", "fr", "en", "ary-Latn"}


def test_a_row_of_practice_belongs_to_one_person(place: Consulting) -> None:
    amina = place.person(Role.MODERATOR)
    answer(amina, 1, KEEP)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Practice(user_id=amina.user_id, answers={}, begun_at=datetime(2026, 1, 1, tzinfo=UTC)))
