"""What somebody who practises decides of a text."""

from collections.abc import Sequence

from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.features.practice.types import LAW, Answer, Choice
from app.foundation.i18n import _l
from app.web.forms import ActionForm

LONGEST_RULE = 90


class AnswerForm(ActionForm):
    """The decision and its ground."""

    choice = RadioField(
        _l("What do you decide?"),
        choices=[SelectChoice(each.value, each.label) for each in Choice],
        validators=[InputRequired(_l("Choose a decision."))],
    )
    ground = SelectField(_l("On which ground?"), validators=[Optional()])

    def answer(self) -> Answer:
        """Return what was chosen."""
        return Answer(Choice(self.choice.data), self.ground.data or None)


def answer_form(rules: Sequence[str]) -> AnswerForm:
    """Return the form with the rules of the model charter to choose from."""
    form = AnswerForm()
    numbered = [
        SelectChoice(str(number), f"{number}. {_cut(rule)}") for number, rule in enumerate(rules, start=1)
    ]
    form.ground.choices = [
        SelectChoice("", _l("None: it stays")),
        *numbered,
        SelectChoice(LAW, _l("Against the law")),
    ]
    return form


def _cut(rule: str) -> str:
    return rule if len(rule) <= LONGEST_RULE else f"{rule[:LONGEST_RULE].rsplit(' ', 1)[0]}…"
