"""The log of moderation as a sheet and as a feed, each of its entries, and the figures month by month."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, g, render_template
from flask_babel import gettext as _

from app.features.moderation import publishing
from app.features.moderation.figures import DEFINITIONS, MonthOfModeration, months_of_moderation
from app.features.moderation.redacting import MARK, RedactionPermission, redacting
from app.foundation import clock
from app.foundation.moments import day_words
from app.web.actors import current_actor
from app.web.guards import open_to_all
from app.web.moderation import public_pages as pages
from app.web.moderation.pages import DECISION_KINDS
from app.web.sheets import Cell, instant_cell, sheet
from config import Config

blueprint = Blueprint("moderation_log", __name__)
SHORTLY = "public, max-age=300"
# Characters that no XML can hold: one of them would take the whole feed away from its readers.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
IN_FEED = 50


@blueprint.get("/moderation-log/<int:decision_id>")
@open_to_all
def entry(decision_id: int) -> str:
    """Show one decision at its lasting address."""
    found = publishing.get_entry(collectivity_id=g.collectivity.id, decision_id=decision_id)
    return render_template(
        "moderation/public/entry.html",
        row=pages.log_rows([found])[0],
        kinds=DECISION_KINDS,
        may_redact=redacting.allows(current_actor(), RedactionPermission.REDACT, found.decision),
    )


@blueprint.get("/moderation-log.csv")
@open_to_all
def log_sheet() -> Response:
    """Return the whole log, or what the filters leave of it, as a sheet."""
    entries = publishing.whole_log(collectivity_id=g.collectivity.id, filters=pages.asked_filters())
    response = sheet(pages.log_name("moderation-log"), _header(), _lines(entries, g.collectivity.time_zone))
    response.headers["Cache-Control"] = SHORTLY
    return response


def _header() -> list[str]:
    return [
        _("Number"), _("Date"), _("Role"), _("Kind of text"), _("What"), _("Consultation"), _("Decision"),
        _("Label beside the text"), _("Ground"), _("Rule of the charter"), _("Version of the charter"), _("Source"),
        _("Reason"), _("Passages taken out"), _("Appealed on"), _("Result of the appeal"), _("Date of the result"),
        _("Role of who looked again"), _("Reason of the result"), _("Address"),
    ]  # fmt: skip


def _lines(entries: Iterator[publishing.LogEntry], time_zone: str) -> Iterator[list[Cell]]:
    for row in pages.whole_log_rows(entries, collectivity_id=g.collectivity.id):
        yield _line(row, time_zone)


def _line(row: pages.LogRow, time_zone: str) -> list[Cell]:
    entry, decision, ruling = row.entry, row.entry.decision, row.entry.ruling
    taken_out = (decision.reason or "").count(MARK) if entry.redactions else 0
    return [
        decision.id, instant_cell(decision.decided_at, time_zone), row.role, str(decision.subject.label), row.what,
        row.consultation.text, str(decision.decision.label), row.label or "",
        str(decision.ground.label) if decision.ground is not None else "", decision.charter_rule,
        decision.charter_version, str(entry.decision.source.label), decision.reason or "", taken_out,
        instant_cell(entry.appealed_at, time_zone), str(ruling.outcome.label) if ruling is not None else "",
        instant_cell(ruling.decided_at, time_zone) if ruling is not None else "",
        pages.role_label(ruling.decided_by_role) if ruling is not None else "",
        ruling.reason if ruling is not None else "", _absolute(row.url),
    ]  # fmt: skip


@blueprint.get("/moderation-log.atom")
@open_to_all
def feed() -> Response:
    """Return the newest decisions as a feed in the language of the address."""
    filters = pages.asked_filters()
    page = publishing.log_page(collectivity_id=g.collectivity.id, filters=filters, size=IN_FEED)
    asked = pages.chosen(filters)
    rows = pages.log_rows(page.items)
    changed = max((each.entry.changed_at for each in rows), default=g.collectivity.created_at)
    text = render_template(
        "moderation/public/log.xml",
        rows=rows,
        changed_at=changed,
        asked=asked,
        feed_id=_tag("?".join(filter(None, ("moderation-log", urlencode(asked))))),
        tag_of=lambda row: _tag(f"moderation-log/{row.entry.decision.id}"),
        absolute=_absolute,
        stamp=_stamp,
    )
    response = Response(NO_XML.sub("", text), mimetype="application/atom+xml")
    response.headers["Cache-Control"] = SHORTLY
    response.add_etag()
    return response


def _tag(path: str) -> str:
    """Return a name that never changes, whatever address the platform moves to: it says the place and the language."""
    host = urlsplit(_settings().public_url).hostname or "localhost"
    since = g.collectivity.created_at.strftime("%Y-%m-%d")
    return f"tag:{host},{since}:{g.language.code}/c/{g.collectivity.slug}/{path}"


def _stamp(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _absolute(path: str) -> str:
    return f"{_settings().public_url.rstrip('/')}{path}"


def _settings() -> Config:
    settings: Config = current_app.extensions["settings"]
    return settings


@blueprint.get("/moderation-figures")
@open_to_all
def figures() -> str:
    """Show the figures of moderation month by month, each with its definition."""
    months = _months()
    return render_template(
        "moderation/public/figures.html", months=months, definitions=DEFINITIONS, written=_written, name_of_month=_month
    )  # fmt: skip


@blueprint.get("/moderation-figures.csv")
@open_to_all
def figures_sheet() -> Response:
    """Return the same figures as a sheet."""
    header = [_("Month"), *(str(heading) for heading, _definition in DEFINITIONS.values())]
    rows = [
        [f"{each.year}-{each.month:02}", *(getattr(each, column) for column in DEFINITIONS)]
        for each in _months()
    ]
    response = sheet(pages.log_name("moderation-figures"), header, rows)
    response.headers["Cache-Control"] = SHORTLY
    return response


def _months() -> list[MonthOfModeration]:
    return months_of_moderation(
        collectivity_id=g.collectivity.id, time_zone=g.collectivity.time_zone, now=clock.now()
    )


def _written(month: MonthOfModeration, column: str) -> str:
    return pages.halves(getattr(month, column))


def _month(month: MonthOfModeration) -> str:
    return day_words(datetime(month.year, month.month, 1).date(), "MMMM y")  # noqa: DTZ001
