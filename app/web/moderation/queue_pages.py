"""The queue as rows, its filters as they stand in the address, and what comes before and after a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from app.features.consultations.queries import titles_of
from app.features.hints.queries import hints_for
from app.features.moderation import policy, queries, queue
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.queue import Key, QueueEntry, QueueFilters
from app.features.moderation.types import Subject, Waiting
from app.features.proposals import queries as proposals
from app.foundation import clock
from app.foundation.policy import Actor
from app.web.actors import current_actor
from app.web.ages import age_words, left_words
from app.web.moderation.pages import cut
from app.web.reading import chosen_member, whole_number
from app.web.template_values import Worded, worded

# How many cases of the queue are looked at for the one that follows.
IN_SIGHT = 400
MINE, NOBODYS = "me", "nobody"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A text that waits, as one row: `key` is what a tick sends, with the number of decisions there were."""

    key: str
    subject: Subject
    title: str
    excerpt: str
    language: str
    waiting: tuple[Waiting, ...]
    report_count: int
    consultation: Worded
    age: str
    left: str
    is_overdue: bool
    can_be_ticked: bool
    assigned_to: str | None
    is_mine: bool
    hints: Sequence[Any]
    url: str


def asked_filters() -> QueueFilters:
    """Return the filters that stand in the address; odd ones are as if they were not there."""
    who = request.args.get("who")
    assigned = {MINE: current_actor().user_id, NOBODYS: 0}.get(who or "")
    return QueueFilters(
        waiting=chosen_member(Waiting, request.args.get("waiting")),
        subject=chosen_member(Subject, request.args.get("kind")),
        consultation_id=whole_number(request.args.get("consultation")),
        assigned_to_id=assigned,
        overdue_at=clock.now() if request.args.get("late") == "1" else None,
    )


def filter_values(filters: QueueFilters) -> dict[str, Any]:
    """Return filters as the values of an address, so that they go along from page to page."""
    who = None if filters.assigned_to_id is None else MINE if filters.assigned_to_id else NOBODYS
    values = {
        "waiting": filters.waiting.value if filters.waiting else None,
        "kind": filters.subject.value if filters.subject else None,
        "consultation": filters.consultation_id,
        "who": who,
        "late": "1" if filters.overdue_at else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def case_url(key: Key, filters: QueueFilters) -> str:
    """Return the address of a case, with the filters under which it was reached."""
    return url_for(
        "manage_moderation.case", subject=key[0].value, subject_id=key[1], **filter_values(filters)
    )


def around(key: Key, filters: QueueFilters) -> tuple[Key | None, list[Key]]:
    """Return the case before one in the queue, and those after it; all the others when it is not there; one query."""
    keys = queue.list_keys(collectivity_id=g.collectivity.id, filters=filters, limit=IN_SIGHT)
    if key not in keys:
        return None, keys
    place = keys.index(key)
    return keys[place - 1] if place else None, [*keys[place + 1 :], *keys[:place]]


def first_for(actor: Actor, keys: Iterable[Key]) -> Key | None:
    """Return the first case on which somebody may decide; three queries."""
    wanted = list(keys)[:20]
    texts, reporters = queries.contributions(wanted), queries.reporter_ids(wanted)
    for key in wanted:
        if key in texts and _may_decide(actor, texts[key], reporters.get(key, frozenset())):
            return key
    return None


def _may_decide(actor: Actor, text: Any, reporters: frozenset[int]) -> bool:
    concern = queries.concern_of(text, reporters=reporters)
    return policy.moderation.allows(actor, ModerationPermission.DECIDE, concern)


def queue_rows(
    entries: Sequence[QueueEntry], *, actor: Actor, filters: QueueFilters, now: datetime
) -> list[QueueRow]:
    """Return the rows of one page of the queue; a constant number of queries, whatever their number."""
    texts: list[Any] = [entry.contribution for entry in entries]
    keys = [(entry.subject, entry.contribution.id) for entry in entries]
    comments = [text for text, key in zip(texts, keys, strict=True) if key[0] is Subject.COMMENT]
    found = _Found(
        versions=proposals.shown_versions(
            [text for text, key in zip(texts, keys, strict=True) if key[0] is Subject.PROPOSAL]
        ),
        titles=titles_of({text.consultation_id for text in texts}),
        commented=proposals.list_by_ids(
            collectivity_id=texts[0].collectivity_id if texts else 0,
            proposal_ids={text.proposal_id for text in comments if text.proposal_id is not None},
        ),
        reporters=queries.reporter_ids(keys),
        names=queries.names_of(entry.assigned_to_id for entry in entries),
        hints=hints_for(texts, now=now),
    )
    return [_row(entry, found, actor, filters, now) for entry in entries]


@dataclass(frozen=True, slots=True)
class _Found:
    versions: dict[int, Any]
    titles: dict[int, dict[str, str]]
    commented: dict[int, Any]
    reporters: dict[Key, frozenset[int]]
    names: dict[int, str]
    hints: dict[Key, list[Any]]


def _row(entry: QueueEntry, found: _Found, actor: Actor, filters: QueueFilters, now: datetime) -> QueueRow:
    text: Any = entry.contribution
    key = entry.subject, text.id
    is_overdue = entry.is_overdue(now)
    may = _may_decide(actor, text, found.reporters.get(key, frozenset()))
    return QueueRow(
        key=f"{entry.subject.value}-{text.id}-{entry.decision_count}",
        subject=entry.subject,
        title=_title(entry, found),
        excerpt=cut(_body(entry, found)),
        language=text.language,
        waiting=tuple(each for each in Waiting if each in entry.waiting),
        report_count=entry.report_count,
        consultation=worded(found.titles.get(text.consultation_id, {})),
        age=age_words(entry.since, now),
        left=_("overdue") if is_overdue else left_words(entry.due_at, now),
        is_overdue=is_overdue,
        can_be_ticked=may and Waiting.APPEAL not in entry.waiting,
        assigned_to=found.names.get(entry.assigned_to_id or 0),
        is_mine=entry.assigned_to_id == actor.user_id,
        hints=found.hints.get(key, ()),
        url=case_url(key, filters),
    )


def _title(entry: QueueEntry, found: _Found) -> str:
    text: Any = entry.contribution
    if entry.subject is Subject.PROPOSAL:
        return str(text.title)
    about = found.commented.get(text.proposal_id)
    return _("Comment on: %(title)s", title=about.title if about else _("an item"))


def _body(entry: QueueEntry, found: _Found) -> str:
    text: Any = entry.contribution
    if entry.subject is Subject.COMMENT:
        return str(text.body)
    version = found.versions.get(text.id)
    if version is None:
        return ""
    return version.solution or version.problem or " ".join(version.wording.values())
