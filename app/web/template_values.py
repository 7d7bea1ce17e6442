"""What every template can say without asking: language, actor, navigation, formats."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, get_flashed_messages, request, url_for
from flask_babel import format_decimal, get_locale
from flask_wtf.csrf import generate_csrf
from werkzeug.local import LocalProxy

from app.features.accounts.queries import get_user
from app.features.accounts.types import STAFF_ROLES
from app.foundation import clock
from app.foundation.i18n import LANGUAGES, LazyText, _l, direction_of, fallback_order, pick
from app.foundation.moments import day_words, moment_words
from app.foundation.text import markup
from app.web import help_under_way
from app.web.actors import current_actor
from app.web.guards import may_reach
from app.web.languages import amazigh_fallback, current_language

_YEAR_AND_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its label; `current` marks the page one is on."""

    label: LazyText | str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Worded:
    """A text in the language that was found for it."""

    text: Any
    language: str
    origin: str | None = None

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def is_fallback(self) -> bool:
        return self.language != current_language().code

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """What a page says of the collectivity it belongs to."""

    id: int
    slug: str
    name: str
    name_language: str
    kind_label: str
    is_fictional: bool
    time_zone: str
    default_language: str
    languages: tuple[str, ...]


def init_app(app: Flask) -> None:
    """Give templates their values, functions and filters."""
    app.context_processor(_values)
    app.jinja_env.globals.update(
        worded=worded, field_of=field_of, name_of=name_of, now=clock.now, number=number, is_staff=is_staff
    )
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        number=number,
        paragraphs=markup.plain,
        formatted=markup.rich,
        date_words=date_words,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def name_of(names: dict[str, str]) -> Worded:
    """Return a name in the reader's language or the nearest one that exists."""
    return worded(names)


def worded(texts: dict[str, Any], original: str | None = None) -> Worded:
    """Return the first text of {language: text} in the reader's order of languages."""
    found = pick(texts, fallback_order(current_language().code, original, amazigh_fallback()))
    return Worded(found[1], found[0]) if found else Worded("", current_language().code)


def field_of(texts: dict[str, dict[str, Any]], name: str, original: str | None = None) -> Worded:
    """Return one field of {language: {field: text, "origin": …}}, with the language and origin it has."""
    found = worded({code: fields.get(name) for code, fields in texts.items()}, original)
    return Worded(found.text, found.language, texts.get(found.language, {}).get("origin"))


def day(value: date | datetime | None, style: str = "long") -> str:
    """Write a calendar day in the reader's language; an instant is shown in the collectivity's time zone."""
    return day_words(value, style) if value is not None else ""


def moment(value: datetime | None) -> str:
    """Write a day with its hour in the reader's language and the collectivity's time zone."""
    return moment_words(value) if value is not None else ""


def number(value: float) -> str:
    """Write a number as the reader's language does."""
    return format_decimal(value)


def date_words(text: str | None) -> str:
    """Write a year-month or full date of a plan as words; anything else is quoted as it is."""
    if not text:
        return ""
    year_and_month = _YEAR_AND_MONTH.fullmatch(text)
    if year_and_month is None:
        return text
    year, month, day_number = (int(part) if part else None for part in year_and_month.groups())
    try:
        known = date(year or 1, month or 1, day_number or 1)
    except ValueError:
        return text
    return day_words(known, "long" if day_number else "MMMM y")


def is_staff() -> bool:
    """Say whether the reader works for the collectivity of the page."""
    collectivity = g.get("collectivity")
    return collectivity is not None and current_actor().has_any(STAFF_ROLES, collectivity.id)


def _values() -> dict[str, Any]:
    chosen = current_language()
    collectivity = g.get("collectivity")
    return {
        "locale": {
            "code": chosen.code,
            "direction": chosen.direction,
            "html_lang": chosen.code,
            "babel": str(get_locale()),
        },
        "languages": _languages(),
        "current_actor": current_actor(),
        "collectivity": place_shown(collectivity) if collectivity is not None else None,
        "demo": current_app.config["DEMO"],
        "csrf_token": generate_csrf,
        "messages": LocalProxy(lambda: get_flashed_messages(with_categories=True)),
        "navigation": (_staff_navigation() if _in_staff_space() else None) or _navigation(),
        "account_links": _account_links(),
        "help_shown": _help_shown(),
        "footer_links": _footer_links(),
        "home_url": _home_url(),
        # What is written out to be typed or copied: a request's own host can be forged.
        "site_url": current_app.extensions["settings"].public_url,
        "interface_notice": _l("This interface in Amazigh is being reviewed by speakers.")
        if chosen.code == "zgh"
        else None,
        "accent_url": url_for("accents.sheet", colour=collectivity.accent[1:])
        if collectivity is not None
        else None,
        "network_name": worded(current_app.config["NETWORK_NAME"]).text,
        "request_id": g.get("request_id"),
    }


def _home_url() -> str:
    endpoint = "collectivities.page" if g.get("collectivity") is not None else "home.front"
    return url_for(endpoint) if endpoint in current_app.view_functions else "/"


