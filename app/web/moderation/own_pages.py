"""What an author reads of her own texts and reports: who decides, until when, what was decided, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.features.collectivities import queries as collectivities
from app.features.consultations.queries import titles_of
from app.features.moderation import own, queue
from app.features.moderation.types import ReportState, Subject, Waiting
from app.features.proposals import queries as proposals
from app.foundation.i18n import LazyText, _l
from app.foundation.policy import Actor
from app.web.moderation.public_pages import LogRow, log_rows
from app.web.template_values import Worded, worded

EXCERPT = 140
STATE_KINDS = {"pending": "wait", "published": "yes", "returned": "mid"}
PARTS = (
    ("problem", _l("The problem")),
    ("solution", _l("What is proposed")),
    ("expected_result", _l("What is expected")),
)
REPORT_STATES: dict[ReportState, tuple[LazyText, str]] = {
    ReportState.OPEN: (_l("Waits for a moderator"), "wait"),
    ReportState.UPHELD: (_l("You were right: the text was hidden or changed"), "yes"),
    ReportState.DISMISSED: (_l("The text stays where it is"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One text or report in a list."""

    title: str
    url: str
    over: str
    language: str | None
    at: datetime
    tags: tuple[dict[str, Any], ...]
    next_step: str | None


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A decision as its author reads it, with her appeal or the way to one."""

    row: LogRow
    own_words: str | None
    appealed_at: datetime | None
    due_at: datetime | None
    appeal_until: datetime | None
    appeal_url: str | None


@dataclass(frozen=True, slots=True)
class OwnTextShown:
    """Everything on the page of one's own text."""

    title: str
    language: str
    kind: LazyText
    state: dict[str, Any]
    place: Worded
    consultation: Worded
    sent_at: datetime
    parts: Sequence[tuple[LazyText | str, str]]
    waiting: Sequence[str]
    decisions: Sequence[OwnDecision]
    public_url: str | None
    charter_url: str


@dataclass(frozen=True, slots=True)
class OwnReportShown:
    """Everything on the page of one's own report."""

    words: str
    at: datetime
    place: Worded
    consultation: Worded
    state: dict[str, Any]
    due_words: str | None
    decision: OwnDecision | None
    charter_url: str


def text_lines(texts: Sequence[own.OwnText], *, now: datetime) -> list[OwnLine]:
    """Return a line for each text; two queries."""
    places = collectivities.list_by_ids({each.contribution.collectivity_id for each in texts})
    listed: list[Any] = [each.contribution for each in texts if each.subject is Subject.PROPOSAL]
    versions = proposals.shown_versions(listed)
    return [_text_line(each, places, versions, now) for each in texts]


def _text_line(
    found: own.OwnText, places: dict[int, Any], versions: dict[int, Any], now: datetime
) -> OwnLine:
    text: Any = found.contribution
    version = versions.get(text.id) if found.subject is Subject.PROPOSAL else None
    last = found.entries[-1] if found.entries else None
    return OwnLine(
        title=version.title if version is not None else _cut(text.body),
        url=url_for("own_moderation.text", subject=found.subject.value, subject_id=text.id),
        over=worded(places[text.collectivity_id].names).text,
        language=text.language,
        at=_sent_at(text),
        tags=(_state_tag(text),),
        next_step=_next_step(last, text, found, now),
    )


def _next_step(last: Any, text: Any, found: own.OwnText, now: datetime) -> str | None:
    if text.state.value == "pending":
        return _("A moderator reads it before it is published.")
    if last is None or last.decision.appeal_until is None or last.ruling is not None:
        return None
    if last.decision.id in found.appeals:
        return _("Your appeal waits for a decision.")
    return _("You can ask somebody else to look again.") if now < last.decision.appeal_until else None


def report_lines(reports: Sequence[own.OwnReport]) -> list[OwnLine]:
    """Return a line for each report; one query."""
    places = collectivities.list_by_ids({each.report.collectivity_id for each in reports})
    return [_report_line(each, places) for each in reports]


def _report_line(found: own.OwnReport, places: dict[int, Any]) -> OwnLine:
    report = found.report
    label, kind = REPORT_STATES[report.state]
    return OwnLine(
        title=_cut(report.reason),
        url=url_for("own_moderation.report", report_id=report.id),
        over=worded(places[report.collectivity_id].names).text,
        language=None,
        at=report.reported_at,
        tags=({"label": label, "kind": kind},),
        next_step=None,
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT].rsplit(' ', 1)[0]}…"


