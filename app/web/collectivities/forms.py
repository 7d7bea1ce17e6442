"""Forms of a collectivity's profile, public texts and declaration."""

from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.features.collectivities.types import Profile
from app.features.plans.types import TextOrigin
from app.foundation.i18n import LANGUAGES, _l
from app.web.forms import ActionForm

NAME_LENGTH, WELCOME_LENGTH, TEXT_LENGTH = 160, 2000, 40_000
REQUIRED = _l("This is needed.")
CHOICES = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


class ProfileForm(ActionForm):
    """What the collectivity says of itself; names and welcome once for each language of the interface."""

    names_ar = StringField(_l("Name in Arabic"), validators=[Optional(), Length(max=NAME_LENGTH)])
    names_fr = StringField(_l("Name in French"), validators=[Optional(), Length(max=NAME_LENGTH)])
    names_en = StringField(_l("Name in English"), validators=[Optional(), Length(max=NAME_LENGTH)])
    names_zgh = StringField(_l("Name in Amazigh"), validators=[Optional(), Length(max=NAME_LENGTH)])
    languages = SelectMultipleField(_l("Languages offered"), choices=CHOICES)
    default_language = SelectField(_l("First language"), choices=CHOICES)
    amazigh_fallback = SelectField(
        _l("Where Amazigh words are missing, show"),
        choices=[choice for choice in CHOICES if choice.value in {"ar", "fr"}],
    )
    accent = StringField(_l("Colour"), validators=[InputRequired(REQUIRED), Length(max=7)])
    welcome_ar = TextAreaField(_l("Welcome in Arabic"), validators=[Optional(), Length(max=WELCOME_LENGTH)])
    welcome_fr = TextAreaField(_l("Welcome in French"), validators=[Optional(), Length(max=WELCOME_LENGTH)])
    welcome_en = TextAreaField(_l("Welcome in English"), validators=[Optional(), Length(max=WELCOME_LENGTH)])
    welcome_zgh = TextAreaField(_l("Welcome in Amazigh"), validators=[Optional(), Length(max=WELCOME_LENGTH)])
    contact = StringField(_l("Contact for the public"), validators=[Optional(), Length(max=200)])
    website = StringField(_l("Website"), validators=[Optional(), Length(max=300)])

    def profile(self) -> Profile:
        """Return what was typed."""
        return Profile(
            names={code: self[f"names_{code}"].data or "" for code in LANGUAGES},
            languages=tuple(self.languages.data or ()),
            default_language=self.default_language.data,
            accent=self.accent.data or "",
            amazigh_fallback=self.amazigh_fallback.data,
            welcome={code: self[f"welcome_{code}"].data or "" for code in LANGUAGES},
            contact=self.contact.data,
            website=self.website.data,
        )


class PublicTextForm(ActionForm):
    """A new version of a public text, one field for each language."""

    text_ar = TextAreaField(_l("Text in Arabic"), validators=[Optional(), Length(max=TEXT_LENGTH)])
    text_fr = TextAreaField(_l("Text in French"), validators=[Optional(), Length(max=TEXT_LENGTH)])
    text_en = TextAreaField(_l("Text in English"), validators=[Optional(), Length(max=TEXT_LENGTH)])
    text_zgh = TextAreaField(_l("Text in Amazigh"), validators=[Optional(), Length(max=TEXT_LENGTH)])

    def texts(self, original: str) -> dict[str, dict[str, str]]:
        """Return what was typed; all but the first language are translations."""
        return {
            code: {"text": self[f"text_{code}"].data or "", "origin": _origin(code, original)}
            for code in LANGUAGES
        }


def _origin(code: str, original: str) -> str:
    return (TextOrigin.ORIGINAL if code == original else TextOrigin.TRANSLATION_PERSON).value


class DeclarationForm(ActionForm):
    """The reference of the declaration or authorisation for personal data."""

    reference = StringField(_l("Reference"), validators=[InputRequired(REQUIRED), Length(max=120)])
    declared_on = DateField(_l("Date"), validators=[Optional()])
