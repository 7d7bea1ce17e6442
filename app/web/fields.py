"""Checks of fields that several forms share."""

from collections.abc import Iterable
from typing import Any

from wtforms import DateTimeLocalField, Form
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from app.foundation.i18n import _l
from app.foundation.web_addresses import is_public_page

LONGEST_ADDRESS = 500
# What browsers send for a day and hour, with and without seconds, and what people type where there is no picker.
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return (value, label) pairs as what a select or a group of radios offers."""
    return [SelectChoice(value, label) for value, label in pairs]


def local_moment(label: Any, **options: Any) -> DateTimeLocalField:
    """Return a field for a day and hour on the clocks of the collectivity."""
    return DateTimeLocalField(label, format=MOMENT_FORMATS, **options)


def web_address(_form: Form, field: Any) -> None:
    """Refuse what is no address of a public web page."""
    text = (field.data or "").strip()
    if len(text) > LONGEST_ADDRESS or not is_public_page(text):
        raise ValidationError(str(_l("Give a full web address, beginning with https://")))
