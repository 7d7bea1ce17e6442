"""Plans: the real ones as their sources give them, the fictional ones with dates that move with the day of loading."""

from collections.abc import Mapping
from typing import Any

from app.demo.reading import Calendar, read
from app.demo.world import World
from app.features.collectivities.models import Collectivity
from app.features.plans.document import PlanDocument
from app.features.plans.importing import import_plan
from app.features.plans.models import Plan, PlanVersion
from app.features.plans.reading import read as read_document
from app.features.plans.types import LIST_FIELDS
from app.foundation.database import db
from app.foundation.policy import SYSTEM

DATES = ("starts", "ends")
# How a quoted idea is introduced, in its own language.
QUOTED = {
    "ar": "فكرة مواطن أو مواطنة كما نشرتها الجهة ({source_url}). المشكل: {problem}. الحل المقترح: {solution}."
    " النتيجة المنتظرة: {expected_result}."
}


def import_real_plans(world: World) -> None:
    """Publish the real programmes as found, and quote the ideas that their authors published with them."""
    for data in read("real_plans"):
        slug = data["collectivity"]["slug"]
        collectivity = db.session.get_one(Collectivity, world.collectivity_ids[slug])
        document = read_document({**data, "notes": [*(data.get("notes") or []), *_quoted_ideas(data)]})
        import_plan(
            actor=SYSTEM, collectivity=collectivity, document=document, now=world.calendar.now, publish=True
        )


def _quoted_ideas(plan: Mapping[str, Any]) -> list[str]:
    """Return the public ideas of a plan's own cycle, word for word, with their address."""
    slug = plan["collectivity"]["slug"]
    return [QUOTED[idea["language"]].format(**idea) for idea in read("ideas") if idea["collectivity"] == slug]


def fictional_document(path: str, calendar: Calendar) -> PlanDocument:
    """Return a fictional plan with its days turned into dates."""
    data = dict(read(path.removesuffix(".json")))
    data.pop("deliberation_number", None)  # the record of the session says it
    if data.get("adopted"):
        data["adopted"] = {"on": calendar.day(data["adopted"]).isoformat()}
    return read_document({**data, "items": [_dated(item, calendar) for item in data["items"]]})


def _dated(item: Mapping[str, Any], calendar: Calendar) -> dict[str, Any]:
    dates = {name: calendar.day(item[name]).isoformat() for name in DATES if item.get(name)}
    return {**item, **dates, "children": [_dated(child, calendar) for child in item["children"]]}


def write_version(world: World, *, plan: Plan, path: str) -> PlanVersion:
    """Make the working version of a plan say what a content file says."""
    collectivity = db.session.get_one(Collectivity, plan.collectivity_id)
    document = fictional_document(path, world.calendar)
    from_content = import_plan(
        actor=SYSTEM, collectivity=collectivity, document=document, plan=plan, now=world.calendar.now
    )
    return from_content.version


def words_of(path: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return {item key: {language: {field: text or list}}} of a content plan."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    waiting = list(read(path.removesuffix(".json"))["items"])
    while waiting:
        item = waiting.pop()
        found[item["key"]] = item["texts"]
        waiting.extend(item["children"])
    return found


def changed_text(texts: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    """Return the whole text of a field after a change, a list with one point on each line."""
    name, index, after = change["field"], change["index"], change["after"]
    if name not in LIST_FIELDS:
        return str(after)
    lines = list(texts.get(name) or [])
    if index is None or index >= len(lines):
        return "\n".join([*lines, after])
    return "\n".join([*lines[:index], after, *lines[index + 1 :]])
