"""Before a public reason is said: what seems to be personal data in it is pointed out, a person decides."""

from wtforms import BooleanField
from wtforms.validators import ValidationError

from app.features.moderation.redacting import suggested_passages
from app.foundation.i18n import _l
from app.web.forms import ActionForm


class ReasonedForm(ActionForm):
    """A form whose reason everybody will read."""

    is_not_personal = BooleanField(_l("This is no personal data: publish the reason as it is"))

    def seems_personal(self) -> bool:
        """Say whether personal data seems to stand in what was typed, so that the tick is offered."""
        return bool(self.is_submitted() and suggested_passages(self.reason.data or ""))


class TellsNothingPersonal:
    """Refuse a reason in which personal data seems to stand, unless it was ticked that it is none."""

    def __call__(self, form: ReasonedForm, field: object) -> None:
        found = suggested_passages(getattr(field, "data", None) or "")
        if found and not form.is_not_personal.data:
            told = _l(
                "Everybody reads this reason, and it seems to hold personal data: %(passages)s. Take it out.",
                passages=" · ".join(found),
            )
            raise ValidationError(str(told))
