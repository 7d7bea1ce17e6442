"""What the public log shows of decisions: the role, never a name; the reason, never the text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from app.features.accounts.types import Role
from app.features.consultations.queries import titles_in, titles_of
from app.features.moderation.publishing import AppealFate, LogEntry, LogFilters
from app.features.moderation.redacting import passage_count, suggested_passages
from app.features.moderation.types import Decision, Ground, Source, Subject
from app.features.proposals import queries as proposals
from app.features.proposals.policy import PUBLIC_STATES, TOMBSTONES
from app.foundation.moments import day_words
from app.web.reading import chosen_member, whole_number
from app.web.template_values import Worded, worded

FATE_KINDS = {AppealFate.WAITING: "wait", AppealFate.UPHELD: "neutral", AppealFate.OVERTURNED: "mid"}


@dataclass(frozen=True, slots=True)
class AppealShown:
    """What came of an appeal, in words."""

    label: str
    kind: str
    at: datetime
    role: str | None
    reason: str | None
    language: str | None
    taken_out: Sequence[str]
    ruling_id: int | None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One decision as everybody reads it."""

    entry: LogEntry
    url: str
    what: str
    what_url: str | None
    consultation: Worded
    role: str
    ground: str | None
    ground_url: str | None
    label: str | None
    taken_out: Sequence[str]
    appeal: AppealShown | None
    follows: str | None


def asked_filters() -> LogFilters:
    """Read the filters from the address; what is not in an allow-list is as if it were not there."""
    return LogFilters(
        decision=chosen_member(Decision, request.args.get("decision")),
        ground=chosen_member(Ground, request.args.get("ground")),
        subject=chosen_member(Subject, request.args.get("subject")),
        source=chosen_member(Source, request.args.get("source")),
        appeal=chosen_member(AppealFate, request.args.get("appeal")),
        consultation_id=whole_number(request.args.get("consultation")),
    )


def chosen(filters: LogFilters) -> dict[str, Any]:
    """Return the filters that are set, as they stand in an address."""
    named = {
        "decision": filters.decision,
        "ground": filters.ground,
        "subject": filters.subject,
        "source": filters.source,
        "appeal": filters.appeal,
    }
    values: dict[str, Any] = {name: each.value for name, each in named.items() if each is not None}
    return values | ({"consultation": filters.consultation_id} if filters.consultation_id else {})


def applied(filters: LogFilters) -> list[dict[str, Any]]:
    """Return each filter that is set in words, with the address that removes it."""
    values = chosen(filters)
    shown = {
        "decision": filters.decision,
        "ground": filters.ground,
        "subject": filters.subject,
        "source": filters.source,
        "appeal": filters.appeal,
    }
    words = {name: str(each.label) for name, each in shown.items() if each is not None}
    if filters.consultation_id:
        words["consultation"] = _("One consultation")
    return [
        {"label": label, "url": url_for("moderation.log", **{k: v for k, v in values.items() if k != name})}
        for name, label in words.items()
    ]


def choices() -> list[dict[str, Any]]:
    """Return what can be filtered by, with the values of each."""
    asked: tuple[tuple[str, str, str, Any], ...] = (
        ("decision", _("Decision"), _("All decisions"), Decision),
        ("ground", _("Ground"), _("Every ground"), Ground),
        ("subject", _("Kind of text"), _("Every kind of text"), Subject),
        ("source", _("Source"), _("Every source"), Source),
        ("appeal", _("Appeal"), _("Appealed or not"), AppealFate),
    )
    return [
        {
            "name": name,
            "label": label,
            "any_label": any_label,
            "options": [(each.value, each.label) for each in members],
        }
        for name, label, any_label, members in asked
    ]


def to_look_at(entries: Sequence[LogEntry]) -> frozenset[int]:
    """Return the decisions of a list in whose reasons personal data seems to stand, for those who may take it out."""
    return frozenset(
        each.decision.id
        for each in entries
        if any(suggested_passages(reason) for reason in _reasons(each) if reason)
    )


def _reasons(entry: LogEntry) -> tuple[str | None, str | None]:
    return entry.decision.reason, entry.ruling.reason if entry.ruling is not None else None


def role_label(code: str) -> str:
    """Return the name of the role in which a decision was taken."""
    role = chosen_member(Role, code)
    return str(role.label) if role is not None else _("The platform")


