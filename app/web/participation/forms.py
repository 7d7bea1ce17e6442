"""The forms of a person's own data."""

from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.foundation.i18n import _l
from app.web.forms import ActionForm


class SettingsForm(ActionForm):
    """Names, language, commune."""

    public_name = StringField(_l("Public name"), [Optional(), Length(max=80)])
    pseudonym = StringField(_l("Pseudonym"), [Optional(), Length(max=80)])
    language = RadioField(_l("Language of messages to you"), choices=[], validators=[InputRequired()])
    commune_words = StringField(_l("Another commune"), [Optional(), Length(max=80)])
    searched_words = HiddenField()
    territory = RadioField(_l("Your commune"), choices=[], validate_choice=False, coerce=str)


class AssociationForm(ActionForm):
    """An association that one speaks for."""

    name = StringField(
        _l("Name of the association"),
        [InputRequired(_l("Write the name of the association.")), Length(max=160)],
    )
