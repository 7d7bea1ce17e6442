"""What a vote needs before it can be announced."""

from collections.abc import Iterator, Sequence

from app.features.ballots import queries, rules
from app.features.ballots.models import VotingChoice, VotingQuestion
from app.features.ballots.types import VotingKind
from app.features.collectivities.models import Collectivity
from app.features.consultations.models import Consultation
from app.features.consultations.types import CheckItem
from app.features.voters.rules import problem_with_level
from app.foundation.database import db
from app.foundation.i18n import _l


def checklist(question: VotingQuestion) -> list[CheckItem]:
    """Return everything the vote needs, done or not; a constant number of queries."""
    consultation = db.session.get_one(Consultation, question.consultation_id)
    collectivity = db.session.get_one(Collectivity, question.collectivity_id)
    choices = queries.list_choices(question.id)
    return [
        *_about_the_consultation(question, consultation, collectivity),
        *_about_the_choices(question, choices),
        _about_the_voters(question, collectivity),
    ]


def _about_the_consultation(
    question: VotingQuestion, consultation: Consultation, collectivity: Collectivity
) -> Iterator[CheckItem]:
    yield CheckItem(
        "consultation", _l("Consultation announced"), consultation.state in rules.HAS_VOTE,
        _l("Announce the consultation first; a vote comes before its answers."), "consultation",
    )  # fmt: skip
    yield CheckItem(
        "texts", _l("Title and introduction"), _has_texts(question, collectivity.default_language),
        _l("Write the title and the introduction in the first language of the collectivity."), "texts",
    )  # fmt: skip
    yield CheckItem(
        "calendar", _l("Opening, closing and destruction of the key"),
        _has_calendar(question, consultation, collectivity.time_zone),
        _l(
            "Choose when the vote opens and closes, before the day of the answers, "
            "and a later day on which its key is destroyed."
        ),
        "calendar",
    )  # fmt: skip


def _about_the_choices(question: VotingQuestion, choices: Sequence[VotingChoice]) -> Iterator[CheckItem]:
    readable = queries.available_numbers(question, choices)
    yield CheckItem(
        "choices", _l("At least two choices"), len(choices) >= 2,
        _l("Add items of the plan or proposals."), "choices",
    )  # fmt: skip
    yield CheckItem(
        "readable", _l("Choices that everybody can read"), len(readable) == len(choices),
        _l("Take out what is hidden, withdrawn, merged or not in the consulted draft."), "choices",
    )  # fmt: skip
    yield CheckItem(
        "numbers", _l("Smallest and largest number of choices"),
        1 <= question.minimum <= question.maximum <= len(choices),
        _l("The largest number is not above the number of choices."), "numbers",
    )  # fmt: skip
    if question.kind is VotingKind.BUDGET:
        yield CheckItem(
            "budget", _l("Costs and budget"), _fits_budget(question, choices),
            _l("Give each choice a cost within the budget, so that the smallest number of choices can be paid."),
            "choices",
        )  # fmt: skip


def _about_the_voters(question: VotingQuestion, collectivity: Collectivity) -> CheckItem:
    problem = problem_with_level(question.level, collectivity)
    missing = problem if problem is not None else _l("Choose who may vote.")
    return CheckItem("voters", _l("Who may vote"), problem is None, missing, "voters")


def _has_texts(question: VotingQuestion, language: str) -> bool:
    fields = question.texts.get(language, {})
    return bool(fields.get("title")) and bool(fields.get("introduction"))


def _has_calendar(question: VotingQuestion, consultation: Consultation, time_zone: str) -> bool:
    if question.starts_at is None or question.ends_at is None or question.keys_destroyed_on is None:
        return False
    problems = rules.calendar_problems(
        starts_at=question.starts_at, ends_at=question.ends_at, keys_destroyed_on=question.keys_destroyed_on,
        consultation=consultation, time_zone=time_zone,
    )  # fmt: skip
    return not problems


def _fits_budget(question: VotingQuestion, choices: Sequence[VotingChoice]) -> bool:
    costs = sorted(choice.cost or 0 for choice in choices)
    ceiling = question.ceiling or 0
    return bool(costs) and costs[0] > 0 and costs[-1] <= ceiling and sum(costs[: question.minimum]) <= ceiling
