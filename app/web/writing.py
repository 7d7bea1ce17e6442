"""The language in which staff write a text, chosen on the page by tabs."""

from flask import g, request


def text_language() -> str:
    """Return the language asked for among those that the collectivity offers, else its default."""
    asked = request.values.get("text_language", "")
    default: str = g.collectivity.default_language
    return asked if asked in g.collectivity.languages else default
