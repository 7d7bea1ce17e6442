"""Forms of the council's desk."""

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.features.council.rules import LONGEST_REASON
from app.features.council.types import SessionKind
from app.features.proposals.types import Outcome
from app.foundation.i18n import _l
from app.web.versioned_forms import VersionedForm

TOO_LONG = _l("This text is too long.")
NO_VOTES = _l("Give the number of votes, 0 if there was none.")


class AnswerForm(VersionedForm):
    """A reasoned response."""

    outcome = SelectField(
        _l("Decision"),
        choices=[SelectChoice(each.value, each.label) for each in Outcome],
        validators=[InputRequired(_l("Choose a decision."))],
    )
    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Give the reason.")), Length(max=LONGEST_REASON, message=TOO_LONG)],
    )
    body = StringField(
        _l("Body that answers"),
        validators=[InputRequired(_l("Say which body answers.")), Length(max=160, message=TOO_LONG)],
    )
    merged_into = IntegerField(_l("Merged into proposal no."), validators=[Optional()])
    session = SelectField(_l("Council session"), coerce=int, validators=[Optional()])


class SessionForm(VersionedForm):
    """A council session and its vote."""

    kind = SelectField(
        _l("Kind of session"),
        choices=[SelectChoice(each.value, each.label) for each in SessionKind],
        validators=[InputRequired(_l("Choose the kind of session."))],
    )
    held_on = DateField(_l("Held on"), validators=[InputRequired(_l("Give the date of the session."))])
    place = StringField(_l("Place"), validators=[Length(max=200, message=TOO_LONG)])
    votes_for = IntegerField(_l("Votes for"), validators=[InputRequired(NO_VOTES)])
    votes_against = IntegerField(_l("Votes against"), validators=[InputRequired(NO_VOTES)])
    votes_abstaining = IntegerField(_l("Abstentions"), validators=[InputRequired(NO_VOTES)])
    deliberation_number = StringField(
        _l("Number of the deliberation"),
        validators=[
            InputRequired(_l("Give the number of the deliberation.")),
            Length(max=60, message=TOO_LONG),
        ],
    )
    document = FileField(_l("Text of the deliberation"))


class ChangeForm(VersionedForm):
    """Where a change of the adopted plan comes from."""

    is_councils_own = BooleanField(_l("The council made this change of its own accord"))
    explanation = TextAreaField(_l("Explanation"), validators=[Length(max=LONGEST_REASON, message=TOO_LONG)])
