"""Reads of the queue, of reports and of the public log: constant numbers of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation.models import ModerationDecision, Report
from app.features.moderation.rules import Contribution, possible_decisions
from app.features.moderation.types import Decision, ReportState, Subject, Waiting
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import ProposalState
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.pagination import PAGE_SIZE, Page, paginate

QUEUE_PAGE = 50


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A text that waits for a moderator: why, since when, and until when a decision was promised."""

    subject: Subject
    contribution: Contribution
    waiting: frozenset[Waiting]
    since: datetime
    due_at: datetime
    decisions: tuple[Decision, ...]

    def is_overdue(self, now: datetime) -> bool:
        """Say whether the promised delay has passed."""
        return now >= self.due_at


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How many texts wait for one reason, the oldest, how many overdue, and the shortest delay promised (hours)."""

    count: int
    oldest: datetime | None
    due_at: datetime | None
    hours: int | None


def get_contribution(*, collectivity_id: int, subject: Subject, subject_id: int) -> Contribution:
    """Return a proposal or comment of a collectivity that moderation may see, or raise NotFound."""
    model: type[Any] = Proposal if subject is Subject.PROPOSAL else Comment
    found: Contribution | None = db.session.get(model, subject_id)
    if found is None or found.collectivity_id != collectivity_id or found.state is ProposalState.DRAFT:
        raise NotFound
    return found


def subject_of(contribution: Contribution) -> Subject:
    """Return which kind of contribution that is."""
    return Subject.PROPOSAL if isinstance(contribution, Proposal) else Subject.COMMENT


def queue_page(
    *, collectivity_id: int, waiting: Waiting | None = None, number: int = 1, size: int = QUEUE_PAGE
) -> Page[QueueEntry]:
    """Return one page of what waits, oldest first; five queries whatever its length."""
    rows = _waiting(collectivity_id)
    texts = (
        sa.select(rows.c.subject, rows.c.subject_id, sa.func.min(rows.c.since).label("since"))
        .group_by(rows.c.subject, rows.c.subject_id)
        .order_by(sa.func.min(rows.c.since), rows.c.subject, rows.c.subject_id)
    )
    if waiting is not None:
        texts = texts.having(sa.func.max(sa.case((rows.c.waiting == waiting.value, 1), else_=0)) == 1)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(texts.order_by(None).subquery())) or 0
    if not total:
        return Page(items=[], number=number, size=size, total=0)
    chosen = [
        (Subject(subject), subject_id)
        for subject, subject_id, _ in db.session.execute(texts.limit(size).offset((number - 1) * size))
    ]
    return Page(items=_entries(rows, chosen), number=number, size=size, total=total)


def _entries(rows: sa.Subquery, chosen: Sequence[tuple[Subject, int]]) -> list[QueueEntry]:
    ids = {subject: [each for kind, each in chosen if kind is subject] for subject in Subject}
    among = sa.or_(
        *(
            sa.and_(rows.c.subject == subject.value, rows.c.subject_id.in_(ids[subject]))
            for subject in Subject
        )
    )
    reasons: dict[tuple[Subject, int], dict[Waiting, datetime]] = {}
    for kind, subject_id, waiting, since in db.session.execute(
        sa.select(rows.c.subject, rows.c.subject_id, rows.c.waiting, rows.c.since).where(among)
    ):
        found = reasons.setdefault((Subject(kind), subject_id), {})
        found[Waiting(waiting)] = min(since, found.get(Waiting(waiting), since))
    texts = contributions(chosen)
    hours = _promised_hours({text.consultation_id for text in texts.values()})
    return [_entry(key, texts[key], reasons[key], hours) for key in chosen if key in texts and key in reasons]


def _entry(
    key: tuple[Subject, int], text: Contribution, reasons: dict[Waiting, datetime], hours: dict[int, int]
) -> QueueEntry:
    since = min(reasons.values())
    return QueueEntry(
        subject=key[0],
        contribution=text,
        waiting=frozenset(reasons),
        since=since,
        due_at=since + timedelta(hours=hours.get(text.consultation_id, 24)),
        decisions=tuple(
            possible_decisions(
                text, has_change=Waiting.CHANGE in reasons, has_reports=Waiting.REPORT in reasons
            )
        ),
    )


def entry_of(contribution: Contribution) -> QueueEntry | None:
    """Return the place of one text in the queue, or None when nothing of it waits; four queries."""
    key = (subject_of(contribution), contribution.id)
    return next(iter(_entries(_waiting(contribution.collectivity_id), [key])), None)


def contributions(keys: Iterable[tuple[Subject, int]]) -> dict[tuple[Subject, int], Contribution]:
    """Return the proposals and comments of a list; two queries."""
    wanted = list(keys)
    found: dict[tuple[Subject, int], Contribution] = {}
    models: tuple[tuple[Subject, type[Any]], ...] = ((Subject.PROPOSAL, Proposal), (Subject.COMMENT, Comment))
    for subject, model in models:
        ids = [subject_id for kind, subject_id in wanted if kind is subject]
        texts = db.session.scalars(sa.select(model).where(model.id.in_(ids)))
        found |= {(subject, text.id): text for text in texts}
    return found


def figures_of_queue(*, collectivity_id: int) -> dict[Waiting, QueueFigures]:
    """Return how much waits for each reason in a collectivity; one query."""
    rows = _waiting(collectivity_id)
    statement = (
        sa.select(
            rows.c.waiting,
            rows.c.subject,
            rows.c.subject_id,
            sa.func.min(rows.c.since).label("since"),
            Consultation.moderation_hours.label("hours"),
        )
        .join(Consultation, Consultation.id == rows.c.consultation_id)
        .group_by(rows.c.waiting, rows.c.subject, rows.c.subject_id, Consultation.moderation_hours)
        .subquery()
    )
    texts = statement.c
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
    """Return (subject, subject_id, consultation_id, waiting, since) of everything that waits in a collectivity."""
    parts = [*_waiting_proposals(), *_waiting_comments(), *_open_reports()]
    return sa.union_all(
        *(part.where(part.selected_columns.collectivity_id == collectivity_id) for part in parts)
    ).subquery()


def _columns(subject: Subject, model: Any, waiting: Waiting, since: Any) -> sa.Select[Any]:
    return sa.select(
        sa.literal(subject.value).label("subject"),
        model.id.label("subject_id"),
        model.consultation_id.label("consultation_id"),
        model.collectivity_id.label("collectivity_id"),
        sa.literal(waiting.value).label("waiting"),
        since.label("since"),
    )


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


def _open_reports() -> Iterable[sa.Select[Any]]:
    """Leave out reports on what its author withdrew since: nothing is left to decide."""
    models: tuple[tuple[Subject, Any, Any], ...] = (
        (Subject.PROPOSAL, Proposal, ProposalState.PUBLISHED),
        (Subject.COMMENT, Comment, CommentState.PUBLISHED),
    )
    for subject, model, published in models:
        statement = _columns(subject, model, Waiting.REPORT, Report.reported_at)
        yield statement.join(Report, Report.subject_id == model.id).where(
            Report.subject == subject, Report.state == ReportState.OPEN, model.state == published
        )


def _promised_hours(consultation_ids: set[int]) -> dict[int, int]:
    statement = sa.select(Consultation.id, Consultation.moderation_hours).where(
        Consultation.id.in_(consultation_ids)
    )
    return dict(db.session.execute(statement).all())


# ── reports ──


def list_reports(*, subject: Subject, subject_id: int) -> list[Report]:
    """Return the reports about a text, oldest first; who reported is for nobody's eyes."""
    statement = sa.select(Report).where(Report.subject == subject, Report.subject_id == subject_id)
    return list(db.session.scalars(statement.order_by(Report.id)))


