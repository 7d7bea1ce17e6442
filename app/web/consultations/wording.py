"""Time left, periods and stages of a consultation, in words."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext, ngettext

from app.features.consultations.rules import TAKES_PART, stage_of
from app.features.consultations.types import ConsultationState, Round, Stage
from app.foundation import clock
from app.foundation.moments import day_words, moment_words, period_words

HOUR = timedelta(hours=1)
TAG_KINDS = {
    ConsultationState.DRAFT: "wait",
    ConsultationState.ANNOUNCED: "accent",
    ConsultationState.OPEN: "yes",
    ConsultationState.UNDER_REVIEW: "mid",
    ConsultationState.ANSWERED: "accent",
    ConsultationState.ARCHIVED: "neutral",
    ConsultationState.CANCELLED: "no",
}
# What stands at each place of the stage bar.
PREPARED, TAKING_PART, SYNTHESIS, ANSWERS, AFTERWARDS = range(5)


def shown_state(consultation: Any, *, now: datetime) -> ConsultationState:
    """Return the state as readers should see it now, even when the clock has not recorded its step yet."""
    state: ConsultationState = consultation.state
    if state not in TAKES_PART:
        return state
    stage = stage_of(consultation, now=now)
    return {
        Stage.UPCOMING: ConsultationState.ANNOUNCED,
        Stage.RUNNING: ConsultationState.OPEN,
        Stage.OVER: ConsultationState.UNDER_REVIEW,
    }[stage]


def state_tag(consultation: Any, *, now: datetime) -> dict[str, str]:
    """Return the label of a consultation's state with the colour of its tag."""
    state = shown_state(consultation, now=now)
    return {"label": str(state.label), "kind": TAG_KINDS[state]}


def time_left(until: datetime, *, now: datetime) -> str:
    """Say how long it is until an instant: in days, then hours, then minutes, rounded down."""
    left = max(until - now, timedelta(0))
    if left >= timedelta(days=1):
        return str(ngettext("%(num)s day left", "%(num)s days left", left.days))
    if left >= HOUR:
        return str(ngettext("%(num)s hour left", "%(num)s hours left", left // HOUR))
    return str(ngettext("%(num)s minute left", "%(num)s minutes left", max(1, left // timedelta(minutes=1))))


def time_until_opening(start: datetime, *, now: datetime) -> str:
    """Say in how many days something opens."""
    days = (start - now).days
    if days >= 1:
        return str(ngettext("Opens in %(num)s day", "Opens in %(num)s days", days))
    return str(gettext("Opens on %(date)s", date=moment_words(start)))


def period(consultation: Any, *, time_zone: str) -> str:
    """Return the days between opening and closing as one phrase, as the reader's language writes it."""
    if consultation.starts_at is None or consultation.ends_at is None:
        return ""
    first = clock.local_date(consultation.starts_at, time_zone)
    last = clock.local_date(consultation.ends_at, time_zone)
    return period_words(first, last)


def stages(consultation: Any, *, previous: Any, now: datetime, time_zone: str) -> list[dict[str, Any]]:
    """Return the steps of the stage bar: what happened, what happens now, what comes next, each with its date."""
    place = _place(consultation, now=now)
    steps = [
        _announcement(consultation, now=now),
        _taking_part(consultation, now=now, time_zone=time_zone),
        {"label": gettext("Synthesis by the committee"), "at": ""},
        _answers(consultation),
        _afterwards(consultation),
    ]
    for number, step in enumerate(steps):
        step["state"] = "done" if number < place else "now" if number == place else "next"
    if previous is not None:
        first = {"label": gettext("Ideas"), "at": period(previous, time_zone=time_zone), "state": "done"}
        steps[0] = first if place > PREPARED else steps[0]
    return steps


def _place(consultation: Any, *, now: datetime) -> int:
    return {
        ConsultationState.DRAFT: PREPARED,
        ConsultationState.ANNOUNCED: PREPARED,
        ConsultationState.OPEN: TAKING_PART,
        ConsultationState.UNDER_REVIEW: SYNTHESIS,
        ConsultationState.ANSWERED: AFTERWARDS,
        ConsultationState.ARCHIVED: AFTERWARDS + 1,
        ConsultationState.CANCELLED: PREPARED,
    }[shown_state(consultation, now=now)]


def _announcement(consultation: Any, *, now: datetime) -> dict[str, Any]:
    if consultation.announced_at is None:
        return {"label": gettext("In preparation"), "at": ""}
    step = {"label": gettext("Announced"), "at": day_words(consultation.announced_at, "d MMMM")}
    if now < consultation.starts_at:
        step["detail"] = time_until_opening(consultation.starts_at, now=now)
    return step


def _taking_part(consultation: Any, *, now: datetime, time_zone: str) -> dict[str, Any]:
    label = (
        gettext("Your ideas") if consultation.round == Round.IDEAS else gettext("Your opinion on the draft")
    )
    if shown_state(consultation, now=now) is not ConsultationState.OPEN:
        return {"label": label, "at": period(consultation, time_zone=time_zone)}
    until = gettext("Until %(date)s", date=moment_words(consultation.ends_at))
    return {"label": label, "at": time_left(consultation.ends_at, now=now), "detail": until}


def _answers(consultation: Any) -> dict[str, Any]:
    if consultation.answered_at is not None:
        return {"label": gettext("Reasoned answers"), "at": day_words(consultation.answered_at)}
    due = consultation.answer_due_on
    at = gettext("By %(date)s at the latest", date=day_words(due)) if due else ""
    return {"label": gettext("Reasoned answers"), "at": at}


def _afterwards(consultation: Any) -> dict[str, Any]:
    if consultation.round == Round.IDEAS:
        return {"label": gettext("Second round: the draft plan"), "at": ""}
    return {"label": gettext("Carrying out and follow-up"), "at": ""}