def log_rows(entries: Sequence[LogEntry]) -> list[LogRow]:
    """Return the rows of some decisions; two queries whatever their number."""
    decisions = [each.decision for each in entries]
    titles = titles_of({each.consultation_id for each in decisions})
    numbered = proposals.list_by_ids(
        collectivity_id=decisions[0].collectivity_id if decisions else 0,
        proposal_ids={each.subject_id for each in decisions if each.subject is Subject.PROPOSAL},
    )
    return [_row(each, titles, numbered) for each in entries]


def whole_log_rows(entries: Iterable[LogEntry], *, collectivity_id: int) -> Iterator[LogRow]:
    """Yield the rows of a log of any length, one after the other; two queries."""
    titles = titles_in(collectivity_id=collectivity_id)
    numbered = proposals.numbers_and_states(collectivity_id=collectivity_id)
    for each in entries:
        yield _row(each, titles, numbered)


def _row(entry: LogEntry, titles: Mapping[int, dict[str, str]], numbered: Mapping[int, Any]) -> LogRow:
    """Lead to the page of what can be opened: what waits, or went back to its author, has none for everybody."""
    decision = entry.decision
    proposal = numbered.get(decision.subject_id) if decision.subject is Subject.PROPOSAL else None
    is_open = proposal is not None and proposal.state in PUBLIC_STATES | TOMBSTONES
    number = proposal.number if proposal is not None else None
    what = _("Proposal number %(number)s", number=number) if number else str(decision.subject.label)
    ground, ground_url = ground_words(decision)
    return LogRow(
        entry=entry,
        url=url_for("moderation_log.entry", decision_id=decision.id),
        what=what,
        what_url=url_for("proposals.page", proposal_id=decision.subject_id) if is_open else None,
        consultation=worded(dict(titles.get(decision.consultation_id, {}))),
        role=role_label(decision.decided_by_role),
        ground=ground,
        ground_url=ground_url,
        label=str(decision.label.label) if decision.label is not None else None,
        taken_out=taken_out_words(entry.redactions),
        appeal=_appeal(entry),
        follows=str(entry.follows.outcome.label) if entry.follows is not None else None,
    )


def ground_words(decision: Any) -> tuple[str | None, str | None]:
    """Return the ground in words, and the address of the rule in the version of the charter that held."""
    if decision.ground is None:
        return None, None
    if decision.charter_rule is None:
        return str(decision.ground.label), None
    words = _(
        "Against rule %(number)s of the charter (version %(version)s)",
        number=decision.charter_rule,
        version=decision.charter_version,
    )
    anchor = f"rule-{decision.charter_rule}"
    return words, url_for("collectivities.charter", number=decision.charter_version, _anchor=anchor)


def taken_out_words(redactions: Sequence[Any]) -> list[str]:
    """Say of each redaction how many passages were taken out, when, and by which role; never what they said."""
    return [
        ngettext(
            "Personal data was taken out of this reason: %(num)s passage, on %(day)s (%(role)s).",
            "Personal data was taken out of this reason: %(num)s passages, on %(day)s (%(role)s).",
            passage_count(redactions, place),
            day=day_words(each.redacted_at),
            role=role_label(each.redacted_by_role),
        )
        for place, each in enumerate(redactions)
    ]


def _appeal(entry: LogEntry) -> AppealShown | None:
    if entry.fate is None or entry.appealed_at is None:
        return None
    ruling = entry.ruling
    return AppealShown(
        label=str(ruling.outcome.label if ruling is not None else entry.fate.label),
        kind=FATE_KINDS[entry.fate],
        at=ruling.decided_at if ruling is not None else entry.appealed_at,
        role=role_label(ruling.decided_by_role) if ruling is not None else None,
        reason=ruling.reason if ruling is not None else None,
        language=ruling.language if ruling is not None else None,
        taken_out=taken_out_words(entry.ruling_redactions),
        ruling_id=ruling.id if ruling is not None else None,
    )


def halves(hours: float | None) -> str:
    """Write a number of hours that is rounded to halves, or a dash."""
    return format_decimal(hours) if hours is not None else "–"


def log_name(kind: str) -> str:
    """Return the name of a file of this collectivity."""
    return f"{kind}-{g.collectivity.slug}"
