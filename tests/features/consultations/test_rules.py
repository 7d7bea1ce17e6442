"""When participants may take part: from the first instant on, and before the last."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.features.consultations.models import Consultation
from app.features.consultations.rules import (
    LIFECYCLE,
    AlreadyOver,
    NotAnnounced,
    NotYetOpen,
    WasCancelled,
    calendar_problems,
    is_running,
    require_running,
    stage_of,
)
from app.features.consultations.types import ConsultationState, Stage
from app.foundation.errors import NotNow

STARTS = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)


def consultation(state: ConsultationState = ConsultationState.OPEN) -> Consultation:
    return Consultation(state=state, starts_at=STARTS, ends_at=ENDS)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (STARTS - MOMENT, Stage.UPCOMING),
        (STARTS, Stage.RUNNING),
        (STARTS + MOMENT, Stage.RUNNING),
        (ENDS - MOMENT, Stage.RUNNING),
        (ENDS, Stage.OVER),
        (ENDS + MOMENT, Stage.OVER),
    ],
)
def test_the_stage_changes_exactly_at_its_instants(now: datetime, expected: Stage) -> None:
    assert stage_of(consultation(), now=now) is expected


@pytest.mark.parametrize("state", [ConsultationState.ANNOUNCED, ConsultationState.OPEN])
@pytest.mark.parametrize(
    ("now", "runs"), [(ENDS - MOMENT, True), (ENDS, False), (ENDS + MOMENT, False), (STARTS, True)]
)
def test_the_calendar_decides_even_when_the_clock_has_not_recorded_it_yet(
    state: ConsultationState, now: datetime, runs: bool
) -> None:
    assert is_running(consultation(state), now=now) is runs


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in ConsultationState
        if state not in {ConsultationState.ANNOUNCED, ConsultationState.OPEN}
    ],
)
def test_nobody_takes_part_in_any_other_state_whatever_the_hour(state: ConsultationState) -> None:
    assert not is_running(consultation(state), now=STARTS)
    with pytest.raises(NotNow):
        require_running(consultation(state), now=STARTS)


@pytest.mark.parametrize(
    ("state", "now", "refusal", "words"),
    [
        (ConsultationState.ANNOUNCED, STARTS - MOMENT, NotYetOpen, "opens on 2 November 2026"),
        (ConsultationState.OPEN, ENDS, AlreadyOver, "closed on 16 November 2026"),
        (ConsultationState.UNDER_REVIEW, ENDS, AlreadyOver, "You can still read every proposal."),
        (ConsultationState.CANCELLED, STARTS, WasCancelled, "was cancelled"),
        (ConsultationState.DRAFT, STARTS, NotAnnounced, "still being prepared"),
    ],
)
def test_a_refusal_says_why_and_since_when(
    state: ConsultationState, now: datetime, refusal: type[NotNow], words: str, app_context: None
) -> None:
    with pytest.raises(refusal) as refused:
        require_running(consultation(state), now=now)
    assert words in str(refused.value)


def test_every_state_is_reached_by_some_steps() -> None:
    assert LIFECYCLE.reachable() == set(ConsultationState)


def test_what_has_closed_is_never_cancelled() -> None:
    assert not LIFECYCLE.can(ConsultationState.UNDER_REVIEW, "cancel")


def test_an_answer_is_due_after_the_end_in_the_time_zone_of_the_collectivity() -> None:
    def problems(due: date) -> set[str]:
        return set(
            calendar_problems(
                starts_at=STARTS, ends_at=ENDS, answer_due_on=due, time_zone="Africa/Casablanca"
            )
        )

    assert problems(date(2026, 11, 16)) == {"answer_due_on"}
    assert problems(date(2026, 11, 17)) == set()


def test_a_consultation_lasts_at_least_a_day() -> None:
    found = calendar_problems(
        starts_at=STARTS, ends_at=STARTS + timedelta(hours=2), answer_due_on=None, time_zone="UTC"
    )
    assert set(found) == {"ends_at"}
