"""The language of a page: read from its address, with a fallback that keeps the mark of its own language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from typing import Any

from babel.support import Translations
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, refresh

from app.foundation.i18n import LANGUAGES, Language, direction_of, language

# Private-use characters wrap a sentence that fell back to another language, until the page is sent.
OPENING = {"ar": "\ue000", "fr": "\ue001", "en": "\ue002"}
CLOSING = "\ue003"
_CODES = {mark: code for code, mark in OPENING.items()}
_MARKS = re.compile(f"[{''.join(OPENING.values())}{CLOSING}]")
_EACH_MARK = re.compile(f"([{''.join(OPENING.values())}{CLOSING}])")
# A value keeps its own direction inside a sentence that reads the other way: a date in Amazigh in Arabic.
_VALUE = re.compile(r"%\((?!num\))\w+\)s")
_ISOLATED = "\u2068\\g<0>\u2069"
_TAGS = re.compile(r"(<!--.*?-->|<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>)", re.DOTALL)
_TEXTS = {"text/html", "text/plain", "text/csv", "text/calendar", "application/json"}
_CLOSING_BYTES = CLOSING.encode()
_NO_MARKUP_INSIDE = {"title", "option", "textarea", "script", "style"}


class FallbackCatalog(NullTranslations):
    """A catalogue that says every sentence in another language, wrapped in the marks of that language."""

    def __init__(self, catalog: NullTranslations, code: str) -> None:
        super().__init__()
        self._source, self._code = catalog, code

    def _mark(self, text: str) -> str:
        if not text.strip():
            return text
        return f"{OPENING[self._code]}{_VALUE.sub(_ISOLATED, text)}{CLOSING}"

    def gettext(self, message: str) -> str:
        return self._mark(self._source.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._mark(self._source.ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return self._mark(self._source.pgettext(context, message))

    # Babel's name for the same thing.
    ugettext, ungettext, upgettext = gettext, ngettext, pgettext


class InterfaceDomain(Domain):  # type: ignore[misc]
    """The catalogues of the interface; Amazigh falls back, sentence by sentence, to Arabic or French."""

    def get_translations(self) -> Translations:
        code = current_language().code
        if code != "zgh":
            return super().get_translations()
        fallback = amazigh_fallback()
        key = ("zgh", fallback)
        if key not in self.cache:
            self.cache[key] = self._load_amazigh(fallback)
        return self.cache[key]

    def _load_amazigh(self, fallback: str) -> Translations:
        directory = self.translation_directories[0]
        catalog: Any = Translations.load(directory, ["zgh"], "messages")
        beneath: Any = Translations.load(directory, [fallback], "messages")
        if not isinstance(catalog, GNUTranslations):
            catalog = Translations()
        catalog._catalog = _without_originals(catalog._catalog)
        catalog._fallback = None
        catalog.add_fallback(FallbackCatalog(beneath, fallback))
        return catalog


def _without_originals(messages: dict[Any, str]) -> dict[Any, str]:
    """Leave out the plurals that have no translation: Babel compiles them as the English original."""
    originals = {key[0] for key, text in messages.items() if isinstance(key, tuple) and key[0] == text}
    return {
        key: text for key, text in messages.items() if not (isinstance(key, tuple) and key[0] in originals)
    }


def current_language() -> Language:
    """Return the language of the page or message being made."""
    if not has_app_context():
        return LANGUAGES["en"]
    if "language" not in g:
        g.language = preferred_language() if has_request_context() else LANGUAGES["en"]
    chosen: Language = g.language
    return chosen


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make every translation and format inside the block those of a language; needs an application context."""
    before = g.get("language")
    g.language = language(code) or LANGUAGES["ar"]
    refresh()
    try:
        yield
    finally:
        g.pop("language", None)
        if before is not None:
            g.language = before
        refresh()


def preferred_language() -> Language:
    """Return the language an unknown address begins with, else the visitor's choice, her browser's, the default."""
    if request.url_rule is None and (begun := language(request.path.split("/", 2)[1])) is not None:
        return begun
    remembered = language(request.cookies.get("language", ""))
    if remembered is not None:
        return remembered
    asked = request.accept_languages.best_match([*LANGUAGES, "ber", "shi", "tzm"])
    return language(asked or "") or LANGUAGES["ar"]


def amazigh_fallback() -> str:
    """Return the language that Amazigh falls back to on this page."""
    collectivity = g.get("collectivity")
    return collectivity.amazigh_fallback if collectivity is not None else "ar"


def time_zone() -> str:
    """Return the time zone in which the page shows instants."""
    collectivity = g.get("collectivity")
    chosen: str = collectivity.time_zone if collectivity is not None else current_app.config["TIME_ZONE"]
    return chosen


def settle_marks(html: str) -> str:
    """Turn the marks of fallback sentences into `lang` attributes where markup may stand, drop them elsewhere."""
    if CLOSING not in html:
        return html
    parts, inside = [], None
    for part in _TAGS.split(html):
        if part.startswith("<"):
            name = re.match(r"</?([a-zA-Z0-9]+)", part)
            tag = name.group(1).lower() if name else ""
            if tag in _NO_MARKUP_INSIDE:
                inside = None if part.startswith("</") else tag
            parts.append(_MARKS.sub("", part))
        else:
            parts.append(_MARKS.sub("", part) if inside else _with_spans(part))
    return "".join(parts)


def strip_marks(text: str) -> str:
    """Return a text without any mark, for what is no page."""
    return _MARKS.sub("", text)


def _with_spans(text: str) -> str:
    """Give each sentence that fell back its language; a value inside it that fell back too needs none of its own."""
    pieces: list[str] = []
    spoken: list[str] = []
    closings: list[str] = []
    for piece in _EACH_MARK.split(text):
        if piece in _CODES:
            code = _CODES[piece]
            is_new = code not in spoken[-1:]
            pieces += [f'<span lang="{code}" dir="{direction_of(code)}">'] if is_new else []
            spoken.append(code)
            closings.append("</span>" if is_new else "")
        elif piece != CLOSING:
            pieces.append(piece)
        elif spoken:
            spoken.pop()
            pieces.append(closings.pop())
    return "".join([*pieces, *reversed(closings)])


def _settle_response(response: Response) -> Response:
    """Settle the marks of a text; a message of an Amazigh page may be shown by a page in another language."""
    if response.is_streamed or response.mimetype not in _TEXTS or _CLOSING_BYTES not in response.get_data():
        return response
    text = response.get_data(as_text=True)
    response.set_data(settle_marks(text) if response.mimetype == "text/html" else strip_marks(text))
    return response


class InterfaceBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with the domain above as its default."""

    @cached_property
    def domain_instance(self) -> InterfaceDomain:
        return InterfaceDomain()


def init_app(app: Flask, *, directory: str) -> None:
    """Connect the catalogues and the formats of dates and numbers to the language of the page."""
    InterfaceBabel().init_app(
        app,
        default_locale="en",
        default_translation_directories=directory,
        locale_selector=lambda: current_language().locale,
        timezone_selector=time_zone,
    )
    app.after_request(_settle_response)