def has_open_reports(*, subject: Subject, subject_id: int) -> bool:
    """Say whether a report about a text waits."""
    statement = sa.select(Report.id).where(
        Report.subject == subject, Report.subject_id == subject_id, Report.state == ReportState.OPEN
    )
    return db.session.scalar(statement.limit(1)) is not None


def count_other_texts(contribution: Contribution) -> int:
    """Return how many other texts the author of a contribution sent in the collectivity; two queries."""
    if contribution.author_id is None:
        return 0
    models: tuple[type[Any], ...] = (Proposal, Comment)
    counts = [
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(model)
            .where(
                model.author_id == contribution.author_id,
                model.collectivity_id == contribution.collectivity_id,
                model.state != ProposalState.DRAFT.value if model is Proposal else sa.true(),
            )
        )
        or 0
        for model in models
    ]
    return sum(counts) - 1


# ── the public log ──


def list_log(
    *,
    collectivity_id: int,
    decision: Decision | None = None,
    consultation_id: int | None = None,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> Page[ModerationDecision]:
    """Return one page of the decisions of a collectivity, newest first; two queries."""
    statement = (
        sa.select(ModerationDecision)
        .where(ModerationDecision.collectivity_id == collectivity_id)
        .order_by(ModerationDecision.decided_at.desc(), ModerationDecision.id.desc())
    )
    if decision is not None:
        statement = statement.where(ModerationDecision.decision == decision)
    if consultation_id is not None:
        statement = statement.where(ModerationDecision.consultation_id == consultation_id)
    return paginate(statement, number=number, size=size)


def list_decisions(*, subject: Subject, subject_id: int) -> list[ModerationDecision]:
    """Return the decisions on one text, oldest first."""
    statement = sa.select(ModerationDecision).where(
        ModerationDecision.subject == subject, ModerationDecision.subject_id == subject_id
    )
    return list(db.session.scalars(statement.order_by(ModerationDecision.id)))


def median_hours(*, consultation_id: int) -> int | None:
    """Return the median time, in whole hours, from a proposal's arrival to its first decision; None without any."""
    first = (
        sa.select(ModerationDecision.subject_id, sa.func.min(ModerationDecision.decided_at).label("at"))
        .where(
            ModerationDecision.consultation_id == consultation_id,
            ModerationDecision.subject == Subject.PROPOSAL,
        )
        .group_by(ModerationDecision.subject_id)
        .subquery()
    )
    statement = sa.select(Proposal.submitted_at, first.c.at).join(first, first.c.subject_id == Proposal.id)
    waits = [
        (decided - sent).total_seconds() / 3600
        for sent, decided in db.session.execute(statement)
        if sent is not None
    ]
    return round(median(waits)) if waits else None
