"""What an address says before its page is made: the language, then the collectivity."""

from typing import Any

from flask import Flask, current_app, g, redirect, request
from werkzeug.exceptions import NotFound as UnknownAddress
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from app.features.collectivities import queries as collectivities
from app.foundation.i18n import ALIASES, LANGUAGES
from app.web.languages import current_language
from app.web.reading import LARGEST


class NumberOfARow(IntegerConverter):
    """A whole number that a database can hold; a larger one is the address of nothing."""

    def __init__(self, url_map: Map, *args: Any, **options: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST, **options})


def init_app(app: Flask) -> None:
    """Read `<lang>` and `<slug>` from addresses, and put the current ones into those that are built."""
    app.url_map.converters["int"] = NumberOfARow
    app.url_value_preprocessor(_read)
    app.url_defaults(_fill)
    app.before_request(_lead_alias_to_language)
    app.before_request(_load_collectivity)


def _read(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.asked_language = None
    if values is None:
        return
    if "lang" in values:
        code = values.pop("lang")
        g.asked_language = code
        known = LANGUAGES.get(ALIASES.get(code, code))
        if known is not None:
            g.language = known
    if "slug" in values:
        g.slug = values.pop("slug")


def _fill(endpoint: str, values: dict[str, Any]) -> None:
    url_map = current_app.url_map
    if "lang" not in values and url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = current_language().code
    if "slug" not in values and "slug" in g and url_map.is_endpoint_expecting(endpoint, "slug"):
        values["slug"] = g.slug


def _lead_alias_to_language() -> Response | None:
    code = g.get("asked_language")
    if code is None or code in LANGUAGES:
        return None
    if code in ALIASES and request.method == "GET":
        target = request.full_path.replace(f"/{code}/", f"/{ALIASES[code]}/", 1).rstrip("?")
        return redirect(target, 301)
    raise UnknownAddress


def _load_collectivity() -> None:
    if "slug" in g:
        g.collectivity = collectivities.get_by_slug(g.slug)