def _state_tag(text: Any) -> dict[str, Any]:
    return {"label": text.state.label, "kind": STATE_KINDS.get(text.state.value, "no")}


def _sent_at(text: Any) -> datetime:
    at: datetime = getattr(text, "submitted_at", None) or text.created_at
    return at


def text_shown(found: own.OwnText, *, actor: Actor, now: datetime) -> OwnTextShown:
    """Gather the page of one's own text; some queries more for each decision that can still be appealed."""
    text: Any = found.contribution
    place = _enter(text.collectivity_id)
    is_proposal = found.subject is Subject.PROPOSAL
    version = proposals.shown_version(text) if is_proposal else None
    rows = log_rows(found.entries)
    return OwnTextShown(
        title=version.title if version is not None else _cut(text.body),
        language=text.language,
        kind=found.subject.label,
        state=_state_tag(text),
        place=worded(place.names, place.default_language),
        consultation=worded(dict(titles_of([text.consultation_id]).get(text.consultation_id, {}))),
        sent_at=_sent_at(text),
        parts=_parts(version) if version is not None else [(text.stance.label, text.body)],
        waiting=_waiting_words(text, now),
        decisions=[
            _decision(row, found.appeals, actor, now, subject=found.subject.value, subject_id=text.id)
            for row in reversed(rows)
        ],
        public_url=url_for("proposals.page", proposal_id=text.id) if is_proposal else None,
        charter_url=url_for("collectivities.charter"),
    )


def _enter(collectivity_id: int) -> Any:
    """Let addresses and hours of this page be those of the collectivity of the text."""
    place = collectivities.get(collectivity_id)
    g.slug = place.slug
    return place


def _parts(version: Any) -> list[tuple[LazyText | str, str]]:
    parts = [(label, getattr(version, name)) for name, label in PARTS if getattr(version, name)]
    return [*parts, *((_("Proposed wording"), words) for words in version.wording.values())]


def _waiting_words(text: Any, now: datetime) -> list[str]:
    """Say who decides, within how many hours; nothing when nothing waits. An appeal says its own deadline beside it."""
    entry = queue.entry_of(text)
    if entry is None:
        return []
    late = [_("This delay has passed, and your text still comes first in the queue.")]
    if entry.waiting == {Waiting.APPEAL}:
        return late if entry.is_overdue(now) else []
    hours = round((entry.due_at - entry.since).total_seconds() / 3600)
    promised = ngettext(
        "A moderator of the collectivity decides within %(num)s hour.",
        "A moderator of the collectivity decides within %(num)s hours.",
        hours,
    )
    return [promised, *(late if entry.is_overdue(now) else [])]


def _decision(row: LogRow, appeals: dict[int, Any], actor: Actor, now: datetime, **where: Any) -> OwnDecision:
    decision = row.entry.decision
    mine = appeals.get(decision.id)
    may = mine is None and own.appealable(actor=actor, decision=decision, now=now)
    url = url_for("own_moderation.appeal", decision_id=decision.id, **where)
    return _own_decision(row, mine, url if may else None)


def _own_decision(row: LogRow, mine: Any, appeal_url: str | None) -> OwnDecision:
    return OwnDecision(
        row=row,
        own_words=mine.reason if mine is not None else None,
        appealed_at=mine.lodged_at if mine is not None else None,
        due_at=mine.due_at if mine is not None and row.entry.ruling is None else None,
        appeal_until=row.entry.decision.appeal_until,
        appeal_url=appeal_url,
    )


def report_shown(found: own.OwnReport, *, actor: Actor, now: datetime) -> OwnReportShown:
    """Gather the page of one's own report."""
    report = found.report
    place = _enter(report.collectivity_id)
    label, kind = REPORT_STATES[report.state]
    decision = None
    if found.entry is not None:
        may = found.appeal is None and own.appealable(actor=actor, decision=found.entry.decision, now=now)
        url = url_for("own_moderation.appeal_report", report_id=report.id)
        decision = _own_decision(log_rows([found.entry])[0], found.appeal, url if may else None)
    return OwnReportShown(
        words=report.reason,
        at=report.reported_at,
        place=worded(place.names, place.default_language),
        consultation=worded(dict(titles_of([report.consultation_id]).get(report.consultation_id, {}))),
        state={"label": label, "kind": kind},
        due_words=_("A moderator reads the text and your report. You are told what is decided.")
        if report.state is ReportState.OPEN
        else None,
        decision=decision,
        charter_url=url_for("collectivities.charter"),
    )
