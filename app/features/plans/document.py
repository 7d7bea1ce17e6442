"""A plan as a document: what files of the `tachawor-plan` format hold, and how they are written."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.features.plans.types import (
    LIST_FIELDS,
    NO_FACTS,
    TEXT_FIELDS,
    ItemFacts,
    ItemKind,
    Texts,
    VersionKind,
)

FORMAT, FORMAT_VERSION = "tachawor-plan", 1
# Facts of a plan that travel as they are, in the order in which they are written.
PLAN_FACTS = (
    "notes", "labels", "declared_totals", "totals_source", "adopted", "consultation", "portal_member_id", "fictional",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CollectivityReference:
    """Whose plan it is; `as_written` is the name in the source, when it is more than the official one."""

    slug: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    territory_code: str | None = None
    as_written: str | None = None


@dataclass(frozen=True, slots=True)
class ItemDocument:
    """An axis, project or activity with everything under it."""

    kind: ItemKind
    key: str
    texts: Texts
    facts: ItemFacts = NO_FACTS
    children: tuple["ItemDocument", ...] = ()

    def walk(self) -> Iterator["ItemDocument"]:
        """Yield this item and everything under it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A whole plan in one version, of no database."""

    titles: Mapping[str, str]
    language: str
    collectivity: CollectivityReference = CollectivityReference()
    version: VersionKind = VersionKind.DRAFT
    period: str | None = None
    source_url: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[ItemDocument, ...] = ()

    def walk(self) -> Iterator[ItemDocument]:
        """Yield every item in reading order."""
        for item in self.items:
            yield from item.walk()

    def count(self) -> dict[ItemKind, int]:
        """Return how many items there are of each kind."""
        kinds = [item.kind for item in self.walk()]
        return {kind: kinds.count(kind) for kind in ItemKind}

    def import_key(self) -> str:
        """Return what tells this plan from others of its collectivity: its source, else its title and period."""
        told = self.source_url or "\n".join([self.titles.get(self.language, ""), self.period or ""])
        kind = "source" if self.source_url else "title"
        return f"{kind}:{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def write(document: PlanDocument) -> dict[str, Any]:
    """Return the document as JSON values."""
    reference = document.collectivity
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "collectivity": {
            "slug": reference.slug, "name": dict(reference.names), "kind": reference.kind,
            "territory_code": reference.territory_code, **_present(as_written=reference.as_written),
        },
        "title": dict(document.titles),
        "version": document.version.value,
        "period": document.period,
        "language": document.language,
        "source_url": document.source_url,
        **{name: document.facts[name] for name in PLAN_FACTS if name in document.facts},
        "items": [_write_item(item) for item in document.items],
    }  # fmt: skip


def _write_item(item: ItemDocument) -> dict[str, Any]:
    facts = item.facts
    return {
        "kind": item.kind.value,
        "key": item.key,
        "texts": {code: _write_texts(fields) for code, fields in item.texts.items()},
        **_present(
            external_id=facts.external_id, starts=facts.starts, ends=facts.ends, source_url=facts.source_url,
            progress_percent=facts.declared_progress, principles=list(facts.principles),
            ogp_values=list(facts.values), shared_with=list(facts.shared_with),
        ),
        "labels": list(facts.labels),
        "children": [_write_item(child) for child in item.children],
    }  # fmt: skip


def _write_texts(fields: Mapping[str, str]) -> dict[str, Any]:
    written: dict[str, Any] = {"title": fields.get("title"), "origin": fields.get("origin", "original")}
    for name in TEXT_FIELDS[1:]:
        if fields.get(name):
            written[name] = fields[name].split("\n") if name in LIST_FIELDS else fields[name]
    return written


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, [])}
