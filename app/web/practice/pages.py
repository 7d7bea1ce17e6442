"""What the pages of the practice show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.features.collectivities.model_charter import model_charter
from app.features.practice import queries, rules
from app.features.practice.samples import list_samples
from app.features.practice.types import LAW, Answer, Sample, Verdict
from app.foundation.policy import Actor
from app.web.template_values import Worded, worded

VERDICT_KINDS = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Explained:
    """What somebody decided, whether it fits, and why."""

    words: str
    kind: str
    yours: str
    fitting: str
    rule: Worded | None
    why: Worded


@dataclass(frozen=True, slots=True)
class Exercise:
    """One fictional text, with the answer once it was given."""

    number: int
    total: int
    sample: Sample
    kind: str
    situation: Worded
    explained: Explained | None
    next_url: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One text in the result."""

    number: int
    text: str
    language: str
    yours: str
    verdict: str
    kind: str


def exercise(number: int, sample: Sample, answer: Answer | None) -> Exercise:
    """Gather the page of one text; no query."""
    total = len(list_samples())
    is_last = number == total
    return Exercise(
        number=number,
        total=total,
        sample=sample,
        kind=_("Proposal") if sample.kind == "proposal" else _("Comment"),
        situation=worded(dict(sample.situation)),
        explained=_explained(sample, answer) if answer is not None else None,
        next_url=url_for("manage_practice.start", _anchor="result")
        if is_last
        else url_for("manage_practice.exercise", number=number + 1),
        is_last=is_last,
    )


def _explained(sample: Sample, answer: Answer) -> Explained:
    verdict = rules.judge(sample, answer)
    rule = next((int(each) for each in sample.grounds if each != LAW), None)
    return Explained(
        words=verdict_words(verdict),
        kind="success" if verdict.is_right and verdict.has_right_ground else "warning",
        yours=decision_words(answer),
        fitting=fitting_words(sample),
        rule=_rule(rule) if rule is not None else None,
        why=worded(dict(sample.why)),
    )


def _rule(number: int) -> Worded:
    return worded({code: rules[number - 1] for code, rules in model_charter().items()})


def verdict_words(verdict: Verdict) -> str:
    """Say whether a decision fits."""
    if verdict.is_right and verdict.has_right_ground:
        return _("This decision fits.")
    if verdict.is_right:
        return _("The decision fits, on another ground.")
    return _("Another decision fits better.")


def decision_words(answer: Answer) -> str:
    """Write a decision with its ground."""
    if answer.ground is None:
        return str(answer.choice.label)
    if answer.ground == LAW:
        return _("%(decision)s (against the law)", decision=answer.choice.label)
    return _("%(decision)s (rule %(number)s)", decision=answer.choice.label, number=answer.ground)


def fitting_words(sample: Sample) -> str:
    """Write the decision that fits best."""
    return decision_words(Answer(sample.accepted[0], sample.grounds[0] if sample.grounds else None))


def result_rows(answers: dict[str, Answer]) -> Sequence[ResultRow]:
    """Return a row for each text that was answered."""
    return [
        _result_row(number, each, answers[each.key])
        for number, each in enumerate(list_samples(), start=1)
        if each.key in answers
    ]


def _result_row(number: int, sample: Sample, answer: Answer) -> ResultRow:
    verdict = rules.judge(sample, answer)
    return ResultRow(
        number=number,
        text=sample.text,
        language=sample.language,
        yours=decision_words(answer),
        verdict=verdict_words(verdict),
        kind=VERDICT_KINDS[verdict.is_right],
    )


def rules_shown() -> Worded:
    """Return the rules of the model charter in the reader's language."""
    return worded({code: list(rules) for code, rules in model_charter().items()})


def suggestion(actor: Actor) -> dict[str, Any] | None:
    """Return what suggests the practice to somebody who has not done it yet, or None; one query."""
    if actor.user_id is None or queries.has_practised(actor.user_id):
        return None
    return {"url": url_for("manage_practice.start"), "count": len(list_samples())}
