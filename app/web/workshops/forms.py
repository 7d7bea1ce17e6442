"""Forms by which workshops are planned and their minutes recorded."""

from datetime import datetime
from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.features.workshops.types import (
    MINUTES_LENGTH,
    PLACE_LENGTH,
    REASON_LENGTH,
    TITLE_LENGTH,
    WorkshopPlan,
)
from app.foundation import clock
from app.foundation.i18n import _l
from app.foundation.text.clean import clean_line, clean_text
from app.web.fields import local_moment
from app.web.forms import ActionForm

REQUIRED = _l("This is needed.")
MOST_PLACES = 100_000


class WorkshopForm(ActionForm):
    """When, where, for which consultation, and how many places; title and place are in one language."""

    consultation = SelectField(_l("Consultation"), coerce=int, validators=[InputRequired(REQUIRED)])
    title = StringField(_l("Title"), validators=[InputRequired(REQUIRED), Length(max=TITLE_LENGTH)])
    place = StringField(_l("Place"), validators=[InputRequired(REQUIRED), Length(max=PLACE_LENGTH)])
    starts_at = local_moment(_l("Day and hour"), validators=[InputRequired(REQUIRED)])
    territory = SelectField(_l("Part of the territory"), coerce=str, validators=[Optional()])
    capacity = IntegerField(_l("Number of places"), validators=[Optional(), NumberRange(1, MOST_PLACES)])

    def plan(self, *, language: str, time_zone: str) -> WorkshopPlan:
        """Return what was decided of the workshop."""
        return WorkshopPlan(
            texts={language: {"title": clean_line(self.title.data), "place": clean_line(self.place.data)}},
            starts_at=clock.instant_of(self.starts_at.data.replace(tzinfo=None), time_zone),
            territory_id=int(self.territory.data) if self.territory.data else None,
            capacity=self.capacity.data,
        )

    @staticmethod
    def data_of(workshop: Any, *, language: str, time_zone: str) -> dict[str, Any]:
        """Return a workshop as the fields show it, in one language."""
        fields = workshop.texts.get(language, {})
        starts_at: datetime = clock.local_time(workshop.starts_at, time_zone).replace(tzinfo=None)
        return {
            "consultation": workshop.consultation_id,
            "title": fields.get("title"),
            "place": fields.get("place"),
            "starts_at": starts_at,
            "territory": str(workshop.territory_id or ""),
            "capacity": workshop.capacity,
        }


class CancellationForm(ActionForm):
    """The public reason why a workshop is not held."""

    reason = TextAreaField(
        _l("Public reason"), validators=[InputRequired(REQUIRED), Length(max=REASON_LENGTH)]
    )


class MinutesForm(ActionForm):
    """What was said, in one language, and how many persons were present."""

    minutes = TextAreaField(_l("Minutes"), validators=[InputRequired(REQUIRED), Length(max=MINUTES_LENGTH)])
    attendance_count = IntegerField(
        _l("Persons present"), validators=[InputRequired(REQUIRED), NumberRange(0, MOST_PLACES)]
    )

    def text(self) -> str:
        """Return the minutes, cleaned."""
        return clean_text(self.minutes.data)