def place_shown(collectivity: Any) -> PlaceShown:
    """Return what a page says of a collectivity, in the reader's language."""
    name = worded(collectivity.names, collectivity.default_language)
    return PlaceShown(
        id=collectivity.id,
        slug=collectivity.slug,
        name=name.text,
        name_language=name.language,
        kind_label=worded(collectivity.territory.kind.names).text,
        is_fictional=collectivity.is_fictional,
        time_zone=collectivity.time_zone,
        default_language=collectivity.default_language,
        languages=tuple(collectivity.languages),
    )


def _account_links() -> list[dict[str, Any]]:
    if "security.login" not in current_app.view_functions or help_under_way.found() is not None:
        return []
    if current_actor().is_signed_in:
        return [
            {
                "label": _l("My participation"),
                "url": url_for("participation.mine"),
                "icon": "person",
                "is_post": False,
            },
            {"label": _l("Sign out"), "url": url_for("security.logout"), "icon": None, "is_post": True},
        ]
    way_back = request.full_path.rstrip("?") if request.method == "GET" and request.endpoint else None
    return [
        {
            "label": _l("Sign in"),
            "url": url_for("security.login", next=way_back),
            "icon": "person",
            "is_post": False,
        },
        {
            "label": _l("Sign up"),
            "url": url_for("security.register", next=way_back),
            "icon": None,
            "is_post": False,
        },
    ]


def _help_shown() -> dict[str, Any] | None:
    """Return what every page says while somebody is helped: for whom, and how long it still lasts."""
    under_way = help_under_way.found()
    if under_way is None:
        return None
    person = get_user(under_way.person_id)
    return {
        "name": person.public_name or person.pseudonym,
        "ends_at": under_way.ends_at,
        "minutes": max(1, ceil((under_way.ends_at - clock.now()).total_seconds() / 60)),
    }


def _in_staff_space() -> bool:
    return g.get("collectivity") is not None and "/manage" in request.path


def _languages() -> list[dict[str, Any]]:
    collectivity = g.get("collectivity")
    offered = collectivity.languages if collectivity is not None else list(LANGUAGES)
    return [
        {
            "code": code,
            "name": LANGUAGES[code].name,
            "url": _same_page_in(code),
            "current": code == current_language().code,
        }
        for code in LANGUAGES
        if code in offered
    ]


def _same_page_in(code: str) -> str:
    if request.endpoint is None or not current_app.url_map.is_endpoint_expecting(request.endpoint, "lang"):
        return url_for("home.choose_language", code=code, next=request.path)
    address = url_for(request.endpoint, **{**(request.view_args or {}), "lang": code})
    # What was asked is carried over as text: names of its parameters must never steer how the address is built.
    asked = urlencode(list(request.args.items(multi=True)))
    return f"{address}?{asked}" if asked else address


def _links(*labelled: tuple[LazyText, str]) -> list[Link]:
    urls = [
        (label, url_for(endpoint)) for label, endpoint in labelled if endpoint in current_app.view_functions
    ]
    return [Link(label, url, current=request.path == url) for label, url in urls]


def _navigation() -> list[Link]:
    if g.get("collectivity") is None:
        return _links(
            (_l("Consultations"), "home.front"),
            (_l("Members"), "collectivities.directory"),
            (_l("My participation"), "participation.mine"),
        )
    return _links(
        (_l("Consultations"), "collectivities.page"),
        (_l("Plans"), "plans.all_of"),
        (_l("Projects under way"), "projects.overview"),
        (_l("Workshops"), "workshops.calendar"),
        (_l("My participation"), "participation.mine"),
        *([(_l("Work space"), "queue.today")] if is_staff() else []),
    )


def _staff_navigation() -> list[Link]:
    """Return the places of the work space that the reader's roles open; none for whoever has no role there."""
    places = (
        (_l("Today"), "queue.today"),
        (_l("Consultations"), "manage_consultations.all_of"),
        (_l("Plans"), "manage_plans.all_of"),
        (_l("Moderation"), "manage_moderation.queue"),
        (_l("Synthesis"), "manage_synthesis.choose"),
        (_l("Session"), "manage_council.choose"),
        (_l("Follow-up"), "manage_projects.overview"),
        (_l("Workshops"), "manage_workshops.all_of"),
        (_l("Voters"), "manage_voters.desk"),
        (_l("Team"), "manage_team.members"),
        (_l("Profile"), "manage_collectivity.profile"),
    )
    return _links(*((label, endpoint) for label, endpoint in places if may_reach(endpoint)))


def _footer_links() -> list[Link]:
    general = (
        (_l("Help"), "pages.help"),
        (_l("Privacy"), "pages.privacy"),
        (_l("Accessibility"), "pages.accessibility"),
    )
    if g.get("collectivity") is None:
        return _links(*general)
    return _links(
        (_l("Charter"), "collectivities.charter"),
        (_l("Legal notice"), "collectivities.legal_notice"),
        (_l("Moderation log"), "moderation.log"),
        (_l("Figures on answers"), "council.figures"),
        *general,
    )
