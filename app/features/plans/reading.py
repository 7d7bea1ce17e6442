"""Reading a plan's file: every error is told with its path, and nothing unknown is passed over in silence."""

import re
from collections.abc import Mapping
from typing import Any

from app.features.plans import rules
from app.features.plans.document import (
    FORMAT,
    FORMAT_VERSION,
    PLAN_FACTS,
    CollectivityReference,
    ItemDocument,
    PlanDocument,
)
from app.features.plans.problems import Problems, WrongDocument, at, index
from app.features.plans.types import (
    LIST_FIELDS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    TEXT_FIELDS,
    ItemFacts,
    ItemKind,
    Principle,
    TextOrigin,
    VersionKind,
)
from app.foundation.i18n import _l, _n

MOST_ITEMS = 5000
_PLAN_KEYS = frozenset(
    {
        "format",
        "format_version",
        "collectivity",
        "title",
        "version",
        "period",
        "language",
        "source_url",
        "items",
    }
    | set(PLAN_FACTS)
)
_COLLECTIVITY_KEYS = frozenset({"slug", "name", "kind", "territory_code", "as_written"})
_ITEM_KEYS = frozenset(
    {
        "kind", "key", "texts", "labels", "external_id", "starts", "ends", "source_url", "progress_percent",
        "principles", "ogp_values", "shared_with", "children",
    }
)  # fmt: skip
_TEXT_KEYS = frozenset({"origin", *TEXT_FIELDS})
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_LABEL = re.compile(r"[a-z][a-z0-9_]{0,59}")
# An older spelling that files in circulation use.
_PRINCIPLE_ALIASES = {"information": Principle.ACCESS_TO_INFORMATION.value}

__all__ = ["WrongDocument", "read"]


def read(data: object) -> PlanDocument:
    """Return the plan that JSON values describe, or raise WrongDocument with every problem and its path."""
    problems = Problems()
    document = _read_plan(data, problems)
    problems.raise_any()
    return document


def _read_plan(data: object, problems: Problems) -> PlanDocument:
    plan = problems.mapping(data, "", known=_PLAN_KEYS)
    if plan and (plan.get("format"), plan.get("format_version")) != (FORMAT, FORMAT_VERSION):
        problems.add("format", _l("Not a plan of this format: %(name)s, version %(number)s, is expected.",
                                  name=FORMAT, number=FORMAT_VERSION))  # fmt: skip
    source_url = problems.text(plan.get("source_url"), "source_url", longest=2000)
    default = VersionKind.FOUND if source_url else VersionKind.DRAFT
    titles = problems.texts(plan.get("title"), "title", longest=LONGEST_TITLE)
    if plan and not titles:
        problems.add("title", _l("A title in at least one language is missing."))
    document = PlanDocument(
        titles=titles,
        language=_language(plan.get("language"), "language", problems),
        collectivity=_read_collectivity(plan.get("collectivity"), problems),
        version=VersionKind(problems.one_of(plan.get("version"), "version", VersionKind, default=default)),
        period=problems.text(plan.get("period"), "period", longest=80),
        source_url=source_url,
        facts=_read_facts(plan, problems),
        items=_read_items(plan.get("items"), "items", ItemKind.AXIS, problems),
    )
    _check_items(document, problems)
    return document


def _read_collectivity(data: object, problems: Problems) -> CollectivityReference:
    if data is None:
        return CollectivityReference()
    given = problems.mapping(data, "collectivity", known=_COLLECTIVITY_KEYS)
    text = {
        name: problems.text(given.get(name), at("collectivity", name), longest=300)
        for name in ("slug", "kind", "territory_code", "as_written")
    }
    return CollectivityReference(
        names=problems.texts(given.get("name"), "collectivity.name", longest=300), **text
    )


def _read_facts(plan: Mapping[str, Any], problems: Problems) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "notes": problems.lines(plan.get("notes"), "notes"),
        "labels": _labels(plan.get("labels"), "labels", problems),
        "declared_totals": problems.plain_mapping(plan.get("declared_totals"), "declared_totals"),
        "totals_source": problems.text(plan.get("totals_source"), "totals_source", longest=2000),
        "adopted": problems.plain_mapping(_as_mapping(plan.get("adopted")), "adopted"),
        "consultation": problems.plain_mapping(plan.get("consultation"), "consultation"),
        "portal_member_id": problems.number(plan.get("portal_member_id"), "portal_member_id", most=10**9),
        "fictional": plan.get("fictional") is True,
    }
    return {name: value for name, value in facts.items() if value not in (None, [], {}, False)}


def _as_mapping(adopted: object) -> object:
    """Accept a bare date or words beside {"on": date} and {"text": words}."""
    if not isinstance(adopted, str):
        return adopted
    return {"on" if rules.day_of(adopted) else "text": adopted}


