"""WHEN things can be done with a consultation: its lifecycle, its calendar, its refusals."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.features.consultations.models import AgeDeclaration, Consultation
from app.features.consultations.types import CheckItem, ConsultationState, Round, Stage
from app.foundation import clock
from app.foundation.database import db
from app.foundation.errors import ChangedMeanwhile, Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.lifecycle import Lifecycle, move
from app.foundation.moments import SpokenList, SpokenMoment
from app.foundation.policy import Actor

LIFECYCLE = Lifecycle(
    initial=ConsultationState.DRAFT,
    refusal=_l("This step is not possible in the present state of the consultation."),
    announce=move(ConsultationState.DRAFT, to=ConsultationState.ANNOUNCED),
    open=move(ConsultationState.ANNOUNCED, to=ConsultationState.OPEN),
    close=move(ConsultationState.OPEN, to=ConsultationState.UNDER_REVIEW),
    answer=move(ConsultationState.UNDER_REVIEW, to=ConsultationState.ANSWERED),
    archive=move(ConsultationState.ANSWERED, to=ConsultationState.ARCHIVED),
    cancel=move(
        ConsultationState.DRAFT,
        ConsultationState.ANNOUNCED,
        ConsultationState.OPEN,
        to=ConsultationState.CANCELLED,
    ),
)
TAKES_PART = frozenset({ConsultationState.ANNOUNCED, ConsultationState.OPEN})
SHORTEST = timedelta(days=1)


class NotYetOpen(NotNow):
    """Participants come back when it opens."""

    message = _l("This consultation opens on %(date)s.")


class AlreadyOver(NotNow):
    """The instant of closing has passed."""

    message = _l("This consultation closed on %(date)s. You can still read every proposal.")


class NotAnnounced(NotNow):
    """Nobody can take part in what is still being prepared."""

    message = _l("This consultation is still being prepared.")


class WasCancelled(NotNow):
    """Nobody can take part any more."""

    message = _l("This consultation was cancelled. You can still read every proposal.")


class AgeNotDeclared(NotNow):
    """The participant has not yet declared that she has the age that the consultation asks for."""

    def __init__(self, age: int) -> None:
        super().__init__(
            _n(
                "Taking part here is for people aged %(num)s or more. "
                "Confirm your age on the page of the consultation.",
                "Taking part here is for people aged %(num)s or more. "
                "Confirm your age on the page of the consultation.",
                age,
            )
        )


class SetupIncomplete(NotNow):
    """Something that a consultation needs is missing."""

    message = _l("This consultation cannot be announced yet. What is missing: %(missing)s.")


class SetupClosed(NotNow):
    """What was announced is not rewritten."""

    message = _l(
        "The settings cannot change any more: this consultation was announced. Its end can be put off, with a reason."
    )


class SecondRoundExists(NotNow):
    """A first round is continued once."""

    message = _l("The second round of this consultation is already being prepared.")


class FirstRoundGoesOn(NotNow):
    """The second round is drawn from all the ideas of the first."""

    message = _l("The second round can be prepared once the first round has closed.")


def stage_of(consultation: Consultation, *, now: datetime) -> Stage:
    """Return where the calendar stands, whatever was recorded."""
    if consultation.starts_at is None or consultation.ends_at is None or now < consultation.starts_at:
        return Stage.UPCOMING
    return Stage.RUNNING if now < consultation.ends_at else Stage.OVER


def is_running(consultation: Consultation, *, now: datetime) -> bool:
    """Say whether participants may take part at this instant: from the first instant on, and before the last."""
    return consultation.state in TAKES_PART and stage_of(consultation, now=now) is Stage.RUNNING


def require_running(consultation: Consultation, *, now: datetime) -> None:
    """Refuse, saying why and since or until when, unless participants may take part at this instant."""
    if is_running(consultation, now=now):
        return
    if consultation.state is ConsultationState.CANCELLED:
        raise WasCancelled
    if (
        consultation.state is ConsultationState.DRAFT
        or consultation.starts_at is None
        or consultation.ends_at is None
    ):
        raise NotAnnounced
    if now < consultation.starts_at:
        raise NotYetOpen(date=SpokenMoment(consultation.starts_at))
    raise AlreadyOver(date=SpokenMoment(consultation.ends_at))


def refusal_to_take_part(consultation: Consultation, *, now: datetime) -> str | None:
    """Return the sentence that says why participants may not take part now, or None when they may."""
    try:
        require_running(consultation, now=now)
    except NotNow as refusal:
        return str(refusal)
    return None


def require_age_declared(consultation: Consultation, actor: Actor) -> None:
    """Refuse when the consultation sets a minimum age that this participant has not declared to have."""
    if consultation.minimum_age is None:
        return
    if db.session.get(AgeDeclaration, (consultation.id, actor.user_id)) is None:
        raise AgeNotDeclared(consultation.minimum_age)


def require_in_preparation(consultation: Consultation) -> None:
    """Refuse to change the settings of what was announced."""
    if consultation.state is not ConsultationState.DRAFT:
        raise SetupClosed


def require_unchanged(consultation: Consultation, *, lock_version: int) -> None:
    """Refuse to replace settings that somebody else replaced after they were read."""
    if consultation.lock_version != lock_version:
        raise ChangedMeanwhile


def require_complete(items: Sequence[CheckItem]) -> None:
    """Refuse, naming what is missing, unless every necessary item of the checklist is done."""
    missing = [item.label for item in items if not item.done]
    if missing:
        raise SetupIncomplete(missing=SpokenList(missing))


def require_not_over(consultation: Consultation, *, now: datetime) -> None:
    """Refuse to announce what would already be over."""
    if stage_of(consultation, now=now) is Stage.OVER:
        raise NotNow(_l("The closing time has passed: choose other dates first."))


def require_due_to_open(consultation: Consultation, *, now: datetime) -> None:
    """Refuse to record an opening before its instant."""
    if stage_of(consultation, now=now) is Stage.UPCOMING:
        raise NotNow(_l("The opening time has not come yet."))


def require_due_to_close(consultation: Consultation, *, now: datetime) -> None:
    """Refuse to record a closing before its instant."""
    if stage_of(consultation, now=now) is not Stage.OVER:
        raise NotNow(_l("The closing time has not come yet."))


def require_extendable(consultation: Consultation, *, now: datetime) -> None:
    """Refuse to put off an end that has passed, or that nobody was told yet."""
    if consultation.state not in TAKES_PART or stage_of(consultation, now=now) is Stage.OVER:
        raise NotNow(_l("Only a consultation that is announced or open, and not over, can be extended."))


def require_later_end(consultation: Consultation, *, new_ends_at: datetime, time_zone: str) -> None:
    """Refuse an end that is not later than the present one, or too late for the promised answer."""
    if consultation.ends_at is None or new_ends_at <= consultation.ends_at:
        raise Invalid(fields={"ends_at": _l("Choose an end that is later than the present one.")})
    due = consultation.answer_due_on
    if due is not None and clock.local_date(new_ends_at, time_zone) >= due:
        raise Invalid(
            fields={
                "ends_at": _l("The answers are promised for an earlier day: choose an end before that day.")
            }
        )


def require_reason(reason: str) -> str:
    """Return the reason without surrounding blanks; refuse an empty one."""
    if not reason.strip():
        raise Invalid(fields={"reason": _l("Give the reason: it will be public.")})
    return reason.strip()


def calendar_problems(
    *, starts_at: datetime | None, ends_at: datetime | None, answer_due_on: date | None, time_zone: str
) -> dict[str, LazyText]:
    """Return what is wrong with a calendar, field by field; what is not filled in yet is not wrong."""
    problems = {}
    if starts_at is not None and ends_at is not None and ends_at - starts_at < SHORTEST:
        problems["ends_at"] = _l("The end must come at least one day after the start.")
    if (
        ends_at is not None
        and answer_due_on is not None
        and answer_due_on <= clock.local_date(ends_at, time_zone)
    ):
        problems["answer_due_on"] = _l("The answers are due after the end of the consultation.")
    return problems


def require_no_second_round(following: Consultation | None) -> None:
    """Refuse a second round beside another one; one that was cancelled can be begun anew."""
    if goes_on(following):
        raise SecondRoundExists


def goes_on(following: Consultation | None) -> bool:
    """Say whether there is such a consultation, and it was not cancelled."""
    return following is not None and following.state is not ConsultationState.CANCELLED


def require_ready_for_second_round(first: Consultation) -> None:
    """Refuse a second round of anything but a first round that has closed."""
    closed = {ConsultationState.UNDER_REVIEW, ConsultationState.ANSWERED, ConsultationState.ARCHIVED}
    if first.round != Round.IDEAS or first.state not in closed:
        raise FirstRoundGoesOn
