"""Plans as found in public sources, turned into documents of the plan format; nothing is left out or invented."""

import re
from collections.abc import Mapping
from typing import Any

from app.features.plans.document import FORMAT, FORMAT_VERSION

_BOTH_NAMES = re.compile(r"(?P<ar>[^(]+?)\s*\((?P<fr>[^)]+)\)(?P<rest>.*)")
_KINDS = (("Région", "region"), ("Conseil provincial", "province"), ("Commune", "commune"))
_CUT_MARKS = ("(نص مقتطع)", "(text cut)")
_CUT_NOTES = ("excerpt", "cut")
_LISTS = ("problem", "expected_results", "status_quo")
_TEXTS = ("description", "budget", "funding")
_RENAMED = {"id": "external_id", "start": "starts", "end": "ends", "progress_percent": "progress_percent",
            "source_url": "source_url", "shared_with": "shared_with", "ogp_values": "ogp_values"}  # fmt: skip
_PLAN_KEYS = frozenset(
    {
        "collectivity", "period", "source_url", "language", "axes", "consultation", "portal_member_id", "notes",
        "declared_totals", "adopted", "totals_source",
    }
)  # fmt: skip
_AXIS_KEYS = frozenset({"title", "description", "projects"})
_PROJECT_KEYS = frozenset({"title", "activities", "axis_assignment", *_LISTS, *_TEXTS, *_RENAMED})
_NEEDED_OF_PLAN = frozenset({"collectivity", "language", "axes"})
_NEEDED_OF_AXIS = frozenset({"title", "projects"})
_NEEDED_OF_PROJECT = frozenset({"title"})


class UnknownRecord(ValueError):
    """The record holds something that this file would have to leave out, or lacks what it needs."""


def is_source_record(data: object) -> bool:
    """Say whether a record has the shape of a plan found in a source: axes of projects, no format."""
    return isinstance(data, dict) and "axes" in data and "format" not in data


def as_document(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record in the plan format."""
    _require_shape(record, _PLAN_KEYS, _NEEDED_OF_PLAN, "plan")
    language, names = record["language"], _names(record["collectivity"])
    notes = [record["notes"]] if record.get("notes") else []
    is_cut = any(word in note for note in notes for word in _CUT_NOTES)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "collectivity": {"name": names, "kind": _kind(names["fr"]), "as_written": record["collectivity"]},
        "title": {language: record["collectivity"]},
        "version": "found",
        "notes": notes,
        "labels": ["title_by_us", *(["cut"] if is_cut else [])],
        **{
            name: record.get(name) for name in ("period", "language", "source_url", "consultation", "adopted")
        },
        **{name: record.get(name) for name in ("declared_totals", "totals_source", "portal_member_id")},
        "items": [
            _axis(axis, f"a{number}", language)
            for number, axis in enumerate(_listed(record, "axes", "plan"), start=1)
        ],
    }


def _names(written: str) -> dict[str, str]:
    """Return the names in "Arabic (French) – more" or "French – more"."""
    both = _BOTH_NAMES.fullmatch(written)
    if both is not None and not written.startswith(tuple(word for word, _ in _KINDS)):
        return {"ar": both["ar"], "fr": both["fr"]}
    return {"fr": written.partition(" – ")[0]}


def _kind(french: str) -> str:
    for word, kind in _KINDS:
        if french.startswith(word):
            return kind
    raise UnknownRecord(f"no kind of collectivity is known in “{french}”")


def _axis(axis: Mapping[str, Any], key: str, language: str) -> dict[str, Any]:
    _require_shape(axis, _AXIS_KEYS, _NEEDED_OF_AXIS, key)
    texts = {"title": axis["title"], "origin": "original", **_given(axis, ("description",))}
    return {
        "kind": "axis",
        "key": key,
        "texts": {language: texts},
        "labels": [*([] if axis["title"] else ["axis_not_stated"]), *_labels_of(texts)],
        "children": [
            _project(project, f"{key}p{number}", language)
            for number, project in enumerate(_listed(axis, "projects", key), start=1)
        ],
    }


def _project(project: Mapping[str, Any], key: str, language: str) -> dict[str, Any]:
    _require_shape(project, _PROJECT_KEYS, _NEEDED_OF_PROJECT, key)
    texts = {"title": project["title"], "origin": "original", **_given(project, (*_TEXTS, *_LISTS))}
    assigned = project.get("axis_assignment")
    if assigned not in {None, "by us, from subject"}:
        raise UnknownRecord(f"{key}: axis_assignment “{assigned}”")
    return {
        "kind": "project",
        "key": key,
        "texts": {language: texts},
        "labels": [*(["assigned_by_us"] if assigned else []), *_labels_of(texts)],
        **{ours: project[theirs] for theirs, ours in _RENAMED.items() if theirs in project},
        "children": [
            _activity(title, f"{key}t{number}", language)
            for number, title in enumerate(_listed(project, "activities", key), start=1)
        ],
    }


def _activity(title: str, key: str, language: str) -> dict[str, Any]:
    texts = {"title": title, "origin": "original"}
    return {
        "kind": "activity",
        "key": key,
        "texts": {language: texts},
        "labels": _labels_of(texts),
        "children": [],
    }


def _given(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: record[name] for name in names if record.get(name)}


def _labels_of(texts: Mapping[str, Any]) -> list[str]:
    """Return the caveats that the words themselves carry."""
    said = "\n".join(
        "\n".join(map(str, text)) if isinstance(text, list) else str(text or "") for text in texts.values()
    )
    is_cut = any(mark in said for mark in _CUT_MARKS)
    return [*(["summary"] if "(summary" in said else []), *(["cut"] if is_cut else [])]


def _listed(record: Mapping[str, Any], name: str, where: str) -> list[Any]:
    found = record.get(name, [])
    if not isinstance(found, list):
        raise UnknownRecord(f"{where}: {name} is not a list")
    return found


def _require_shape(record: object, known: frozenset[str], needed: frozenset[str], where: str) -> None:
    """Refuse what is no object, holds an unknown key or lacks one that is needed."""
    if not isinstance(record, Mapping):
        raise UnknownRecord(f"{where}: not an object")
    unknown, missing = sorted(set(record) - known), sorted(needed - set(record))
    if unknown:
        raise UnknownRecord(f"{where}: unknown: {', '.join(unknown)}")
    if missing:
        raise UnknownRecord(f"{where}: missing: {', '.join(missing)}")
    if not all(isinstance(record[name], str) for name in needed & {"collectivity", "language"}):
        raise UnknownRecord(f"{where}: collectivity and language are text")