def _read_items(data: object, path: str, kind: ItemKind, problems: Problems) -> tuple[ItemDocument, ...]:
    return tuple(
        _read_item(each, index(path, place), kind, problems)
        for place, each in enumerate(problems.sequence(data, path, most=MOST_ITEMS))
    )


def _read_item(data: object, path: str, expected: ItemKind, problems: Problems) -> ItemDocument:
    item = problems.mapping(data, path, known=_ITEM_KEYS)
    kind = problems.one_of(item.get("kind"), at(path, "kind"), ItemKind, default=expected)
    if kind != expected.value:
        problems.add(at(path, "kind"), _l("“%(expected)s” is expected here.", expected=expected.value))
    key = problems.text(item.get("key"), at(path, "key"), longest=60) or ""
    if item and not _KEY.fullmatch(key):
        problems.add(at(path, "key"), _l("A key of letters, digits, points and hyphens is expected."))
    return ItemDocument(
        kind=expected,
        key=key,
        texts=_read_texts(item.get("texts"), at(path, "texts"), problems),
        facts=_read_item_facts(item, path, problems),
        children=_read_children(item.get("children"), at(path, "children"), expected, problems),
    )


def _read_children(data: object, path: str, kind: ItemKind, problems: Problems) -> tuple[ItemDocument, ...]:
    if kind.child is not None:
        return _read_items(data, path, kind.child, problems)
    if data not in (None, []):
        problems.add(path, _l("Nothing stands under an activity."))
    return ()


def _read_texts(data: object, path: str, problems: Problems) -> dict[str, dict[str, str]]:
    found = {}
    for code, given in problems.mapping(data, path).items():
        here = at(path, code)
        _language(code, here, problems)
        fields = problems.mapping(given, here, known=_TEXT_KEYS)
        said = {name: _read_field(fields.get(name), name, at(here, name), problems) for name in TEXT_FIELDS}
        origin = problems.one_of(
            fields.get("origin"), at(here, "origin"), TextOrigin, default=TextOrigin.ORIGINAL
        )
        found[code] = {"origin": origin, **{name: text for name, text in said.items() if text}}
    return rules.clean_texts(found)


def _read_field(value: object, name: str, path: str, problems: Problems) -> str | None:
    if name in LIST_FIELDS and not isinstance(value, str):
        return "\n".join(problems.lines(value, path, longest=LONGEST_TEXT))
    return problems.text(value, path, longest=LONGEST_TITLE if name == "title" else LONGEST_TEXT)


def _read_item_facts(item: Mapping[str, Any], path: str, problems: Problems) -> ItemFacts:
    text = {
        name: problems.text(item.get(name), at(path, name), longest=longest)
        for name, longest in (("external_id", 60), ("starts", 80), ("ends", 80), ("source_url", 2000))
    }
    return ItemFacts(
        declared_progress=problems.number(
            item.get("progress_percent"), at(path, "progress_percent"), most=100
        ),
        principles=_principles(item.get("principles"), at(path, "principles"), problems),
        values=tuple(problems.lines(item.get("ogp_values"), at(path, "ogp_values"))),
        shared_with=tuple(problems.lines(item.get("shared_with"), at(path, "shared_with"))),
        labels=tuple(_labels(item.get("labels"), at(path, "labels"), problems)),
        **text,
    )


def _principles(data: object, path: str, problems: Problems) -> tuple[str, ...]:
    given = [_PRINCIPLE_ALIASES.get(each, each) for each in problems.lines(data, path)]
    for place, each in enumerate(given):
        problems.one_of(each, index(path, place), Principle, default=Principle.TRANSPARENCY)
    return tuple(dict.fromkeys(given))


def _labels(data: object, path: str, problems: Problems) -> list[str]:
    given = problems.lines(data, path)
    for place, each in enumerate(given):
        if not _LABEL.fullmatch(each):
            problems.add(
                index(path, place), _l("A label is one word of small letters, digits and underscores.")
            )
    return list(dict.fromkeys(given))


def _language(value: object, path: str, problems: Problems) -> str:
    if isinstance(value, str) and _LANGUAGE.fullmatch(value):
        return value
    problems.add(path, _l("The code of a language is expected, such as ar, fr or en."))
    return ""


def _check_items(document: PlanDocument, problems: Problems) -> None:
    """Check what concerns several items at once: their number, and keys that must not repeat."""
    keys: dict[str, str] = {}
    paths = list(_paths(document.items, "items"))
    if len(paths) > MOST_ITEMS:
        problems.add("items", _n("At most %(num)s item.", "At most %(num)s items.", MOST_ITEMS))
    for path, item in paths:
        first = keys.setdefault(item.key, path)
        if item.key and first != path:
            problems.add(at(path, "key"), _l("The same key stands at %(path)s.", path=first))


def _paths(items: tuple[ItemDocument, ...], path: str) -> list[tuple[str, ItemDocument]]:
    found = []
    for place, item in enumerate(items):
        here = index(path, place)
        found += [(here, item), *_paths(item.children, at(here, "children"))]
    return found
