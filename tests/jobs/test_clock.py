"""What the clock does by itself: each act once, whatever is cut short or runs twice, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.consultations import commands
from app.features.consultations.types import ConsultationState, Round
from app.features.plans.models import PlanItem
from app.features.plans.queries import tree
from app.features.reports.queries import count_figures
from app.features.supports import commands as supports
from app.features.supports.models import Opinion
from app.features.supports.types import Stance
from app.foundation.database import db, transaction
from app.foundation.errors import NotNow
from app.foundation.history import list_steps
from app.foundation.kept_input import KeptInput, keep
from app.foundation.policy import SYSTEM, Actor
from app.jobs import clock as jobs
from app.jobs import worker
from tests.features.consultations.preparing import ENDS, STARTS, Preparing, make_preparing
from tests.support.clock import FixedClock
from tests.support.together import do_together

MOMENT = timedelta(milliseconds=1)
VOTERS = 12


@pytest.fixture
def announced(app: Flask, clock: FixedClock) -> Iterator[Preparing]:
    """A second round that opens on 2 November; it is 12 October."""
    with app.app_context():
        preparing = make_preparing(in_round=Round.DRAFT)
        preparing.announce()
        preparing.place.set(
            ends_at=ENDS + timedelta(days=365)
        )  # the commune's other consultation stays out of it
        yield preparing


def steps(preparing: Preparing) -> list[str]:
    return [each.step for each in list_steps("consultation", preparing.consultation_id)]


def test_nothing_is_due_a_moment_before(announced: Preparing, clock: FixedClock) -> None:
    clock.set(STARTS - MOMENT)
    assert jobs.open_due_consultations() == 0
    assert announced.consultation.state is ConsultationState.ANNOUNCED


def test_opening_and_closing_happen_once_however_often_the_jobs_run(
    announced: Preparing, clock: FixedClock
) -> None:
    clock.set(STARTS)
    assert [jobs.open_due_consultations() for _ in range(3)] == [1, 0, 0]
    clock.set(ENDS - MOMENT)
    assert jobs.close_due_consultations() == 0
    clock.set(ENDS)
    assert [jobs.close_due_consultations() for _ in range(3)] == [1, 0, 0]
    assert steps(announced) == ["create", "announce", "open", "close"]


def test_a_clock_that_stood_still_catches_up_in_order(announced: Preparing, clock: FixedClock) -> None:
    clock.set(ENDS + timedelta(days=2))
    jobs.open_due_consultations()
    jobs.close_due_consultations()
    assert steps(announced) == ["create", "announce", "open", "close"]
    assert announced.consultation.figures is not None


def test_two_workers_close_a_consultation_once(app: Flask, announced: Preparing, clock: FixedClock) -> None:
    clock.set(STARTS)
    jobs.open_due_consultations()
    clock.set(ENDS)
    db.session.remove()
    outcomes = do_together(app, [jobs.close_due_consultations] * 4)
    assert sorted(outcomes) == [0, 0, 0, 1]  # type: ignore[type-var]
    assert steps(announced).count("close") == 1


def test_an_act_cut_short_is_done_by_the_next_run(
    announced: Preparing, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(STARTS)
    jobs.open_due_consultations()
    clock.set(ENDS)
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "count_figures", lambda _consultation: 1 / 0)
        assert not worker.run("close_due_consultations")
    assert announced.consultation.state is ConsultationState.OPEN
    assert worker.run("close_due_consultations")
    assert announced.consultation.state is ConsultationState.UNDER_REVIEW


def test_no_opinion_is_recorded_after_the_closing_and_every_one_before_it_is_counted(
    app: Flask, announced: Preparing, clock: FixedClock
) -> None:
    clock.set(STARTS)
    jobs.open_due_consultations()
    place, consultation_id = announced.place, announced.consultation_id
    people = [place.person(name=f"Voisine {number}") for number in range(VOTERS)]
    item_id = tree(announced.consultation.version_id or 0)[0].children[0].item_id
    db.session.remove()
    # To the voters it is the last moment; only the closing knows that the end has come.
    clock.set(ENDS - MOMENT)

    def vote(actor: Actor) -> bool:
        with transaction() as now:
            supports.give_opinion(
                actor=actor,
                consultation=announced.consultation,
                item=db.session.get_one(PlanItem, item_id),
                stance=Stance.AGREE,
                now=now,
            )
        return True

    def close() -> bool:
        with transaction():
            commands.close_consultation(
                actor=SYSTEM, consultation=announced.consultation, count_figures=count_figures, now=ENDS
            )
        return True

    acts = [lambda actor=person: vote(actor) for person in people]
    outcomes = do_together(app, [*acts[: VOTERS // 2], close, *acts[VOTERS // 2 :]])
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert all(isinstance(refusal, NotNow) for refusal in refused), refused
    recorded = db.session.scalar(
        sa.select(sa.func.count()).where(
            Opinion.consultation_id == consultation_id, Opinion.item_id == item_id
        )
    )
    figures = announced.consultation.figures
    assert figures is not None
    assert recorded == VOTERS - len(refused) == figures["counts"]["opinions"]


def test_old_input_is_forgotten_and_new_input_kept(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        with transaction() as now:
            keep(address="/fr/", fields={}, now=now - timedelta(days=8))
            recent = keep(address="/fr/", fields={}, now=now)
        jobs.forget_old_input()
        assert list(db.session.scalars(sa.select(KeptInput.token))) == [recent]


def test_the_command_runs_every_job_once(app: Flask, announced: Preparing, clock: FixedClock) -> None:
    clock.set(STARTS)
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["jobs", "run-once"])
    assert result.exit_code == 0, result.output
    assert announced.consultation.state is ConsultationState.OPEN


@pytest.mark.sqlite_only
def test_the_command_ends_with_an_error_that_names_what_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "clock", None)
    monkeypatch.setitem(worker.JOBS, "forget_old_input", lambda: 1 / 0)  # type: ignore[arg-type]
    result = app.test_cli_runner().invoke(args=["jobs", "run-once"])
    assert result.exit_code == 1
    assert "forget_old_input" in result.output
