"""Forms on a row that others may save meanwhile: they carry the version that was shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import HiddenField, SelectField

from app.web.forms import ActionForm
from app.web.reading import whole_number
from app.web.template_values import day


@dataclass(frozen=True, slots=True)
class SavedField:
    """What somebody else saved in a field where this form says something else."""

    label: str
    text: str


class VersionedForm(ActionForm):
    """A form whose save is refused once somebody else has saved the same row; nothing that was typed is lost."""

    lock_version = HiddenField()

    @property
    def version(self) -> int:
        """Return the version of the row that was shown, 0 when there was none."""
        return whole_number(self.lock_version.data) or 0

    def take_newer(self, row: Any, saved: Mapping[str, Any]) -> list[SavedField]:
        """Let the next save know of the newer row, which is shown now; return where it differs from what was typed."""
        self.lock_version.data = str(row.lock_version if row is not None else 0)
        self.lock_version.raw_data = [self.lock_version.data]
        return [
            SavedField(str(self[name].label.text), _shown(self[name], value))
            for name, value in saved.items()
            if name != "lock_version" and _plain(value) != _plain(self[name].data)
        ]


def _plain(value: Any) -> str:
    return "" if value is None else "\n".join(str(value).splitlines()).strip()


def _shown(field: Any, value: Any) -> str:
    if isinstance(field, SelectField):
        return next((str(label) for key, label, *_ in field.iter_choices() if str(key) == str(value)), "")
    return day(value) if isinstance(value, date) else _plain(value)
