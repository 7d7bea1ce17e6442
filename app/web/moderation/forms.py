"""What a reader says when she reports a text."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.features.moderation.rules import REASON_LENGTH
from app.foundation.i18n import _l
from app.web.forms import ActionForm


class ReportForm(ActionForm):
    """Why a text breaks a rule."""

    reason = TextAreaField(
        _l("What is wrong with this text?"),
        validators=[
            InputRequired(_l("Say what is wrong with this text.")),
            Length(max=REASON_LENGTH, message=_l("This text is too long.")),
        ],
    )
