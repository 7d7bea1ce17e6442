"""The form of a report on an activity."""

from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.features.projects.rules import LONGEST_TEXT
from app.features.projects.types import ProgressStatus
from app.foundation.i18n import _l
from app.web.fields import web_address
from app.web.forms import ActionForm


class ReportForm(ActionForm):
    """Where an activity stands, with its evidence."""

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
    text = TextAreaField(
        _l("What was done, or what happened"),
        validators=[
            InputRequired(_l("Say in a few words what was done, or what happened.")),
            Length(max=LONGEST_TEXT, message=_l("This text is too long.")),
        ],
    )
    reason = TextAreaField(
        _l("Reason of the delay or stop"),
        validators=[Length(max=LONGEST_TEXT, message=_l("This text is too long."))],
    )
    new_due_on = DateField(_l("New date"), validators=[Optional()])
    link = StringField(_l("Address of a page that shows it"), validators=[Optional(), web_address])
    image = FileField(_l("A picture that shows it"))
