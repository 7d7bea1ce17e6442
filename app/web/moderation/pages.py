"""Gathers the queue, one case and the public log, each in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.features.collectivities.charters import rules_in
from app.features.collectivities.queries import find_public_text
from app.features.collectivities.types import PublicText
from app.features.consultations.queries import titles_of
from app.features.moderation import policy, queries, queue
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.queue import QueueEntry
from app.features.moderation.rules import Contribution, possible_decisions
from app.features.moderation.types import Decision, Subject, Waiting
from app.features.plans.queries import find_item, latest_revisions
from app.features.proposals import queries as proposals
from app.features.proposals.policy import PUBLIC_STATES, TOMBSTONES
from app.features.proposals.wording import wording_of
from app.foundation.i18n import LazyText, _l
from app.foundation.pagination import Page
from app.foundation.policy import Actor
from app.foundation.text.diff import word_diff
from app.web.ages import age_words, left_words
from app.web.media.shown import attachments_shown
from app.web.template_values import Worded, field_of, worded

EXCERPT = 220
WAITING_KINDS = {
    Waiting.PENDING: "wait",
    Waiting.UNREAD: "neutral",
    Waiting.CHANGE: "mid",
    Waiting.REPORT: "no",
}
DECISION_KINDS = {
    Decision.PUBLISH: "yes", Decision.RESTORE: "yes", Decision.KEEP: "accent", Decision.RETURN: "mid",
    Decision.REFUSE: "no", Decision.HIDE: "no",
}  # fmt: skip
PARTS = (
    ("problem", _l("The problem")),
    ("solution", _l("What is proposed")),
    ("expected_result", _l("What is expected")),
)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A text that waits, as one row: `key` is what a tick sends."""

    key: str
    subject: Subject
    title: str
    excerpt: str
    language: str
    waiting: tuple[Waiting, ...]
    consultation: Worded
    since: datetime
    age: str
    left: str
    is_overdue: bool
    is_own: bool
    url: str


def queue_rows(entries: Sequence[QueueEntry], *, actor: Actor, now: datetime) -> list[QueueRow]:
    """Return the rows of one page of the queue; three queries whatever their number."""
    texts: list[Any] = [entry.contribution for entry in entries]
    listed = [text for text, entry in zip(texts, entries, strict=True) if entry.subject is Subject.PROPOSAL]
    comments = [text for text, entry in zip(texts, entries, strict=True) if entry.subject is Subject.COMMENT]
    versions = proposals.shown_versions(listed)
    titles = titles_of({text.consultation_id for text in texts})
    commented = proposals.list_by_ids(
        collectivity_id=texts[0].collectivity_id if texts else 0,
        proposal_ids={text.proposal_id for text in comments if text.proposal_id is not None},
    )
    return [_row(entry, versions, titles, commented, actor, now) for entry in entries]


def _row(
    entry: QueueEntry,
    versions: dict[int, Any],
    titles: dict[int, dict[str, str]],
    commented: dict[int, Any],
    actor: Actor,
    now: datetime,
) -> QueueRow:
    text: Any = entry.contribution
    is_proposal = entry.subject is Subject.PROPOSAL
    version = versions.get(text.id) if is_proposal else None
    about = None if is_proposal else commented.get(text.proposal_id)
    body = (
        text.body
        if version is None
        else version.solution or version.problem or " ".join(version.wording.values())
    )
    return QueueRow(
        key=f"{entry.subject.value}-{text.id}",
        subject=entry.subject,
        title=text.title
        if is_proposal
        else _("Comment on: %(title)s", title=about.title if about else _("an item")),
        excerpt=_cut(body or ""),
        language=text.language,
        waiting=tuple(each for each in Waiting if each in entry.waiting),
        consultation=worded(titles.get(text.consultation_id, {})),
        since=entry.since,
        age=age_words(entry.since, now),
        left=_("overdue") if entry.is_overdue(now) else left_words(entry.due_at, now),
        is_overdue=entry.is_overdue(now),
        is_own=not policy.moderation.allows(actor, ModerationPermission.DECIDE, queries.concern_of(text)),
        url=url_for("manage_moderation.case", subject=entry.subject.value, subject_id=text.id),
    )


