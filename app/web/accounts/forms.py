"""The forms of signing up, signing in and recovering."""

from typing import Any

from flask_security.proxies import _security as security
from wtforms import HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import PasswordInput

from app.features.accounts.types import Address
from app.foundation.i18n import _l
from app.web.forms import ActionForm


def address_of(text: str) -> Address | None:
    """Return the e-mail address or phone number that a text is, in its one form, or None."""
    text = text.strip()
    if "@" in text:
        try:
            return Address(security._mail_util.normalize(text).casefold())
        except ValueError:
            return None
    number = security._phone_util.get_canonical_form(text)
    return Address(number, is_phone=True) if number else None


class AddressField(StringField):  # type: ignore[misc]
    """An e-mail address or a phone number; `address` is its one form once it is valid."""

    data: str | None
    address: Address | None = None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is neither."""
        typed = (self.data or "").strip()
        self.address = address_of(typed) if typed else None
        if not typed:
            return
        if self.address is None:
            raise ValidationError(
                _l("Write an e-mail address such as name@example.org, or a complete phone number.")
            )


class KeptPasswordField(PasswordField):  # type: ignore[misc]
    """A new password, checked; it stays in the form while a commune is looked for."""

    data: str | None
    widget = PasswordInput(hide_value=False)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is too short or too easy."""
        if not self.data:
            return
        reasons, normal = security._password_util.validate(self.data, True)
        if reasons:
            raise ValidationError(str(reasons[0]))
        self.data = normal


def _address_field() -> AddressField:
    return AddressField(
        _l("E-mail address or phone number"),
        [InputRequired(_l("Write your e-mail address or your phone number.")), Length(max=254)],
    )


def address_in(field: AddressField) -> Address:
    """Return the address of a field that is valid."""
    if field.address is None:
        raise ValueError("the form was not validated")
    return field.address


class SignUpForm(ActionForm):
    """Everything that joining needs, on one screen."""

    address = _address_field()
    commune_words = StringField(_l("Your commune"), [Optional(), Length(max=80)])
    searched_words = HiddenField()
    territory = RadioField(_l("Choose your commune"), choices=[], validate_choice=False, coerce=str)
    public_name = StringField(_l("Public name"), [Optional(), Length(max=80)])
    pseudonym = StringField(_l("Pseudonym"), [Optional(), Length(max=80)])
    password = KeptPasswordField(_l("Password"), [Optional(), Length(max=400)])
    next = HiddenField()


class SignInForm(ActionForm):
    """An address, and a password for those who chose one."""

    address = _address_field()
    password = PasswordField(_l("Password"), [Optional(), Length(max=400)])
    next = HiddenField()


class CodeForm(ActionForm):
    """The code that was sent."""

    code = StringField(_l("Code"), [InputRequired(_l("Type the six digits of the message.")), Length(max=20)])


class RecoveryForm(ActionForm):
    """Where the link for a new password is to be sent."""

    address = _address_field()


class NewPasswordForm(ActionForm):
    """A new password."""

    password = KeptPasswordField(
        _l("New password"), [InputRequired(_l("Choose a password.")), Length(max=400)]
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, with the present one where there is one."""

    present = PasswordField(_l("Present password"), [Optional(), Length(max=400)])
