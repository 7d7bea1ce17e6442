"""WHEN a plan may change, and what its items may hold."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.features.plans.models import ItemRevision, PlanVersion
from app.features.plans.types import (
    LIST_FIELDS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    TEXT_FIELDS,
    ItemFacts,
    ItemKind,
    ItemLabel,
    TextOrigin,
    Texts,
)
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.text.clean import clean_line, clean_text

_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class VersionIsPublished(NotNow):
    """A published version does not change; a new one is made from it."""

    message = _l("This version is published and does not change any more. Make a new version from it.")


class VersionIsIncomplete(NotNow):
    """Something that readers need is missing; the sentence says what."""

    message = _l("The plan cannot be published yet.")


class SourceTaken(NotNow):
    """One source is one plan of a collectivity."""

    message = _l("This collectivity already has a plan from this source.")


class ItemChangedMeanwhile(NotNow):
    """Somebody else saved the item after the page with the form was opened."""

    message = _l(
        "Somebody changed this item after you opened it. Both texts are shown: keep what is right, then save again."
    )


class WrongPlace(Invalid):
    """The item cannot stand there."""

    message = _l("A project stands under an axis, an activity under a project.")


def require_working(version: PlanVersion) -> None:
    """Refuse unless the version can still be changed."""
    if version.is_published:
        raise VersionIsPublished


def require_place(*, kind: ItemKind, parent: ItemRevision | None) -> None:
    """Refuse a kind of item under the wrong kind of parent."""
    if (parent.kind if parent is not None else None) != kind.parent:
        raise WrongPlace


def require_unchanged(revision: ItemRevision, *, lock_version: int) -> None:
    """Refuse a save whose form was opened before somebody else's save."""
    if revision.lock_version != lock_version:
        raise ItemChangedMeanwhile


def require_complete(revisions: Sequence[ItemRevision]) -> None:
    """Refuse to publish a plan without axis, or with an item that nobody could name."""
    if not any(revision.kind is ItemKind.AXIS for revision in revisions):
        raise VersionIsIncomplete(_l("Add at least one axis before publishing the plan."))
    nameless = [revision.code for revision in revisions if not is_named(revision)]
    if nameless:
        raise VersionIsIncomplete(
            _l(
                "Write a title for each item before publishing. Without title: %(codes)s",
                codes=", ".join(nameless),
            )
        )


def is_named(revision: ItemRevision) -> bool:
    """Say whether an item has a title, or is an axis that its source left untitled."""
    has_title = any(fields.get("title") for fields in revision.texts.values())
    return has_title or ItemLabel.AXIS_NOT_STATED in revision.labels


def clean_texts(texts: Texts) -> dict[str, dict[str, Any]]:
    """Return the texts as they are kept: cleaned, without empty fields and languages."""
    cleaned = {}
    for code, fields in texts.items():
        kept: dict[str, Any] = {
            name: _clean_field(name, fields[name]) for name in TEXT_FIELDS if fields.get(name)
        }
        kept = {name: text for name, text in kept.items() if text}
        if kept or "origin" in fields:
            kept["origin"] = TextOrigin(fields.get("origin") or TextOrigin.ORIGINAL).value
            cleaned[code] = kept
    return cleaned


def _clean_field(name: str, text: str) -> str:
    if name == "title":
        return clean_line(text)
    if name in LIST_FIELDS:
        return "\n".join(line for line in map(clean_line, text.splitlines()) if line)
    return clean_text(text)


def require_texts(texts: Texts) -> None:
    """Refuse texts beyond their caps, with a sentence for each field of each language."""
    problems: dict[str, LazyText] = {}
    for code, fields in texts.items():
        for name in TEXT_FIELDS:
            cap = LONGEST_TITLE if name == "title" else LONGEST_TEXT
            if len(fields.get(name) or "") > cap:
                problems[f"{code}-{name}"] = _n(
                    "At most %(num)s character.", "At most %(num)s characters.", cap
                )
    if problems:
        raise Invalid(fields=problems)


def require_facts(facts: ItemFacts) -> None:
    """Refuse facts that the database would not hold."""
    problems: dict[str, LazyText] = {}
    if facts.declared_progress is not None and not 0 <= facts.declared_progress <= 100:
        problems["declared_progress"] = _l("Write a number from 0 to 100.")
    for name, cap in (("external_id", 60), ("starts", 80), ("ends", 80), ("source_url", 2000)):
        if len(getattr(facts, name) or "") > cap:
            problems[name] = _n("At most %(num)s character.", "At most %(num)s characters.", cap)
    if problems:
        raise Invalid(fields=problems)


def day_of(text: str | None) -> date | None:
    """Return the calendar day that a text names in full; None for months, years and vague words."""
    if not text or not _FULL_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
