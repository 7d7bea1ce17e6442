"""WHEN one may vote and what a ballot may hold: the lifecycle, the calendar, the refusals."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from app.features.ballots.models import VotingChoice, VotingQuestion
from app.features.ballots.types import MOST_CHOICES, ChoiceDraft, Setup, VotingKind, VotingState
from app.features.consultations.models import Consultation
from app.features.consultations.types import CheckItem, ConsultationState, Stage
from app.foundation import clock
from app.foundation.errors import ChangedMeanwhile, Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.lifecycle import Lifecycle, move
from app.foundation.moments import SpokenList, SpokenMoment

LIFECYCLE = Lifecycle(
    initial=VotingState.DRAFT,
    refusal=_l("This step is not possible in the present state of the vote."),
    announce=move(VotingState.DRAFT, to=VotingState.ANNOUNCED),
    open=move(VotingState.ANNOUNCED, to=VotingState.OPEN),
    close=move(VotingState.OPEN, to=VotingState.CLOSED),
    cancel=move(VotingState.DRAFT, VotingState.ANNOUNCED, VotingState.OPEN, to=VotingState.CANCELLED),
)
TAKES_BALLOTS = frozenset({VotingState.ANNOUNCED, VotingState.OPEN})
HAS_VOTE = frozenset({ConsultationState.ANNOUNCED, ConsultationState.OPEN, ConsultationState.UNDER_REVIEW})
SHORTEST = timedelta(days=1)
LONGEST_KEY = timedelta(days=400)
LARGEST_AMOUNT = 10**12


class NotYetOpen(NotNow):
    """Voters come back when it opens."""

    message = _l("This vote opens on %(date)s.")


class AlreadyOver(NotNow):
    """The instant of closing has passed."""

    message = _l("This vote closed on %(date)s.")


class NotAnnounced(NotNow):
    """Nobody votes on what is still being prepared."""

    message = _l("This vote is still being prepared.")


class WasCancelled(NotNow):
    """Nobody votes any more."""

    message = _l("This vote was cancelled.")


class ChoiceNotThere(Invalid):
    """A number that is not one of the choices of this vote."""

    message = _l("One of the choices is not part of this vote. Choose again.")


class ChoiceNotAvailable(NotNow):
    """A choice that can no longer be read."""

    message = _l("One of the choices can no longer be read on the platform. Choose again.")


class VotedOtherwise(NotNow):
    """The account has a ballot that counts under another person."""

    message = _l(
        "Your account already voted here, when it was verified in another way. "
        "Withdraw that ballot first, then vote."
    )


class VotingExists(NotNow):
    """A consultation has one vote."""

    message = _l("This consultation already has a vote.")


class SetupIncomplete(NotNow):
    """Something that a vote needs is missing."""

    message = _l("This vote cannot be announced yet. What is missing: %(missing)s.")


class SetupClosed(NotNow):
    """What was announced is not rewritten."""

    message = _l(
        "The settings cannot change any more: this vote was announced. Its end can be put off, with a reason."
    )


def stage_of(question: VotingQuestion, *, now: datetime) -> Stage:
    """Return where the calendar stands, whatever was recorded."""
    if question.starts_at is None or question.ends_at is None or now < question.starts_at:
        return Stage.UPCOMING
    return Stage.RUNNING if now < question.ends_at else Stage.OVER


def is_open(question: VotingQuestion, *, now: datetime) -> bool:
    """Say whether ballots are taken at this instant: from the first instant on, and before the last."""
    return question.state in TAKES_BALLOTS and stage_of(question, now=now) is Stage.RUNNING


def require_open(question: VotingQuestion, *, now: datetime) -> None:
    """Refuse, saying why and since or until when, unless ballots are taken at this instant."""
    if is_open(question, now=now):
        return
    if question.state is VotingState.CANCELLED:
        raise WasCancelled
    if question.state is VotingState.DRAFT or question.starts_at is None or question.ends_at is None:
        raise NotAnnounced
    if now < question.starts_at:
        raise NotYetOpen(date=SpokenMoment(question.starts_at))
    raise AlreadyOver(date=SpokenMoment(question.ends_at))


def refusal_to_take_ballots(question: VotingQuestion, *, now: datetime) -> str | None:
    """Return the sentence that says why no ballots are taken now, or None when they are."""
    try:
        require_open(question, now=now)
    except NotNow as refusal:
        return str(refusal)
    return None


def counts_are_public(question: VotingQuestion) -> bool:
    """Say whether everybody may read how often each choice is named: after closing, or all along if so decided."""
    if question.state is VotingState.CLOSED:
        return True
    return question.state in TAKES_BALLOTS and not question.counts_hidden


def require_choices(
    question: VotingQuestion,
    given: Iterable[int],
    *,
    choices: Sequence[VotingChoice],
    available: Collection[int],
) -> list[int]:
    """Return the numbers that a ballot names, in order and once each; refuse what this vote does not allow."""
    numbers = sorted(set(given))
    costs = {choice.number: choice.cost or 0 for choice in choices}
    if not set(numbers) <= costs.keys():
        raise ChoiceNotThere
    if not set(numbers) <= set(available):
        raise ChoiceNotAvailable
    problem = _problem_with_number(question, len(numbers)) or _problem_with_cost(
        question, sum(costs[number] for number in numbers)
    )
    if problem is not None:
        raise Invalid(problem, fields={"choices": problem})
    return numbers


def _problem_with_number(question: VotingQuestion, number: int) -> LazyText | None:
    if number < question.minimum:
        return _n("Choose at least %(num)s.", "Choose at least %(num)s.", question.minimum)
    if number > question.maximum:
        return _n("Choose at most %(num)s.", "Choose at most %(num)s.", question.maximum)
    return None


def _problem_with_cost(question: VotingQuestion, cost: int) -> LazyText | None:
    if question.kind is not VotingKind.BUDGET or question.ceiling is None or cost <= question.ceiling:
        return None
    return _l("Your choices cost more than the budget of this vote. Take some of them out.")


def require_in_preparation(question: VotingQuestion) -> None:
    """Refuse to change the settings of what was announced."""
    if question.state is not VotingState.DRAFT:
        raise SetupClosed


def require_unchanged(question: VotingQuestion, *, lock_version: int) -> None:
    """Refuse to replace settings that somebody else replaced after they were read."""
    if question.lock_version != lock_version:
        raise ChangedMeanwhile


def require_vote_possible(consultation: Consultation) -> None:
    """Refuse a vote in a consultation that is over for good."""
    if consultation.state not in HAS_VOTE | {ConsultationState.DRAFT}:
        raise NotNow(_l("A vote belongs to a consultation that goes on."))


def require_complete(items: Sequence[CheckItem]) -> None:
    """Refuse, naming what is missing, unless every item of the checklist is done."""
    missing = [item.label for item in items if not item.done]
    if missing:
        raise SetupIncomplete(missing=SpokenList(missing))


def require_not_over(question: VotingQuestion, *, now: datetime) -> None:
    """Refuse to announce what would already be over."""
    if stage_of(question, now=now) is Stage.OVER:
        raise NotNow(_l("The closing time has passed: choose other dates first."))


def require_due_to_open(question: VotingQuestion, *, now: datetime) -> None:
    """Refuse to record an opening before its instant."""
    if stage_of(question, now=now) is Stage.UPCOMING:
        raise NotNow(_l("The opening time has not come yet."))


def require_due_to_close(question: VotingQuestion, *, now: datetime) -> None:
    """Refuse to record a closing before its instant."""
    if stage_of(question, now=now) is not Stage.OVER:
        raise NotNow(_l("The closing time has not come yet."))


def require_extendable(question: VotingQuestion, *, now: datetime) -> None:
    """Refuse to change a calendar that has run out, or that nobody was told yet."""
    if question.state not in TAKES_BALLOTS or stage_of(question, now=now) is Stage.OVER:
        raise NotNow(_l("This is possible only while the vote is announced or open, and not over."))


def require_later_end(
    question: VotingQuestion, consultation: Consultation, *, new_ends_at: datetime, time_zone: str
) -> None:
    """Refuse an end that is not later than the present one, or too late for the promised answer."""
    if question.ends_at is None or new_ends_at <= question.ends_at:
        raise Invalid(fields={"ends_at": _l("Choose an end that is later than the present one.")})
    problem = _problem_with_end(new_ends_at, consultation.answer_due_on, time_zone)
    if problem is not None:
        raise Invalid(fields={"ends_at": problem})


def require_reason(reason: str) -> str:
    """Return the reason without surrounding blanks; refuse an empty one."""
    if not reason.strip():
        raise Invalid(fields={"reason": _l("Give the reason: it will be public.")})
    return reason.strip()


def calendar_problems(
    *,
    starts_at: datetime | None,
    ends_at: datetime | None,
    keys_destroyed_on: date | None,
    consultation: Consultation,
    time_zone: str,
) -> dict[str, LazyText]:
    """Return what is wrong with a calendar, field by field; what is not filled in yet is not wrong."""
    problems: dict[str, LazyText | None] = {}
    if starts_at is not None and consultation.starts_at is not None and starts_at < consultation.starts_at:
        problems["starts_at"] = _l("The vote cannot open before the consultation.")
    if ends_at is not None:
        problems["ends_at"] = _problem_with_end(ends_at, consultation.answer_due_on, time_zone)
        if starts_at is not None and ends_at - starts_at < SHORTEST:
            problems["ends_at"] = _l("The end must come at least one day after the start.")
    problems["keys_destroyed_on"] = _problem_with_key(keys_destroyed_on, consultation.answer_due_on)
    return {field: sentence for field, sentence in problems.items() if sentence is not None}


def _problem_with_end(ends_at: datetime, answer_due_on: date | None, time_zone: str) -> LazyText | None:
    if answer_due_on is None or clock.local_date(ends_at, time_zone) < answer_due_on:
        return None
    return _l("The answers are promised for an earlier day: choose an end before that day.")


def _problem_with_key(destroyed_on: date | None, answer_due_on: date | None) -> LazyText | None:
    if destroyed_on is None or answer_due_on is None:
        return None
    if answer_due_on < destroyed_on <= answer_due_on + LONGEST_KEY:
        return None
    return _l(
        "The key is destroyed after the day of the answers, when appeals are over, and within 400 days."
    )


def setup_problems(setup: Setup) -> dict[str, LazyText]:
    """Return what is wrong with the numbers of a setup, field by field."""
    problems = {}
    if not 1 <= setup.minimum <= MOST_CHOICES:
        problems["minimum"] = _l("At least one choice is asked of each voter.")
    elif not setup.minimum <= setup.maximum <= MOST_CHOICES:
        problems["maximum"] = _l("The largest number of choices is not below the smallest.")
    if setup.ceiling is not None and not 0 < setup.ceiling <= LARGEST_AMOUNT:
        problems["ceiling"] = _l("Write the budget as a whole number of currency units.")
    return problems


def require_choice_drafts(drafts: Sequence[ChoiceDraft]) -> None:
    """Refuse choices that are of nothing or of two things, come twice, or have no sensible cost."""
    things = [(draft.item_id, draft.proposal_id) for draft in drafts]
    if any((item_id is None) == (proposal_id is None) for item_id, proposal_id in things):
        raise Invalid(fields={"choices": _l("Each choice is an item of the plan or a proposal.")})
    if len(set(things)) < len(things):
        raise Invalid(fields={"choices": _l("The same choice stands there twice.")})
    if len(drafts) > MOST_CHOICES:
        raise Invalid(
            fields={"choices": _n("At most %(num)s choice.", "At most %(num)s choices.", MOST_CHOICES)}
        )
    if any(draft.cost is not None and not 0 < draft.cost <= LARGEST_AMOUNT for draft in drafts):
        raise Invalid(fields={"choices": _l("Write each cost as a whole number of currency units.")})
