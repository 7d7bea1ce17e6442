"""The form of an invitation."""

from typing import Any

from wtforms import EmailField, RadioField
from wtforms.validators import InputRequired, Length, ValidationError

from app.foundation.i18n import _l
from app.web.accounts.forms import address_of
from app.web.forms import ActionForm


class InvitationForm(ActionForm):
    """Whom to invite, and for which role."""

    email = EmailField(
        _l("E-mail address"), [InputRequired(_l("Write the address of the person.")), Length(max=254)]
    )
    role = RadioField(_l("Role"), choices=[], validators=[InputRequired(_l("Choose a role."))])
    language = RadioField(
        _l("Language of the message"), choices=[], validators=[InputRequired(_l("Choose a language."))]
    )

    def validate_email(self, field: Any) -> None:
        """Refuse what is no e-mail address, and keep it in its one form."""
        found = address_of(field.data) if "@" in (field.data or "") else None
        if found is None:
            raise ValidationError(_l("Write an e-mail address such as name@example.org."))
        field.data = found.text
