"""WHAT an answer must say, WHICH answers fit, and WHEN one can be given."""

from app.features.collectivities.model_charter import model_charter
from app.features.practice.types import LAW, Answer, Choice, Sample, Verdict
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import _l


class AlreadyAnswered(NotNow):
    """The first answer counts."""

    message = _l("You answered this text already. Begin again to answer it anew.")


def grounds() -> list[str]:
    """Return what can be named as the ground of a decision: the rules of the model charter, and the law."""
    return [*(str(number) for number, _ in enumerate(model_charter()["fr"], start=1)), LAW]


def require_ground(answer: Answer) -> None:
    """Refuse a decision against a text that names no ground, and a removal for anything but the law."""
    if answer.choice is Choice.KEEP:
        return
    if answer.ground not in grounds():
        raise Invalid(fields={"ground": _l("Name the rule, or the law: no text goes without a ground.")})
    if answer.choice is Choice.REMOVE and answer.ground != LAW:
        raise Invalid(
            fields={"ground": _l("Only what the law forbids is removed; what breaks a rule is hidden.")}
        )


def judge(sample: Sample, answer: Answer) -> Verdict:
    """Return whether the decision and its ground fit a text."""
    is_right = answer.choice in sample.accepted
    if answer.choice is Choice.KEEP:
        return Verdict(is_right, has_right_ground=is_right)
    return Verdict(is_right, has_right_ground=answer.ground in sample.grounds)
