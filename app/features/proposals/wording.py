"""The texts of an item as a change of wording sees them: one language, each field one text."""

from typing import Any

from app.features.plans.models import ItemRevision
from app.features.plans.types import TEXT_FIELDS, TextOrigin


def language_of_wording(revision: ItemRevision, wanted: str | None = None) -> str:
    """Return the language whose words are changed: the wanted one when the item has it, else its original."""
    if wanted is not None and revision.texts.get(wanted):
        return wanted
    originals = (
        code for code, fields in revision.texts.items() if fields.get("origin") == TextOrigin.ORIGINAL
    )
    return next(originals, next(iter(revision.texts), "und"))


def wording_of(revision: ItemRevision, language: str) -> dict[str, str]:
    """Return {field: text} of what the item says in a language; a list has one point a line, no field is empty."""
    fields = revision.texts.get(language) or {}
    return {name: as_text(fields[name]) for name in TEXT_FIELDS if fields.get(name)}


def as_text(value: Any) -> str:
    """Return the text of a field, whether it is kept as a text or as a list of points."""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
