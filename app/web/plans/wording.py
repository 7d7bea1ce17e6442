"""The words of plans on pages: labels, origins, dates, what is known of a plan besides its items."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext

from app.features.plans.rules import day_of
from app.features.plans.types import TEXT_FIELDS, ItemLabel, PlanLabel, Principle, TextOrigin
from app.foundation.i18n import LANGUAGES, LazyText, _l
from app.foundation.moments import day_words as written_day
from app.foundation.web_addresses import is_public_page
from app.web.languages import current_language

FIELD_LABELS: dict[str, LazyText] = {
    "title": _l("Title"),
    "description": _l("Description"),
    "problem": _l("Problem"),
    "solution": _l("Solution"),
    "expected_results": _l("Expected results"),
    "status_quo": _l("Present situation"),
    "indicator": _l("Indicator"),
    "budget": _l("Budget"),
    "funding": _l("Funding"),
    "responsible": _l("Responsible"),
    "partners": _l("Partners"),
    "origin": _l("Where the text comes from"),
}
FACT_LABELS: dict[str, LazyText] = {
    "external_id": _l("Identifier"),
    "source_url": _l("Source"),
    "starts": _l("Start"),
    "ends": _l("End"),
    "declared_progress": _l("Progress declared by the source"),
    "principles": _l("Principles"),
    "values": _l("Values of open government"),
    "shared_with": _l("Shared with"),
    "labels": _l("Caveats"),
}
TOTAL_LABELS = {"axes": _l("Axes"), "projects": _l("Projects"), "activities": _l("Activities")}
CONSULTATION_LABELS = {
    "round": _l("Round"),
    "from": _l("From"),
    "to": _l("To"),
    "year": _l("Year"),
    "workshop_date": _l("Workshop on"),
    "url": _l("Page of the consultation"),
    "source": _l("Source"),
}


def item_label(label: str) -> Any:
    """Return the words of a caveat on an item; a label of the plan's own file is shown as it is."""
    return _label(ItemLabel, label)


def plan_label(label: str) -> Any:
    """Return the words of a caveat on a plan."""
    return _label(PlanLabel, label)


def _label(known: Any, label: str) -> Any:
    return known(label).label if label in set(known) else label.replace("_", " ")


def origin(code: str | None) -> Any:
    """Return where a text comes from, in words; nothing for an original."""
    if code in {None, TextOrigin.ORIGINAL.value} or code not in set(TextOrigin):
        return None
    return TextOrigin(code).label


def language_name(code: str) -> str:
    """Return the name of a language in itself."""
    return LANGUAGES[code].name if code in LANGUAGES else code


def principle(code: str) -> Any:
    """Return the words of a principle of openness."""
    return Principle(code).label if code in set(Principle) else code


def text_fields() -> tuple[str, ...]:
    """Return the fields of an item's text but its title, in the order in which they are read."""
    return TEXT_FIELDS[1:]


def own_language_first(fields: Sequence[Any]) -> list[Any]:
    """Return the differences between texts, those in the language of the page before the others."""
    return sorted(fields, key=lambda field: field.language != current_language().code)


def is_web_address(text: Any) -> bool:
    """Say whether a text is an address alone, which can be a link."""
    return isinstance(text, str) and is_public_page(text)


def day_words(text: Any) -> Any:
    """Return a full date in words, anything else as the source wrote it."""
    found = day_of(text) if isinstance(text, str) else None
    return written_day(found) if found else text


def adopted_words(plan: Any) -> str | None:
    """Return when a source says that the plan was adopted."""
    adopted = plan.facts.get("adopted", {})
    if adopted.get("on"):
        return str(day_words(adopted["on"]))
    return adopted.get("text")


def declared_totals(plan: Any) -> list[tuple[Any, Any]]:
    """Return the totals that a source declares, with their labels."""
    return _labelled(TOTAL_LABELS, plan.facts.get("declared_totals", {}))


def past_consultation(plan: Any) -> list[tuple[Any, Any]]:
    """Return what a source says of an earlier consultation, with labels; dates in words where they are full."""
    said = _labelled(CONSULTATION_LABELS, plan.facts.get("consultation", {}))
    return [(label, day_words(value)) for label, value in said]


def _labelled(labels: Mapping[str, LazyText], values: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    return [(labels.get(name, name.replace("_", " ")), value) for name, value in values.items()]


def fact_words(name: str, value: Any) -> str:
    """Return the value of a fact in words, for comparisons."""
    if value in (None, "", ()):
        return str(gettext("Nothing"))
    if name == "declared_progress":
        return f"{value} %"
    words = {"principles": principle, "labels": item_label}.get(name, str)
    return (
        "\n".join(str(words(each)) for each in value)
        if isinstance(value, (tuple, list))
        else str(day_words(value))
    )
