"""The moderators' queue, read from the texts, reports, orders and appeals that wait: constant numbers of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation.looking_again import has_waiting_appeals, in_force
from app.features.moderation.models import Appeal, AppealRuling, ModerationCase, ModerationDecision, Report
from app.features.moderation.queries import (
    PUBLISHED,
    contributions,
    find_case,
    has_change,
    has_open_reports,
    subject_of,
)
from app.features.moderation.rules import Contribution, possible_decisions
from app.features.moderation.types import CaseState, Decision, ReportState, Subject, Waiting
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import ProposalState
from app.foundation.database import db
from app.foundation.instants import later_by
from app.foundation.pagination import Page

QUEUE_PAGE = 50
Key = tuple[Subject, int]
GONE_BY_ITS_AUTHOR = ProposalState.WITHDRAWN.value


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the queue is narrowed to; nothing means everything. `assigned_to_id` 0 means nobody."""

    waiting: Waiting | None = None
    subject: Subject | None = None
    consultation_id: int | None = None
    assigned_to_id: int | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A text that waits for a moderator: why, since when, until when a decision was promised, and who has it.

    `decision_count` tells later whether somebody decided on it meanwhile.
    """

    subject: Subject
    contribution: Contribution
    waiting: frozenset[Waiting]
    since: datetime
    due_at: datetime
    decisions: tuple[Decision, ...]
    report_count: int = 0
    decision_count: int = 0
    assigned_to_id: int | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the promised delay has passed."""
        return now >= self.due_at


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How many texts wait for one reason, the oldest, the next one due, and the shortest delay promised (hours)."""

    count: int
    oldest: datetime | None
    due_at: datetime | None
    hours: int | None


def queue_page(
    *,
    collectivity_id: int,
    filters: QueueFilters | None = None,
    waiting: Waiting | None = None,
    number: int = 1,
    size: int = QUEUE_PAGE,
) -> Page[QueueEntry]:
    """Return one page of what waits, the first due first: overdue texts lead; seven queries whatever its length."""
    rows = _waiting(collectivity_id)
    texts = _narrowed(rows, filters or QueueFilters(waiting=waiting))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(texts.order_by(None).subquery())) or 0
    if not total:
        return Page(items=[], number=number, size=size, total=0)
    chosen = [
        (Subject(subject), subject_id)
        for subject, subject_id in db.session.execute(texts.limit(size).offset((number - 1) * size))
    ]
    return Page(items=_entries(rows, chosen), number=number, size=size, total=total)


def list_keys(*, collectivity_id: int, filters: QueueFilters, limit: int) -> list[Key]:
    """Return what waits in the order of the queue, without the texts; one query."""
    texts = _narrowed(_waiting(collectivity_id), filters).limit(limit)
    return [(Subject(subject), subject_id) for subject, subject_id in db.session.execute(texts)]


def consultations_waiting(*, collectivity_id: int) -> list[int]:
    """Return the ids of the consultations in which something waits; one query."""
    return list(db.session.scalars(sa.select(_waiting(collectivity_id).c.consultation_id).distinct()))


def _narrowed(rows: sa.Subquery, filters: QueueFilters) -> sa.Select[Any]:
    due = sa.func.min(later_by(rows.c.since, rows.c.hours))
    texts = (
        sa.select(rows.c.subject, rows.c.subject_id)
        .group_by(rows.c.subject, rows.c.subject_id)
        .order_by(due, rows.c.subject, rows.c.subject_id)
    )
    if filters.waiting is not None:
        texts = texts.having(sa.func.max(sa.case((rows.c.waiting == filters.waiting.value, 1), else_=0)) == 1)
    if filters.subject is not None:
        texts = texts.where(rows.c.subject == filters.subject.value)
    if filters.consultation_id is not None:
        texts = texts.where(rows.c.consultation_id == filters.consultation_id)
    if filters.overdue_at is not None:
        texts = texts.having(due <= later_by(sa.literal(filters.overdue_at, ModerationCase.due_at.type), 0))
    if filters.assigned_to_id is not None:
        texts = texts.outerjoin(ModerationCase, _is_case_of(rows)).where(_assigned(filters.assigned_to_id))
    return texts


def _is_case_of(rows: sa.Subquery) -> sa.ColumnElement[bool]:
    return sa.and_(
        sa.cast(ModerationCase.subject, sa.String) == rows.c.subject,
        ModerationCase.subject_id == rows.c.subject_id,
        ModerationCase.state != CaseState.CLOSED,
    )


def _assigned(user_id: int) -> sa.ColumnElement[bool]:
    return ModerationCase.assigned_to_id == user_id if user_id else ModerationCase.assigned_to_id.is_(None)


def _entries(rows: sa.Subquery, chosen: Sequence[tuple[Subject, int]]) -> list[QueueEntry]:
    ids = {subject: [each for kind, each in chosen if kind is subject] for subject in Subject}
    among = sa.or_(
        *(
            sa.and_(rows.c.subject == subject.value, rows.c.subject_id.in_(ids[subject]))
            for subject in Subject
        )
    )
    found: dict[tuple[Subject, int], list[Any]] = {}
    for row in db.session.execute(sa.select(rows).where(among)):
        found.setdefault((Subject(row.subject), row.subject_id), []).append(row)
    texts = contributions(chosen)
    cases, counts = _cases(ids), _decision_counts(ids)
    return [
        _entry(key, texts[key], found[key], cases.get(key), counts.get(key, 0))
        for key in chosen
        if key in texts and key in found
    ]


def _entry(
    key: tuple[Subject, int], text: Contribution, rows: list[Any], assigned_to_id: int | None, count: int
) -> QueueEntry:
    waiting = frozenset(Waiting(row.waiting) for row in rows)
    return QueueEntry(
        subject=key[0],
        contribution=text,
        waiting=waiting,
        since=min(row.since for row in rows),
        due_at=min(row.since + timedelta(hours=row.hours) for row in rows),
        decisions=tuple(possible_decisions(text, waiting)),
        report_count=sum(row.waiting == Waiting.REPORT.value for row in rows),
        decision_count=count,
        assigned_to_id=assigned_to_id,
    )


def _cases(ids: dict[Subject, list[int]]) -> dict[tuple[Subject, int], int | None]:
    statement = sa.select(
        ModerationCase.subject, ModerationCase.subject_id, ModerationCase.assigned_to_id
    ).where(ModerationCase.state != CaseState.CLOSED, _among(ModerationCase, ids))
    return {
        (subject, subject_id): assigned for subject, subject_id, assigned in db.session.execute(statement)
    }


def _decision_counts(ids: dict[Subject, list[int]]) -> dict[tuple[Subject, int], int]:
    statement = (
        sa.select(ModerationDecision.subject, ModerationDecision.subject_id, sa.func.count())
        .where(_among(ModerationDecision, ids))
        .group_by(ModerationDecision.subject, ModerationDecision.subject_id)
    )
    return {(subject, subject_id): count for subject, subject_id, count in db.session.execute(statement)}


def _among(model: Any, ids: dict[Subject, list[int]]) -> sa.ColumnElement[bool]:
    return sa.or_(
        *(sa.and_(model.subject == subject, model.subject_id.in_(ids[subject])) for subject in Subject)
    )


def waiting_on(contribution: Contribution) -> frozenset[Waiting]:
    """Return why one text waits for a moderator now; at most four queries."""
    subject, found = subject_of(contribution), set()
    state, is_published = contribution.state.value, contribution.state.value == PUBLISHED
    if state == ProposalState.PENDING.value:
        found.add(Waiting.PENDING)
    if is_published and contribution.checked_at is None:
        found.add(Waiting.UNREAD)
    if is_published and has_change(contribution):
        found.add(Waiting.CHANGE)
    if is_published and has_open_reports(subject=subject, subject_id=contribution.id):
        found.add(Waiting.REPORT)
    case = find_case(subject=subject, subject_id=contribution.id)
    if case is not None and state != ProposalState.WITHDRAWN.value:
        if case.order_waits:
            found.add(Waiting.ORDER)
        if has_waiting_appeals(contribution):
            found.add(Waiting.APPEAL)
    return frozenset(found)


def entry_of(contribution: Contribution) -> QueueEntry | None:
    """Return the place of one text in the queue, or None when nothing of it waits; five queries."""
    key = (subject_of(contribution), contribution.id)
    return next(iter(_entries(_waiting(contribution.collectivity_id), [key])), None)


def figures_of_queue(*, collectivity_id: int) -> dict[Waiting, QueueFigures]:
    """Return how much waits for each reason in a collectivity; one query."""
    rows = _waiting(collectivity_id)
    texts = (
        sa.select(
            rows.c.waiting,
            rows.c.subject,
            rows.c.subject_id,
            rows.c.hours,
            sa.func.min(rows.c.since).label("since"),
        )
        .group_by(rows.c.waiting, rows.c.subject, rows.c.subject_id, rows.c.hours)
        .subquery()
        .c
    )
    oldest = sa.select(texts.waiting, texts.hours, sa.func.count(), sa.func.min(texts.since)).group_by(
        texts.waiting, texts.hours
    )
    grouped: dict[Waiting, list[tuple[int, int, datetime]]] = {}
    for waiting, hours, count, since in db.session.execute(oldest):
        grouped.setdefault(Waiting(waiting), []).append((hours, count, since))
    return {waiting: _summed(parts) for waiting, parts in grouped.items()}


def _summed(parts: list[tuple[int, int, datetime]]) -> QueueFigures:
    return QueueFigures(
        count=sum(count for _, count, _ in parts),
        oldest=min(since for *_, since in parts),
        due_at=min(since + timedelta(hours=hours) for hours, _, since in parts),
        hours=min(hours for hours, *_ in parts),
    )


def _waiting(collectivity_id: int) -> sa.Subquery:
    """Return (subject, subject_id, consultation_id, waiting, since, hours) of all that waits in a collectivity."""
    parts = [*_waiting_proposals(), *_waiting_comments(), *_on_published(), *_appeals()]
    return sa.union_all(
        *(part.where(part.selected_columns.collectivity_id == collectivity_id) for part in parts)
    ).subquery()


def _columns(
    subject: Subject, model: Any, waiting: Waiting, since: Any, *, hours: Any = Consultation.moderation_hours
) -> sa.Select[Any]:
    return sa.select(
        sa.literal(subject.value).label("subject"),
        model.id.label("subject_id"),
        model.consultation_id.label("consultation_id"),
        model.collectivity_id.label("collectivity_id"),
        sa.literal(waiting.value).label("waiting"),
        since.label("since"),
        hours.label("hours"),
    ).join(Consultation, Consultation.id == model.consultation_id)


def _waiting_proposals() -> Iterable[sa.Select[Any]]:
    subject, published = Subject.PROPOSAL, Proposal.state == ProposalState.PUBLISHED
    pending = _columns(subject, Proposal, Waiting.PENDING, Proposal.submitted_at)
    yield pending.where(Proposal.state == ProposalState.PENDING)
    unread = _columns(subject, Proposal, Waiting.UNREAD, Proposal.published_at)
    yield unread.where(published, Proposal.checked_at.is_(None))
    changed = _columns(subject, Proposal, Waiting.CHANGE, ProposalVersion.created_at)
    yield changed.join(ProposalVersion, ProposalVersion.proposal_id == Proposal.id).where(
        published, ProposalVersion.number > Proposal.version_number, ProposalVersion.returned_at.is_(None)
    )


def _waiting_comments() -> Iterable[sa.Select[Any]]:
    pending = _columns(Subject.COMMENT, Comment, Waiting.PENDING, Comment.created_at)
    yield pending.where(Comment.state == CommentState.PENDING)
    unread = _columns(Subject.COMMENT, Comment, Waiting.UNREAD, Comment.published_at)
    yield unread.where(Comment.state == CommentState.PUBLISHED, Comment.checked_at.is_(None))


def _on_published() -> Iterable[sa.Select[Any]]:
    """Yield reports and orders, without those on what its author withdrew since: nothing is left to decide."""
    models: tuple[tuple[Subject, Any, Any], ...] = (
        (Subject.PROPOSAL, Proposal, ProposalState.PUBLISHED),
        (Subject.COMMENT, Comment, CommentState.PUBLISHED),
    )
    for subject, model, published in models:
        reports = _columns(subject, model, Waiting.REPORT, Report.reported_at)
        yield reports.join(Report, Report.subject_id == model.id).where(
            Report.subject == subject, Report.state == ReportState.OPEN, model.state == published
        )
        orders = _columns(subject, model, Waiting.ORDER, ModerationCase.order_recorded_at)
        yield orders.join(ModerationCase, ModerationCase.subject_id == model.id).where(
            ModerationCase.subject == subject,
            ModerationCase.order_waits,
            model.state != GONE_BY_ITS_AUTHOR,
        )


def _appeals() -> Iterable[sa.Select[Any]]:
    models: tuple[tuple[Subject, Any], ...] = ((Subject.PROPOSAL, Proposal), (Subject.COMMENT, Comment))
    hours = Consultation.appeal_decision_days * 24
    for subject, model in models:
        appeals = _columns(subject, model, Waiting.APPEAL, Appeal.lodged_at, hours=hours)
        yield (
            appeals.join(ModerationDecision, ModerationDecision.subject_id == model.id)
            .join(Appeal, Appeal.decision_id == ModerationDecision.id)
            .outerjoin(AppealRuling, AppealRuling.decision_id == ModerationDecision.id)
            .where(
                ModerationDecision.subject == subject,
                AppealRuling.id.is_(None),
                in_force(model),
            )
        )
