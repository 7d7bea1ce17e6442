"""The forms about one's own data."""

from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from app.features.privacy.types import Texts
from app.foundation.i18n import _l
from app.web.forms import ActionForm


class ErasureForm(ActionForm):
    """What becomes of published texts, and that she is sure."""

    texts = RadioField(
        _l("What becomes of what you published?"),
        [InputRequired(_l("Choose what becomes of your texts."))],
        choices=[SelectChoice(each.value, each.label) for each in Texts],
    )
    is_sure = BooleanField(
        _l("Erase my account for good"),
        [InputRequired(_l("Tick the box: nobody can bring the account back."))],
    )
