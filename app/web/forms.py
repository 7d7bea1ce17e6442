"""What every form of the pages shares."""

from typing import Any
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.foundation.errors import Invalid


class ActionForm(FlaskForm):  # type: ignore[misc]
    """A form that may be sent twice and counts once."""

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
