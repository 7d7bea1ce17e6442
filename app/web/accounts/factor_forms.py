"""The forms by which people prove who they are a second time, and set up what they prove it with."""

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.foundation.i18n import _l
from app.web.forms import ActionForm


class DigitsField(StringField):  # type: ignore[misc]
    """Digits of any script, with or without spaces; `digits` is their one form."""

    data: str | None

    @property
    def digits(self) -> str:
        return "".join(str(int(sign)) for sign in self.data or "" if sign.isdecimal())


def _app_code() -> DigitsField:
    return DigitsField(
        _l("Code of the app"),
        [InputRequired(_l("Type the six digits that the app shows now.")), Length(max=20)],
    )


class AppCodeForm(ActionForm):
    """The code that the authenticator app shows now."""

    code = _app_code()
    next = HiddenField()


class NewAppForm(ActionForm):
    """The first code of an app that was just set up, with its secret, sealed."""

    sealed = HiddenField(validators=[Length(max=200)])
    code = _app_code()
    next = HiddenField()


class RecoveryCodeForm(ActionForm):
    """One of the ten codes on paper."""

    code = StringField(
        _l("Recovery code"), [InputRequired(_l("Type one of your recovery codes.")), Length(max=60)]
    )
    next = HiddenField()


class PasswordProofForm(ActionForm):
    """The password, once more."""

    password = PasswordField(_l("Password"), [InputRequired(_l("Type your password.")), Length(max=400)])
    next = HiddenField()


class PasskeyForm(ActionForm):
    """What the browser answers for a passkey; a script fills it in."""

    answer = HiddenField()
    next = HiddenField()


class PasskeyNameForm(ActionForm):
    """The name by which a person knows her passkey again."""

    name = StringField(
        _l("Name of the passkey"),
        [InputRequired(_l("Write a name by which you will know it again.")), Length(max=200)],
    )


class NewPasskeyForm(PasskeyNameForm):
    """A new passkey: its name, and what the browser answers."""

    answer = HiddenField()
    next = HiddenField()
