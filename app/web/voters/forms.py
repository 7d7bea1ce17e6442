"""Forms at the desk: who comes, what her card says, and the register of the collectivity."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.foundation.i18n import _l
from app.web.forms import ActionForm

REQUIRED = _l("This is needed.")


class WhoForm(ActionForm):
    """The account of whoever comes to the desk."""

    who = StringField(
        _l("Her e-mail address, her phone, or the code of her account"),
        validators=[InputRequired(REQUIRED), Length(max=320)],
    )


class IdentityForm(WhoForm):
    """What her identity card says; made into a code at once and kept nowhere."""

    full_name = StringField(
        _l("Full name, as on the card"), validators=[InputRequired(REQUIRED), Length(max=200)]
    )
    born_on = DateField(_l("Birth date"), validators=[InputRequired(REQUIRED)])


class AuthorisationForm(ActionForm):
    """Under which authorisation the register is used; empty switches it off."""

    reference = StringField(_l("Number of the authorisation"), validators=[Optional(), Length(max=120)])
    authorised_on = DateField(_l("Given on"), validators=[Optional()])


class RegisterForm(ActionForm):
    """The register as a file: one number a line."""

    file = FileField(_l("File of the register"), validators=[FileRequired(REQUIRED)])


class NumberForm(ActionForm):
    """A number of the register that somebody shows at the desk to be hers."""

    number = StringField(_l("Number in the register"), validators=[InputRequired(REQUIRED), Length(max=60)])
    is_shown = BooleanField(
        _l("The person showed her card, and the number on it."), validators=[InputRequired(REQUIRED)]
    )
