"""The macros and layouts without an application: plain Jinja with the globals that the application gives them."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from app.foundation.text import markup

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
LANGUAGES = [
    ("ar", "العربية", "rtl"),
    ("fr", "Français", "ltr"),
    ("en", "English", "ltr"),
    ("zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ", "ltr"),
]


def environment(*, translations: dict[str, str] | None = None, strict: bool = False) -> Environment:
    """Return a Jinja environment that translates with a dictionary and builds made-up addresses."""
    words = translations or {}
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined if strict else Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: words.get(text, text),
        lambda one, many, n: words.get(many, one if n == 1 else many),
        newstyle=True,
    )
    env.filters |= {"paragraphs": markup.plain, "moment": str, "short_hash": str}
    env.globals.update(
        static_url=lambda path: f"/static/{path}", csrf_token=lambda: "a-token", url_for=lambda *_, **__: "/"
    )
    return env


def page_context(code: str = "en", **more: Any) -> dict[str, Any]:
    """Return what the application gives every page."""
    _, _, direction = next(language for language in LANGUAGES if language[0] == code)
    return {
        "locale": SimpleNamespace(code=code, direction=direction, html_lang=code),
        "languages": [
            SimpleNamespace(code=each, name=words, url=f"/{each}/") for each, words, _ in LANGUAGES
        ],
        "current_actor": SimpleNamespace(is_signed_in=False, name=None),
        "demo": False,
        "demo_accounts": [],
        "messages": [],
        "navigation": [],
        "footer_links": [],
        "account_links": [],
        "interface_notice": None,
        "accent_url": None,
        **more,
    }


def render(source: str, **values: Any) -> str:
    """Render a piece of template text that imports macros."""
    return environment().from_string(source).render(**values)
