"""The form of a report on an activity."""

from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.features.plans.types import TextOrigin
from app.features.projects.rules import LONGEST_TEXT
from app.features.projects.types import WRITTEN_FIELDS, ProgressStatus
from app.foundation.errors import Invalid
from app.foundation.i18n import LANGUAGES, LazyText, _l
from app.web.fields import web_address
from app.web.forms import ActionForm


class StandingForm(ActionForm):
    """Where an activity stands, with what is said of it in each language."""

    status = SelectField(
        _l("Where it stands"),
        choices=[SelectChoice(each.value, each.label) for each in ProgressStatus],
        validators=[InputRequired(_l("Choose where it stands."))],
    )
    percent = IntegerField(
        _l("How much is done, in per cent"),
        validators=[
            InputRequired(_l("Give a percentage between 0 and 100.")),
            NumberRange(0, 100, _l("Give a percentage between 0 and 100.")),
        ],
    )


def _words(label: LazyText) -> TextAreaField:
    return TextAreaField(label, validators=[Length(max=LONGEST_TEXT, message=_l("This text is too long."))])


for _code, _language in LANGUAGES.items():
    setattr(
        StandingForm,
        f"text_{_code}",
        _words(_l("What was done, or what happened (%(language)s)", language=_language.name)),
    )
    setattr(
        StandingForm,
        f"reason_{_code}",
        _words(_l("Reason of the delay or stop (%(language)s)", language=_language.name)),
    )
    setattr(
        StandingForm,
        f"origin_{_code}",
        SelectField(
            _l("Where the text comes from"),
            choices=[SelectChoice(each.value, each.label) for each in TextOrigin],
            default=TextOrigin.TRANSLATION_PERSON.value,
        ),
    )


class ReportForm(StandingForm):
    """A report with its evidence, in the languages of the collectivity: the first is needed, the others may follow."""

    new_due_on = DateField(_l("New date"), validators=[Optional()])
    link = StringField(_l("Address of a page that shows it"), validators=[Optional(), web_address])
    image = FileField(_l("A picture that shows it"))

    def offer(self, languages: Sequence[str]) -> None:
        """Keep the fields of these languages; the report is written in the first of them."""
        self.languages = tuple(languages)
        for code in LANGUAGES.keys() - set(languages):
            for name in (*WRITTEN_FIELDS, "origin"):
                del self[f"{name}_{code}"]
        first = self[f"text_{languages[0]}"]
        first.flags.required = True
        first.validators = [
            InputRequired(_l("Say in a few words what was done, or what happened.")),
            *first.validators,
        ]

    def texts(self) -> dict[str, dict[str, str]]:
        """Return what was typed: {language: {text, reason, origin}}."""
        names = (*WRITTEN_FIELDS, "origin")
        return {code: {name: self[f"{name}_{code}"].data or "" for name in names} for code in self.languages}

    def take_errors(self, refusal: Invalid) -> None:
        """Put the sentences beside their fields, those on the report as a whole beside its first language."""
        fields = {
            f"{name}_{self.languages[0]}" if name in WRITTEN_FIELDS else name: sentence
            for name, sentence in refusal.fields.items()
        }
        super().take_errors(Invalid(fields=fields))
