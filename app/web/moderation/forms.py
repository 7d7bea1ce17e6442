"""What a reader says when she reports, and what a moderator says when she decides."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.features.moderation.rules import REASON_LENGTH
from app.features.moderation.types import Decision, Ground
from app.foundation.i18n import LazyText, _l
from app.web.forms import ActionForm
from app.web.reading import whole_number

TOO_LONG = Length(max=REASON_LENGTH, message=_l("This text is too long."))

# What the button of a decision says; its label says what was done.
ACTS: dict[Decision, LazyText] = {
    Decision.PUBLISH: _l("Publish"),
    Decision.RETURN: _l("Return to the author"),
    Decision.REFUSE: _l("Refuse"),
    Decision.HIDE: _l("Hide"),
    Decision.RESTORE: _l("Show again"),
    Decision.KEEP: _l("Leave it where it is"),
}


class ReportForm(ActionForm):
    """Why a text breaks a rule."""

    reason = TextAreaField(
        _l("What is wrong with this text?"),
        validators=[InputRequired(_l("Say what is wrong with this text.")), TOO_LONG],
    )


class SaidForm(ActionForm):
    """The ground and the public reason of a decision."""

    ground = RadioField(
        _l("Ground"),
        choices=[SelectChoice(each.value, each.label) for each in Ground],
        validators=[Optional()],
    )
    charter_rule = SelectField(_l("Rule of the charter"), validators=[Optional()])
    reason = TextAreaField(_l("Public reason"), validators=[Optional(), TOO_LONG])

    def said(self) -> dict[str, Any]:
        """Return the ground, the rule and the reason as the command takes them."""
        ground = Ground(self.ground.data) if self.ground.data else None
        return {
            "ground": ground,
            "charter_rule": whole_number(self.charter_rule.data),
            "reason": self.reason.data or "",
        }


class DecisionForm(SaidForm):
    """A decision on one text."""

    decision = RadioField(
        _l("Decision"), validators=[InputRequired(_l("Choose a decision."))], validate_choice=True
    )


class BulkForm(SaidForm):
    """One decision on the texts that were ticked."""

    decision = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice(each.value, ACTS[each])
            for each in (Decision.PUBLISH, Decision.RETURN, Decision.REFUSE)
        ],
        validators=[InputRequired(_l("Choose a decision."))],
    )
    texts = SelectMultipleField(
        _l("Texts"), validate_choice=False, validators=[InputRequired(_l("Tick at least one text."))]
    )


def with_rules(form: SaidForm, rules: Sequence[str]) -> None:
    """Let the rules of the charter be chosen."""
    numbered = [
        SelectChoice(str(number), f"{number}. {_cut(rule)}") for number, rule in enumerate(rules, start=1)
    ]
    form.charter_rule.choices = [SelectChoice("", _l("Choose a rule")), *numbered]


def with_decisions(form: DecisionForm, decisions: Sequence[Decision]) -> None:
    """Let the decisions that are possible be chosen."""
    form.decision.choices = [SelectChoice(each.value, ACTS[each]) for each in decisions]


def _cut(rule: str) -> str:
    return rule if len(rule) <= 90 else f"{rule[:90].rsplit(' ', 1)[0]}…"
