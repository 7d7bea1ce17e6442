"""Forms of the synthesis desk."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.features.synthesis.rules import TEXT_LENGTH, TITLE_LENGTH
from app.foundation.i18n import _l
from app.web.versioned_forms import VersionedForm

TOO_LONG = _l("This text is too long.")


class ThemeForm(VersionedForm):
    """What a theme is called and what it says."""

    title = StringField(
        _l("Name of the theme"),
        validators=[InputRequired(_l("Give the theme a name.")), Length(max=TITLE_LENGTH, message=TOO_LONG)],
    )
    summary = TextAreaField(
        _l("What these proposals say together"), validators=[Length(max=TEXT_LENGTH, message=TOO_LONG)]
    )


class PointForm(VersionedForm):
    """Something the contributions say."""

    text = TextAreaField(
        _l("What the contributions say"),
        validators=[
            InputRequired(_l("Write what the contributions say.")),
            Length(max=TEXT_LENGTH, message=TOO_LONG),
        ],
    )


class SynthesisForm(VersionedForm):
    """The words around the points."""

    introduction = TextAreaField(_l("Introduction"), validators=[Length(max=TEXT_LENGTH, message=TOO_LONG)])
    conclusion = TextAreaField(
        _l("What the committee recommends"), validators=[Length(max=TEXT_LENGTH, message=TOO_LONG)]
    )
