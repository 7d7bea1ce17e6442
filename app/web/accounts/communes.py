"""The picker of a commune: found by name in either script, shown with the place that contains it."""

from dataclasses import dataclass

from app.features.collectivities import queries as collectivities
from app.features.collectivities.types import TerritoryFound
from app.web.template_values import worded

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One place to choose, with the words that tell it from others of the same name."""

    id: int
    name: str
    other_name: str
    container: str


def find(words: str) -> list[Choice]:
    """Return the most local places with a council that the words may mean, at most twenty."""
    kinds = [kind.code for kind in collectivities.list_kinds() if kind.has_council]
    if not kinds or not words.strip():
        return []
    return [
        _choice(found)
        for found in collectivities.search_territories(words, kinds=kinds[-1:], limit=MOST_SHOWN)
    ]


def shown(territory_id: int | None) -> Choice | None:
    """Return one place as the picker shows it, or None."""
    found = collectivities.find_territory_shown(territory_id) if territory_id is not None else None
    return _choice(found) if found is not None else None


def chosen_id(text: str | None) -> int | None:
    """Return the id that a form sent for a place of the picker, or None when it is none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 12:
        return None
    found = collectivities.find_territory_shown(int(text))
    kinds = [kind.code for kind in collectivities.list_kinds() if kind.has_council]
    return found.id if found is not None and found.kind_code in kinds[-1:] else None


def _choice(found: TerritoryFound) -> Choice:
    name = worded(dict(found.names)).text
    others = [other for code, other in found.names.items() if code in {"ar", "fr"} and other != name]
    return Choice(
        id=found.id,
        name=name,
        other_name=next(iter(others), ""),
        container=worded(dict(found.parent_names)).text,
    )
