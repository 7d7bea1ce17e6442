"""How a person wants to be told."""

from wtforms import RadioField
from wtforms.fields import SelectChoice

from app.features.notifications.types import Pace
from app.foundation.i18n import _l
from app.web.forms import ActionForm


class PaceForm(ActionForm):
    """Mail at once, or none."""

    pace = RadioField(
        _l("Mails about what I follow, support or wrote"),
        choices=[SelectChoice(each.value, each.label) for each in Pace],
    )