def _cut(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One part of a text under its heading; `segments` are set where words changed."""

    label: LazyText
    text: str
    segments: list[dict[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a moderator needs to decide on one text."""

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
    other_text_count: int
    similar: list[Any]
    reports: list[Any]
    past: list[Any]
    files: list[dict[str, Any]]
    consultation: Worded
    public_url: str


def case_of(contribution: Contribution, *, now: datetime) -> Case:
    """Return one case; a constant number of queries."""
    subject, text = queries.subject_of(contribution), contribution
    entry = queue.entry_of(contribution)
    waiting = entry.waiting if entry is not None else frozenset()
    read = _read_proposal(text) if subject is Subject.PROPOSAL else _read_comment(text)
    decisions = possible_decisions(contribution, waiting)
    return Case(
        subject=subject,
        contribution=contribution,
        entry=entry,
        age=age_words(entry.since, now) if entry else None,
        left=left_words(entry.due_at, now) if entry and not entry.is_overdue(now) else None,
        is_overdue=entry is not None and entry.is_overdue(now),
        decisions=decisions,
        other_text_count=queries.count_other_texts(contribution),
        reports=queries.list_reports(subject=subject, subject_id=contribution.id),
        past=queries.list_decisions(subject=subject, subject_id=contribution.id),
        consultation=worded(titles_of([contribution.consultation_id]).get(contribution.consultation_id, {})),
        **read,
    )


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
        "public_url": url_for("proposals.page", proposal_id=proposal.id),
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
        parent = queries.contributions([(Subject.COMMENT, comment.parent_id)]).get(
            (Subject.COMMENT, comment.parent_id)
        )
    return {
        "title": _("Comment on: %(title)s", title=_commented_title(comment)),
        "is_change": False,
        "parts": [ShownPart(comment.stance.label, comment.body)],
        "answered": getattr(parent, "body", None),
        "files": [],
        "similar": [],
        "public_url": comment_url(comment),
    }


def _commented_title(comment: Any) -> str:
    if comment.proposal_id is not None:
        found = proposals.list_by_ids(
            collectivity_id=comment.collectivity_id, proposal_ids=[comment.proposal_id]
        )
        return found[comment.proposal_id].title
    revision = latest_revisions([comment.item_id]).get(comment.item_id)
    return field_of(revision.texts, "title").text if revision is not None else _("an item")


def comment_url(comment: Any) -> str:
    """Return where a comment is read."""
    anchor = f"comment-{comment.id}"
    if comment.proposal_id is not None:
        return url_for("proposals.page", proposal_id=comment.proposal_id, _anchor=anchor)
    item = find_item(collectivity_id=comment.collectivity_id, item_id=comment.item_id)
    if item is None:
        return url_for("consultations.page", consultation_id=comment.consultation_id)
    about = comment.consultation_id  # several consultations may be about one item
    return url_for("plans.item", plan_id=item.plan_id, item_id=item.id, consultation=about, _anchor=anchor)


def words_of(text: Any) -> str:
    """Return what names a text on the page of a report: a title, or the comment itself."""
    return _cut(text.body) if queries.subject_of(text) is Subject.COMMENT else text.title


def rules_of_charter(collectivity_id: int) -> list[str]:
    """Return the rules of the published charter in the reader's language; one query."""
    charter = find_public_text(collectivity_id=collectivity_id, kind=PublicText.CHARTER)
    return rules_in(field_of(charter.texts, "text").text or "") if charter is not None else []


@dataclass(frozen=True, slots=True)
class LogRow:
    """One decision as everybody reads it: the role that took it, never a name, never the text."""

    decision: Any
    what: str
    consultation: Worded
    url: str | None


def log_rows(page: Page[Any]) -> list[LogRow]:
    """Return the rows of one page of the log; two queries whatever their number."""
    titles = titles_of({each.consultation_id for each in page.items})
    numbered = proposals.list_by_ids(
        collectivity_id=page.items[0].collectivity_id if page.items else 0,
        proposal_ids={each.subject_id for each in page.items if each.subject is Subject.PROPOSAL},
    )
    return [_log_row(each, titles, numbered) for each in page.items]


def _log_row(decision: Any, titles: dict[int, dict[str, str]], numbered: dict[int, Any]) -> LogRow:
    """Lead to the page of what can be opened: what waits, or went back to its author, has none for everybody."""
    proposal = numbered.get(decision.subject_id) if decision.subject is Subject.PROPOSAL else None
    is_open = proposal is not None and proposal.state in PUBLIC_STATES | TOMBSTONES
    what = (
        _("Proposal number %(number)s", number=proposal.number) if proposal else str(decision.subject.label)
    )
    return LogRow(
        decision=decision,
        what=what,
        consultation=worded(titles.get(decision.consultation_id, {})),
        url=url_for("proposals.page", proposal_id=decision.subject_id) if is_open else None,
    )
