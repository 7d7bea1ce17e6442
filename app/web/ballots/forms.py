"""Forms by which the focal point prepares a vote and changes its calendar."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from app.features.ballots.rules import LARGEST_AMOUNT
from app.features.ballots.types import INTRODUCTION_LENGTH, MOST_CHOICES, TITLE_LENGTH, VotingKind
from app.features.voters.types import VoterLevel
from app.foundation.i18n import _l
from app.foundation.text.clean import clean_line, clean_text
from app.web.fields import local_moment
from app.web.forms import ActionForm
from app.web.versioned_forms import VersionedForm

REQUIRED = _l("This is needed.")
NOT_AN_AMOUNT = _l("Write a whole amount, without cents.")
LONGEST_AMOUNT = 30


def amount_of(text: str | None) -> int | None:
    """Return an amount typed in any script of digits, with blanks between them or not; None where nothing is typed.

    Raises ValueError for anything else.
    """
    written = "".join((text or "").split())
    if not written:
        return None
    digits = "".join(str(unicodedata.digit(each, "x")) for each in written[:LONGEST_AMOUNT])
    amount = int(digits) if digits.isdigit() else 0
    if not 0 < amount <= LARGEST_AMOUNT:
        raise ValueError
    return amount


class ChoicesFileForm(ActionForm):
    """Projects with their costs, as other tools for budget votes write them."""

    file = FileField(_l("File of projects (.pb)"), validators=[FileRequired(REQUIRED)])


class NewVoteForm(ActionForm):
    """What voters are asked, and under which title."""

    kind = RadioField(
        _l("What voters are asked"),
        choices=[SelectChoice(each.value, each.label) for each in VotingKind],
        validators=[InputRequired(REQUIRED)],
    )
    title = StringField(
        _l("Title of the vote"), validators=[InputRequired(REQUIRED), Length(max=TITLE_LENGTH)]
    )


class VoteTextsForm(VersionedForm):
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


class VoteRulesForm(VersionedForm):
    """What may be ticked, who votes, and when counts are shown."""

    kind = RadioField(
        _l("What voters are asked"),
        choices=[SelectChoice(each.value, each.label) for each in VotingKind],
        validators=[InputRequired(REQUIRED)],
    )
    minimum = IntegerField(
        _l("Smallest number of choices"), validators=[InputRequired(REQUIRED), NumberRange(1, MOST_CHOICES)]
    )
    maximum = IntegerField(
        _l("Largest number of choices"), validators=[InputRequired(REQUIRED), NumberRange(1, MOST_CHOICES)]
    )
    ceiling = StringField(_l("Budget"), validators=[Length(max=LONGEST_AMOUNT)])
    level = RadioField(
        _l("Who may vote"),
        choices=[SelectChoice(each.value, each.label) for each in VoterLevel],
        validators=[InputRequired(REQUIRED)],
    )
    counts_hidden = BooleanField(_l("Show how often each choice is ticked only after closing"))

    def validate_ceiling(self, field: StringField) -> None:
        """A vote on a budget needs one."""
        try:
            amount = amount_of(field.data)
        except ValueError as error:
            raise ValidationError(str(NOT_AN_AMOUNT)) from error
        if amount is None and self.kind.data == VotingKind.BUDGET:
            raise ValidationError(str(NOT_AN_AMOUNT))

    @property
    def budget(self) -> int | None:
        """The budget as a number; none where choices are only approved of."""
        return amount_of(self.ceiling.data) if self.kind.data == VotingKind.BUDGET else None


class VoteCalendarForm(VersionedForm):
    """Opening, closing, and the day on which nobody can link ballots to accounts any more."""

    starts_at = local_moment(_l("Opening"), validators=[InputRequired(REQUIRED)])
    ends_at = local_moment(_l("Closing"), validators=[InputRequired(REQUIRED)])
    keys_destroyed_on = DateField(_l("The key is destroyed on"), validators=[InputRequired(REQUIRED)])


def suggested_calendar(consultation: Any, *, today: date) -> dict[str, Any]:
    """Return dates to begin with: two weeks from next week on, the key destroyed two months after the answers."""
    start = datetime.combine(today + timedelta(days=7), datetime.min.time()).replace(hour=9)
    answers = consultation.answer_due_on or today + timedelta(days=60)
    return {
        "starts_at": start,
        "ends_at": (start + timedelta(days=14)).replace(hour=18),
        "keys_destroyed_on": answers + timedelta(days=60),
    }
