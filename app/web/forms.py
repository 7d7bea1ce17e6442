"""What every form of the pages shares."""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import uuid4

from babel.support import Translations
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.i18n import messages_path
from wtforms.validators import ValidationError

from app.foundation.errors import Invalid
from app.foundation.text.clean import clean_line, clean_text
from app.web.languages import FallbackCatalog, amazigh_fallback, current_language


@cache
def sentences_that_stand_in(code: str) -> FallbackCatalog:
    """Return the sentences of the form library in the language that stands in for Amazigh, which it does not speak."""
    return FallbackCatalog(Translations.load(messages_path(), [code], domain="wtforms"), code)


def _cleaning(kind: type) -> tuple[Callable[[Any], Any], ...]:
    """Return how the words of a field of this kind are cleaned; a secret is taken as it was typed."""
    if issubclass(kind, (HiddenField, PasswordField)) or not issubclass(kind, StringField):
        return ()
    clean = clean_text if issubclass(kind, TextAreaField) else clean_line
    return (lambda typed: clean(typed) if isinstance(typed, str) else typed,)


class ActionForm(FlaskForm):  # type: ignore[misc]
    """A form that may be sent twice and counts once."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Say the library's own refusals in the reader's language, and take texts without what nobody sees."""

        def bind_field(self, form: FlaskForm, unbound_field: Any, options: Any) -> Any:
            """Return a field of the form; one that takes words cleans them, whatever is done with them later."""
            clean = _cleaning(unbound_field.field_class)
            filters = (*unbound_field.kwargs.get("filters", ()), *clean)
            return super().bind_field(
                form, unbound_field, {**options, "filters": filters} if clean else options
            )

        def get_translations(self, form: FlaskForm) -> Any:
            """Return the sentences of the page's language."""
            if current_language().code == "zgh":
                return sentences_that_stand_in(amazigh_fallback())
            return super().get_translations(form)

    submission_key = HiddenField(default=lambda: uuid4().hex)

    def take_errors(self, refusal: Invalid) -> None:
        """Put the sentences of a refusal beside the fields they are about."""
        for name, sentence in refusal.fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, str(sentence)]


class OneOf:
    """Refuse a choice that is not in an allow-list, in the reader's language."""

    def __init__(self, values: Any, message: Any) -> None:
        self.values, self.message = frozenset(values), message

    def __call__(self, form: FlaskForm, field: Any) -> None:
        if field.data not in self.values:
            raise ValidationError(str(self.message))
