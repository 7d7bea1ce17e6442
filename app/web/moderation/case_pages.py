"""Gathers one case, and one appeal, each in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from app.features.consultations.queries import titles_of
from app.features.hints.queries import hints_for
from app.features.moderation import looking_again, policy, queries, queue, rules, statements
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.queue import QueueEntry, QueueFilters
from app.features.moderation.rules import Contribution
from app.features.moderation.types import CaseStage, CaseState, Decision, Ground, Subject, Waiting
from app.features.plans.queries import latest_revisions
from app.features.proposals import queries as proposals
from app.features.proposals.types import PublicLabel
from app.features.proposals.wording import wording_of
from app.foundation.i18n import LazyText, _l
from app.foundation.policy import Actor
from app.foundation.text.diff import word_diff
from app.web.ages import age_words, left_words
from app.web.languages import speaking
from app.web.media.shown import attachments_shown
from app.web.moderation.manage_forms import ACTS
from app.web.moderation.pages import public_url, rules_of_charter
from app.web.moderation.queue_pages import case_url
from app.web.template_values import Worded, field_of, worded

PARTS = (
    ("problem", _l("The problem")),
    ("solution", _l("What is proposed")),
    ("expected_result", _l("What is expected")),
)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a text under its heading; `segments` are set where words changed."""

    label: LazyText
    text: str
    segments: list[dict[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A decision of a text with what became of it on appeal; `appeals` are the words of those who appealed."""

    decision: Any
    appeals: list[Any]
    ruling: Any


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a moderator needs to decide on one text; `seen` is how many decisions there are."""

    subject: Subject
    contribution: Any
    title: str
    is_change: bool
    parts: list[ShownPart]
    answered: str | None
    entry: QueueEntry | None
    age: str | None
    left: str | None
    is_overdue: bool
    decisions: list[Decision]
    seen: int
    other_text_count: int
    similar: list[Any]
    reports: list[Any]
    past: list[Past]
    files: list[dict[str, Any]]
    consultation: Worded
    public_url: str
    record: Any
    stage: CaseStage | None
    assigned_to: str | None
    hints: list[Any]
    appealed: Any


def case_of(contribution: Contribution, *, now: datetime) -> Case:
    """Return one case; a constant number of queries."""
    subject = queries.subject_of(contribution)
    entry = queue.entry_of(contribution)
    waiting = entry.waiting if entry is not None else frozenset()
    read = _read_proposal(contribution) if subject is Subject.PROPOSAL else _read_comment(contribution)
    cases = queries.list_cases(subject=subject, subject_id=contribution.id)
    record = next((each for each in cases if each.state is not CaseState.CLOSED), None)
    past = _past(
        queries.list_decisions(subject=subject, subject_id=contribution.id), [each.id for each in cases]
    )
    return Case(
        subject=subject,
        contribution=contribution,
        entry=entry,
        age=age_words(entry.since, now) if entry else None,
        left=left_words(entry.due_at, now) if entry and not entry.is_overdue(now) else None,
        is_overdue=entry is not None and entry.is_overdue(now),
        decisions=rules.possible_decisions(contribution, waiting),
        seen=len(past),
        other_text_count=queries.count_other_texts(contribution),
        reports=queries.list_reports(subject=subject, subject_id=contribution.id),
        past=past,
        consultation=worded(titles_of([contribution.consultation_id]).get(contribution.consultation_id, {})),
        public_url=public_url(contribution),
        record=record,
        stage=_stage(record, now=now),
        assigned_to=queries.names_of([record.assigned_to_id]).get(record.assigned_to_id or 0) if record else None,
        hints=hints_for([contribution], now=now).get((subject, contribution.id), []),
        appealed=_appealed(past) if Waiting.APPEAL in waiting else None,
        **read,
    )  # fmt: skip


def _stage(record: Any, *, now: datetime) -> CaseStage | None:
    if record is None:
        return None
    return rules.stage_of(record.state, appeal_until=queries.last_appeal_until(case_id=record.id), now=now)


def _past(decisions: list[Any], case_ids: list[int]) -> list[Past]:
    appeals: dict[int, list[Any]] = {}
    for each in looking_again.appeals_of_cases(case_ids):
        appeals.setdefault(each.decision_id, []).append(each)
    rulings = {each.decision_id: each for each in looking_again.rulings_of_cases(case_ids)}
    return [Past(each, appeals.get(each.id, []), rulings.get(each.id)) for each in decisions]


def _appealed(past: list[Past]) -> Any:
    """Return the newest decision on which somebody else has to look again."""
    return next((each.decision for each in reversed(past) if each.appeals and each.ruling is None), None)


def _read_proposal(proposal: Any) -> dict[str, Any]:
    shown, later = proposals.shown_version(proposal), proposals.find_later_version(proposal)
    is_change = later is not None and later.returned_at is None
    version = later if later is not None and is_change else shown
    before = shown if is_change else None
    words = " ".join(filter(None, (version.title, version.problem, version.solution)))
    similar = proposals.similar(consultation_id=proposal.consultation_id, text=words)
    return {
        "title": version.title,
        "is_change": is_change,
        "parts": [*_parts(version, before), *_wording(proposal, version)],
        "answered": None,
        "files": attachments_shown(proposals.list_files(proposal_ids=[proposal.id]).get(proposal.id, [])),
        "similar": [each for each in similar if each.id != proposal.id],
    }


def _parts(version: Any, before: Any) -> list[ShownPart]:
    found = []
    for name, label in PARTS:
        text, old = getattr(version, name) or "", getattr(before, name, None) or ""
        if text or old:
            found.append(ShownPart(label, text, _segments(old, text) if before is not None else None))
    return found


def _segments(before: str, after: str) -> list[dict[str, str]]:
    return [{"kind": each.kind.value, "text": each.text} for each in word_diff(before, after)]


def _wording(proposal: Any, version: Any) -> list[ShownPart]:
    """Return a proposed change of an item's words beside what the item says in that language."""
    if not version.wording:
        return []
    revision = latest_revisions([proposal.target_item_id]).get(proposal.target_item_id)
    current = wording_of(revision, proposal.language) if revision is not None else {}
    return [
        ShownPart(_l("Proposed wording"), text, _segments(current.get(name, ""), text))
        for name, text in version.wording.items()
    ]


def _read_comment(comment: Any) -> dict[str, Any]:
    parent = None
    if comment.parent_id is not None:
        key = (Subject.COMMENT, comment.parent_id)
        parent = queries.contributions([key]).get(key)
    return {
        "title": _("Comment on: %(title)s", title=_commented_title(comment)),
        "is_change": False,
        "parts": [ShownPart(comment.stance.label, comment.body)],
        "answered": getattr(parent, "body", None),
        "files": [],
        "similar": [],
    }


def _commented_title(comment: Any) -> str:
    if comment.proposal_id is not None:
        found = proposals.list_by_ids(
            collectivity_id=comment.collectivity_id, proposal_ids=[comment.proposal_id]
        )
        return found[comment.proposal_id].title
    revision = latest_revisions([comment.item_id]).get(comment.item_id)
    return field_of(revision.texts, "title").text if revision is not None else _("an item")


def addresses_of(hints: list[Any], filters: QueueFilters) -> dict[Any, str]:
    """Return {text: where its case is} of the other texts that hints speak of."""
    return {each.other: case_url(each.other, filters) for each in hints if each.other is not None}


# ── what a statement begins from ──


@dataclass(frozen=True, slots=True)
class Beginning:
    """A decision to begin from: what the form is filled with; `is_stand_in` when the author's language has none."""

    decision: Decision
    ground: Ground | None
    charter_rule: int | None
    label: PublicLabel | None
    reason: str
    language: str
    is_stand_in: bool


def beginnings(decisions: list[Decision], charter: list[str]) -> list[tuple[str, str]]:
    """Return the decisions that a statement can begin from, each with its ground: (code, words) for a choice."""
    found: list[tuple[str, str]] = []
    for decision in decisions:
        name = str(ACTS[decision])
        if decision is Decision.RELABEL:
            found += [
                (
                    f"{decision.value}-{each.value}",
                    _("%(decision)s: %(ground)s", decision=name, ground=each.label),
                )
                for each in PublicLabel
            ]
        elif decision in {Decision.KEEP, Decision.RESTORE}:
            found.append((decision.value, name))
        elif decision is not Decision.PUBLISH:
            found += _with_grounds(decision, name, charter)
    return found


def _with_grounds(decision: Decision, name: str, charter: list[str]) -> list[tuple[str, str]]:
    law = (f"{decision.value}-law", _("%(decision)s: %(ground)s", decision=name, ground=Ground.ILLEGAL.label))
    if decision is Decision.REMOVE:
        return [law]
    by_rule = [
        (
            f"{decision.value}-{number}",
            _("%(decision)s: rule %(number)s, %(rule)s", decision=name, number=number, rule=_short(rule)),
        )
        for number, rule in enumerate(charter, start=1)
    ]
    return [*by_rule, law]


def _short(rule: str) -> str:
    return rule if len(rule) <= 60 else f"{rule[:60].rsplit(' ', 1)[0]}…"


def beginning(code: str, contribution: Any, decisions: list[Decision]) -> Beginning | None:
    """Return what a chosen beginning fills the form with, in the author's language; None for an odd choice."""
    kind, _dash, ground = code.partition("-")
    decision = next((each for each in decisions if each.value == kind), None)
    if decision is None:
        return None
    language = statements.language_of_statement(
        contribution.language, zgh_falls_back_to=g.collectivity.amazigh_fallback
    )
    charter = rules_of_charter(contribution.collectivity_id, language=language)
    number = (
        int(ground)
        if ground.isascii() and ground.isdigit() and 1 <= int(ground[:4]) <= len(charter)
        else None
    )
    label = next((each for each in PublicLabel if each.value == ground), None)
    by_law = Ground.ILLEGAL if ground == "law" else None
    why = Ground.CHARTER_RULE if number is not None else by_law
    with speaking(language):
        reason = statements.statement(
            subject=queries.subject_of(contribution), decision=decision, ground=why, label=label,
            rule=(number, charter[number - 1]) if number is not None else None,
        )  # fmt: skip
    return Beginning(decision, why, number, label, reason, language, language != contribution.language)


# ── appeals ──


def may_rule(actor: Actor, decision: Any) -> bool:
    """Say whether somebody may decide on the appeals against a decision."""
    concern = looking_again.concern_of_appeal(decision)
    return policy.moderation.allows(actor, ModerationPermission.DECIDE_APPEAL, concern)
