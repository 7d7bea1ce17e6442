"""Forms of the help desk."""

from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.foundation.i18n import _l
from app.web.accounts.forms import AddressField
from app.web.forms import ActionForm


class HelpForm(ActionForm):
    """Where the person at the desk can be reached, and the language of the message."""

    address = AddressField(
        _l("Her e-mail address or phone number"),
        [InputRequired(_l("Write the e-mail address or phone number of the person.")), Length(max=254)],
    )
    language = RadioField(
        _l("Language of the message"), choices=[], validators=[InputRequired(_l("Choose a language."))]
    )


class BeginForm(ActionForm):
    """The code that the person reads out, and what she was told."""

    code = StringField(_l("Code"), [InputRequired(_l("Type the six digits of the message.")), Length(max=20)])
    agrees = BooleanField(
        _l("The person is beside me, knows what I can do for her and how her data are used, and agrees."),
        validators=[InputRequired(_l("Without her consent nobody acts for her."))],
    )
