"""The form of a comment."""

from typing import Any

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.features.discussion.types import COMMENT_LENGTH, CommentStance
from app.foundation.i18n import _l
from app.web.fields import options
from app.web.forms import ActionForm
from app.web.signing import signature_choices


class CommentForm(ActionForm):
    """What one says, whether it is for or against, and how one appears."""

    stance = RadioField(
        _l("Your comment is"),
        choices=options((each.value, each.label) for each in CommentStance),
        default=CommentStance.REMARK.value,
        validators=[InputRequired()],
    )
    body = TextAreaField(_l("Your comment"), validators=[InputRequired(), Length(max=COMMENT_LENGTH)])
    name_shown = SelectField(
        _l("Name shown"), coerce=str, validators=[InputRequired()], validate_choice=False
    )
    official_role = SelectField(
        _l("Answer as"), coerce=str, validators=[InputRequired()], validate_choice=False
    )

    def offer(self, *, user_id: int | None, roles: list[Any]) -> None:
        """Fill in the names and the roles that this person can choose."""
        self.name_shown.choices = options(signature_choices(user_id))
        officially = [(role.value, _l("Officially, as: %(role)s", role=role.label)) for role in roles]
        self.official_role.choices = options([("", _l("For myself")), *officially])

    @property
    def chosen_stance(self) -> CommentStance:
        """Return the stance, a remark when nothing known was chosen."""
        return next((each for each in CommentStance if each.value == self.stance.data), CommentStance.REMARK)
