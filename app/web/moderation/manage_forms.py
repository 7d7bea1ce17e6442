"""What moderators say: decisions on one text and on many, facts, orders, who takes a case, rulings on appeals."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.features.moderation.cleaning import AUTHORITY_LENGTH, FACTS_LENGTH, REFERENCE_LENGTH
from app.features.moderation.rules import REASON_LENGTH
from app.features.moderation.types import AppealOutcome, Decision, Ground, Order
from app.features.proposals.types import PublicLabel
from app.foundation.i18n import LANGUAGES, LazyText, _l
from app.web.forms import ActionForm
from app.web.moderation.reasons import ReasonedForm, TellsNothingPersonal
from app.web.reading import chosen_member, whole_number

TOO_LONG = _l("This text is too long.")

# What the button of a decision says; its label says what was done.
ACTS: dict[Decision, LazyText] = {
    Decision.PUBLISH: _l("Publish"),
    Decision.RETURN: _l("Return to the author"),
    Decision.REFUSE: _l("Refuse"),
    Decision.HIDE: _l("Hide"),
    Decision.REMOVE: _l("Remove: against the law"),
    Decision.RELABEL: _l("Put a label beside it"),
    Decision.RESTORE: _l("Restore"),
    Decision.KEEP: _l("Leave it where it is"),
}
IN_BULK = (Decision.PUBLISH, Decision.RETURN, Decision.REFUSE)


class SaidForm(ReasonedForm):
    """The ground and the public reason of a decision."""

    ground = RadioField(
        _l("Ground"),
        choices=[SelectChoice(each.value, each.label) for each in Ground],
        validators=[Optional()],
    )
    charter_rule = SelectField(_l("Rule of the charter"), validators=[Optional()])
    reason = TextAreaField(
        _l("Public reason"),
        validators=[Optional(), Length(max=REASON_LENGTH, message=TOO_LONG), TellsNothingPersonal()],
    )

    def said(self) -> dict[str, Any]:
        """Return the ground, the rule and the reason as the command takes them."""
        return {
            "ground": chosen_member(Ground, self.ground.data),
            "charter_rule": whole_number(self.charter_rule.data),
            "reason": self.reason.data or "",
        }


class LabelledForm(SaidForm):
    """The same, with a label that everybody reads; `language` is that of the statement it began from."""

    label = SelectField(
        _l("Label beside the text"),
        choices=[
            SelectChoice("", _l("Choose a label")),
            *(SelectChoice(each.value, each.label) for each in PublicLabel),
        ],
        validators=[Optional()],
    )
    language = HiddenField()

    def said(self) -> dict[str, Any]:
        """Return also the label and the language, where they are known ones."""
        return super().said() | {
            "label": chosen_member(PublicLabel, self.label.data),
            "language": self.language.data if self.language.data in LANGUAGES else None,
        }


class DecisionForm(LabelledForm):
    """A decision on one text; `seen` is how many there were when it was read."""

    decision = RadioField(
        _l("Decision"), validators=[InputRequired(_l("Choose a decision."))], validate_choice=True
    )
    seen = HiddenField()


class BulkForm(SaidForm):
    """One decision on the texts that were ticked."""

    decision = RadioField(
        _l("Decision"),
        choices=[SelectChoice(each.value, ACTS[each]) for each in IN_BULK],
        validators=[InputRequired(_l("Choose a decision."))],
    )
    texts = SelectMultipleField(
        _l("Texts"), validate_choice=False, validators=[InputRequired(_l("Tick at least one text."))]
    )


class FactsForm(ActionForm):
    """What is alleged or was found."""

    facts = TextAreaField(_l("Facts"), validators=[Optional(), Length(max=FACTS_LENGTH, message=TOO_LONG)])


class ColleagueForm(ActionForm):
    """Who takes a case over."""

    colleague = SelectField(_l("Colleague"), validators=[InputRequired(_l("Choose a colleague."))])


class OrderForm(FactsForm):
    """An authority's order to act on a text."""

    authority = StringField(
        _l("Authority"),
        validators=[
            InputRequired(_l("Name the authority that gave the order.")),
            Length(max=AUTHORITY_LENGTH, message=TOO_LONG),
        ],
    )
    reference = StringField(
        _l("Reference of the order"),
        validators=[
            InputRequired(_l("Give the reference of the order.")),
            Length(max=REFERENCE_LENGTH, message=TOO_LONG),
        ],
    )
    dated_on = DateField(_l("Day of the order"), validators=[InputRequired(_l("Give the day of the order."))])

    def order(self) -> Order:
        """Return the order as the command takes it."""
        return Order(self.authority.data or "", self.reference.data or "", self.dated_on.data)


class RulingForm(LabelledForm):
    """What becomes of a decision that somebody else took."""

    reason = TextAreaField(
        _l("Public reason"),
        validators=[
            InputRequired(_l("Give the reason: it is public, and told to whoever appealed.")),
            Length(max=REASON_LENGTH, message=TOO_LONG),
            TellsNothingPersonal(),
        ],
    )
    outcome = RadioField(
        _l("Your decision on the appeal"),
        validators=[InputRequired(_l("Choose what becomes of the decision."))],
    )

    def ruling(self) -> dict[str, Any]:
        """Return the outcome with what is said, as the command takes them."""
        return {"outcome": AppealOutcome(self.outcome.data), **self.said()}


def with_rules(form: SaidForm, rules: Sequence[str]) -> None:
    """Let the rules of the charter be chosen."""
    numbered = [
        SelectChoice(str(number), f"{number}. {_cut(rule)}") for number, rule in enumerate(rules, start=1)
    ]
    form.charter_rule.choices = [SelectChoice("", _l("Choose a rule")), *numbered]


def with_decisions(form: DecisionForm, decisions: Sequence[Decision]) -> None:
    """Let the decisions that are possible be chosen."""
    form.decision.choices = [SelectChoice(each.value, ACTS[each]) for each in decisions]


def with_outcomes(form: RulingForm, outcomes: Sequence[AppealOutcome]) -> None:
    """Let the outcomes that an appeal can have be chosen."""
    form.outcome.choices = [SelectChoice(each.value, each.label) for each in outcomes]


def with_colleagues(form: ColleagueForm, names: dict[int, str]) -> None:
    """Let the colleagues who may decide be chosen."""
    form.colleague.choices = [SelectChoice(str(user_id), name) for user_id, name in names.items()]


def _cut(rule: str) -> str:
    return rule if len(rule) <= 90 else f"{rule[:90].rsplit(' ', 1)[0]}…"
