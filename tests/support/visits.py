"""Every address of the application, made from its own map and the world: what walks over all pages starts from.

An address is a rule whose arguments name objects of the world. A rule whose object changes what is seen (a hidden
proposal, a consultation in preparation) is visited once more for each of VARIANTS.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.support.visit_forms import FORMS, QUERIES
from tests.support.visit_objects import OBJECTS, SEVERAL, VARIANTS, WORDS
from tests.support.world import Commune, World

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
UNKNOWN = "no-such-object"


@dataclass(frozen=True, slots=True)
class Visit:
    """One way to reach one endpoint: its method, and its arguments as names of objects."""

    endpoint: str
    method: str
    rule: str
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the row of the table is found by."""
        return f"{self.method} {self.shown}"

    @property
    def shown(self) -> str:
        """The address as a person reads it: names of objects instead of their ids."""
        rule = self.rule.replace("/<lang>/c/<slug>", "/C").replace("/<lang>", "/L")
        return ARGUMENT.sub(lambda found: f"<{self.names[found.group(1)].replace(' ', '-')}>", rule)

    @property
    def is_safe(self) -> bool:
        return self.method in SAFE

    @property
    def is_of_a_commune(self) -> bool:
        return "slug" in arguments_of(self.rule)

    def form(self, commune: Commune) -> dict[str, Any]:
        """Return what is typed in its form: enough for its act to be done, or nothing when no more is needed."""
        fill = FORMS.get(self.endpoint)
        return fill(commune.ids) if fill is not None else {}

    def path(self, commune: Commune, *, slug: str | None = None, language: str = "fr") -> str:
        """Return the address of this object of a commune, or of another commune's slug over the same objects."""
        values = {"lang": language, "slug": slug or commune.slug}
        for argument, name in self.names.items():
            values.setdefault(argument, value_of(commune, name))
        address = ARGUMENT.sub(lambda found: values[found.group(1)], self.rule)
        query = QUERIES[self.endpoint](commune.ids) if self.endpoint in QUERIES else ""
        return f"{address}?{query}" if query else address


ARGUMENT = re.compile(r"<(?:[^:<>]+:)?(\w+)>")


def arguments_of(rule: str) -> list[str]:
    """Return the names of the arguments in a rule."""
    return ARGUMENT.findall(rule)


def value_of(commune: Commune, name: str) -> str:
    """Return what stands in an address for a named object: its id, its key, or a plain word."""
    if name in commune.ids:
        return str(commune.ids[name])
    if name.startswith("key of "):
        return commune.keys[name.removeprefix("key of ")]
    return WORDS.get(name, name)


def every_visit(app: Flask) -> list[Visit]:
    """Return a visit of every rule by every method it takes, in the order of the addresses."""
    visits = [visit for rule in app.url_map.iter_rules() for visit in _visits_of(rule)]
    return sorted(visits, key=lambda visit: (visit.shown, visit.method))


def _visits_of(rule: Rule) -> Iterator[Visit]:
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        usual = {argument: object_for(rule.endpoint, argument) for argument in arguments_of(rule.rule)}
        yield Visit(rule.endpoint, method, rule.rule, usual)
        for changed in VARIANTS.get(rule.endpoint, ()):
            yield Visit(rule.endpoint, method, rule.rule, usual | changed)


def object_for(endpoint: str, argument: str) -> str:
    """Return the name of the object that an argument of an endpoint is given."""
    blueprint = endpoint.partition(".")[0]
    for place in (endpoint, blueprint, ""):
        if (place, argument) in OBJECTS:
            return OBJECTS[place, argument]
    return {"lang": "lang", "slug": "slug"}.get(argument, UNKNOWN)


def pages(app: Flask) -> list[Visit]:
    """Return the visits that only read."""
    return [visit for visit in every_visit(app) if visit.is_safe]


def unsafe(app: Flask) -> list[Visit]:
    """Return the visits that may change something."""
    return [visit for visit in every_visit(app) if not visit.is_safe]


def unknown_objects(app: Flask) -> list[str]:
    """Return the arguments for which the world names no object."""
    return sorted(
        {
            f"{visit.endpoint} <{argument}>"
            for visit in every_visit(app)
            for argument, name in visit.names.items()
            if name == UNKNOWN
        }
    )


def mixed(visit: Visit, world: World) -> Iterator[tuple[str, str]]:
    """Yield addresses that put objects where they are not, each with what is wrong with it."""
    nested = [
        argument for argument in visit.names if argument.endswith("_id") and argument not in {"lang", "slug"}
    ]
    if not visit.is_of_a_commune or not nested:
        return
    yield "an object of A under B", visit.path(world.a, slug=world.b.slug)
    for argument in nested:
        for name in SEVERAL.get(argument, ()):
            if len(nested) > 1 and name != visit.names[argument]:
                other = Visit(visit.endpoint, visit.method, visit.rule, {**visit.names, argument: name})
                yield f"<{argument}> of another parent", other.path(world.a)
