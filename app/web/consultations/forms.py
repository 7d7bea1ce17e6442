"""Forms by which the focal point prepares a consultation and changes its calendar."""

from datetime import date, datetime, timedelta
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.features.consultations.types import ModerationMode, Round
from app.foundation import clock
from app.foundation.i18n import LANGUAGES, _l
from app.foundation.text.clean import clean_line, clean_text
from app.web.fields import local_moment
from app.web.forms import ActionForm

TITLE_LENGTH = 200
INTRODUCTION_LENGTH = 6000
REASON_LENGTH = 1000
LONGEST_WAIT_HOURS = 24 * 14
LONGEST_APPEAL_DAYS = 60
REQUIRED = _l("This is needed.")


class NewConsultationForm(ActionForm):
    """Which round, on which plan, under which title."""

    plan = SelectField(_l("Plan"), coerce=str, validators=[InputRequired(REQUIRED)])
    plan_title = StringField(_l("Title of the new plan"), validators=[Optional(), Length(max=TITLE_LENGTH)])
    in_round = RadioField(
        _l("Round"),
        coerce=int,
        choices=[SelectChoice(each.value, each.label) for each in Round],
        validators=[InputRequired(REQUIRED)],
    )
    title = StringField(
        _l("Title of the consultation"), validators=[InputRequired(REQUIRED), Length(max=TITLE_LENGTH)]
    )

    def validate_plan_title(self, field: StringField) -> None:
        """A plan that does not exist yet needs a name."""
        if self.plan.data == "new" and not (field.data or "").strip():
            raise ValidationError(str(_l("Write the title of the new plan.")))


class TextsForm(ActionForm):
    """Title and introduction in one language."""

    title = StringField(_l("Title"), validators=[InputRequired(REQUIRED), Length(max=TITLE_LENGTH)])
    introduction = TextAreaField(
        _l("Introduction"), validators=[InputRequired(REQUIRED), Length(max=INTRODUCTION_LENGTH)]
    )
    origin = SelectField(
        _l("Where this text comes from"),
        validators=[InputRequired(REQUIRED)],
        choices=[
            SelectChoice("original", _l("Written in this language")),
            SelectChoice("translation_person", _l("Translated by a person")),
        ],
    )

    def fields(self) -> dict[str, str]:
        """Return the texts as they are kept."""
        return {
            "title": clean_line(self.title.data),
            "introduction": clean_text(self.introduction.data),
            "origin": self.origin.data,
        }


class CalendarForm(ActionForm):
    """Opening, closing, and the day by which the council answers."""

    starts_at = local_moment(_l("Opening"), validators=[InputRequired(REQUIRED)])
    ends_at = local_moment(_l("Closing"), validators=[InputRequired(REQUIRED)])
    answer_due_on = DateField(_l("Answers at the latest on"), validators=[InputRequired(REQUIRED)])


class ModerationForm(ActionForm):
    """How contributions are read, how fast, and from which age one takes part."""

    moderation_mode = RadioField(
        _l("When contributions are read"),
        choices=[SelectChoice(each.value, each.label) for each in ModerationMode],
    )
    moderation_hours = IntegerField(
        _l("Hours within which a contribution is read"),
        validators=[InputRequired(REQUIRED), NumberRange(1, LONGEST_WAIT_HOURS)],
    )
    appeal_days = IntegerField(
        _l("Days to appeal a decision"),
        validators=[InputRequired(REQUIRED), NumberRange(1, LONGEST_APPEAL_DAYS)],
    )
    appeal_decision_days = IntegerField(
        _l("Days within which an appeal is decided"),
        validators=[InputRequired(REQUIRED), NumberRange(1, LONGEST_APPEAL_DAYS)],
    )
    minimum_age = IntegerField(_l("Minimum age to take part"), validators=[Optional(), NumberRange(10, 99)])


class ExtensionForm(ActionForm):
    """A later end, with its public reason."""

    ends_at = local_moment(_l("New end"), validators=[InputRequired(REQUIRED)])
    reason = TextAreaField(
        _l("Public reason"), validators=[InputRequired(REQUIRED), Length(max=REASON_LENGTH)]
    )


class CancellationForm(ActionForm):
    """The public reason of a cancellation."""

    reason = TextAreaField(
        _l("Public reason"), validators=[InputRequired(REQUIRED), Length(max=REASON_LENGTH)]
    )


class ConfirmationForm(ActionForm):
    """One press, counted once."""


class DraftProjectForm(ActionForm):
    """A project of the draft made of ticked ideas."""

    axis = SelectField(_l("Axis of the draft"), coerce=int, validators=[InputRequired(REQUIRED)])
    title = StringField(_l("Title of the project"), validators=[Optional(), Length(max=TITLE_LENGTH)])


def instant(local: datetime, time_zone: str) -> datetime:
    """Return the instant of a day and hour typed on the clocks of the collectivity."""
    return clock.instant_of(local.replace(tzinfo=None), time_zone)


def local(moment: datetime | None, time_zone: str) -> datetime | None:
    """Return an instant as a field shows it: the day and hour on the clocks of the collectivity."""
    return clock.local_time(moment, time_zone).replace(tzinfo=None) if moment is not None else None


def suggested_calendar(today: date) -> dict[str, Any]:
    """Return dates to begin with: two weeks' notice, two weeks open, answers two months later."""
    start = datetime.combine(today + timedelta(days=14), datetime.min.time()).replace(hour=9)
    end = (start + timedelta(days=14)).replace(hour=18)
    return {"starts_at": start, "ends_at": end, "answer_due_on": end.date() + timedelta(days=60)}


def language_choices(codes: list[str]) -> list[tuple[str, str]]:
    """Return the languages that a collectivity offers, each by its own name."""
    return [(code, LANGUAGES[code].name) for code in codes if code in LANGUAGES]
