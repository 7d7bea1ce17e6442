"""What moderation did with one's own texts and reports: reads for their author alone, hidden texts included."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation import looking_again, policy, queries, rules
from app.features.moderation.models import Appeal, ModerationDecision, Report
from app.features.moderation.policy import ModerationPermission
from app.features.moderation.publishing import LogEntry, entries_of
from app.features.moderation.rules import AGAINST, Contribution
from app.features.moderation.types import Subject
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.foundation.database import db
from app.foundation.errors import DomainError, NotFound
from app.foundation.pagination import Page, paginate
from app.foundation.policy import Actor

SIZE = 10


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text of somebody with the decisions on it, oldest first, and her own appeals by decision."""

    subject: Subject
    contribution: Contribution
    entries: Sequence[LogEntry]
    appeals: dict[int, Appeal]


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report of somebody with the decision that answered it, and her appeal against that."""

    report: Report
    entry: LogEntry | None
    appeal: Appeal | None


def own_texts(*, user_id: int, number: int = 1, size: int = SIZE) -> Page[OwnText]:
    """Return one page of the texts that wait, or against which something was decided; newest first; nine queries."""
    rows = sa.union_all(*(_concerned(subject, model, user_id) for subject, model in _MODELS)).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0
    chosen = sa.select(rows.c.subject, rows.c.subject_id).order_by(
        rows.c.sent_at.desc(), rows.c.subject_id.desc()
    )
    keys = [
        (Subject(subject), subject_id)
        for subject, subject_id in db.session.execute(chosen.limit(size).offset((number - 1) * size))
    ]
    return Page(items=_read(keys, user_id), number=number, size=size, total=total)


_MODELS: tuple[tuple[Subject, Any], ...] = ((Subject.PROPOSAL, Proposal), (Subject.COMMENT, Comment))


def _concerned(subject: Subject, model: Any, user_id: int) -> sa.Select[Any]:
    """Select a person's texts of one kind that wait to be published or against which something was decided."""
    is_proposal = subject is Subject.PROPOSAL
    pending = ProposalState.PENDING if is_proposal else CommentState.PENDING
    against = sa.select(ModerationDecision.id).where(
        ModerationDecision.subject == subject,
        ModerationDecision.subject_id == model.id,
        ModerationDecision.decision.in_(AGAINST),
    )
    return sa.select(
        sa.literal(subject.value).label("subject"),
        model.id.label("subject_id"),
        (model.submitted_at if is_proposal else model.created_at).label("sent_at"),
    ).where(model.author_id == user_id, sa.or_(model.state == pending, against.exists()))


def _read(keys: Sequence[tuple[Subject, int]], user_id: int) -> list[OwnText]:
    texts = queries.contributions(keys)
    entries = entries_of(_decisions(keys))
    appeals = _own_appeals((each.decision.id for each in entries), user_id)
    return [
        OwnText(
            subject=key[0],
            contribution=texts[key],
            entries=[each for each in entries if (each.decision.subject, each.decision.subject_id) == key],
            appeals=appeals,
        )
        for key in keys
        if key in texts
    ]


def _decisions(keys: Sequence[tuple[Subject, int]]) -> Sequence[ModerationDecision]:
    about = [
        sa.and_(
            ModerationDecision.subject == subject,
            ModerationDecision.subject_id.in_([subject_id for kind, subject_id in keys if kind is subject]),
        )
        for subject in Subject
    ]
    statement = sa.select(ModerationDecision).where(sa.or_(sa.false(), *about))
    return db.session.scalars(statement.order_by(ModerationDecision.id)).all()


def _own_appeals(decision_ids: Iterable[int], user_id: int) -> dict[int, Appeal]:
    statement = sa.select(Appeal).where(
        Appeal.appellant_id == user_id, Appeal.decision_id.in_(list(decision_ids))
    )
    return {each.decision_id: each for each in db.session.scalars(statement)}


def get_own_text(*, actor: Actor, subject: Subject, subject_id: int) -> OwnText:
    """Return a text of the actor with its whole story, whatever became of it, or raise NotFound."""
    model: Any = Proposal if subject is Subject.PROPOSAL else Comment
    text: Contribution | None = db.session.get(model, subject_id)
    if text is None or not _is_hers(actor, text) or text.state.value == ProposalState.DRAFT.value:
        raise NotFound
    return _read([(subject, subject_id)], actor.user_id or 0)[0]


def _is_hers(actor: Actor, text: Contribution) -> bool:
    """Say whether the actor wrote the text or, where nobody with an account did, wrote it down."""
    author = text.author_id if text.author_id is not None else getattr(text, "entered_by_id", None)
    return actor.is_signed_in and actor.user_id == author


def own_reports(*, user_id: int, number: int = 1, size: int = SIZE) -> Page[OwnReport]:
    """Return one page of what somebody reported, newest first; eight queries."""
    statement = sa.select(Report).where(Report.reporter_id == user_id).order_by(Report.id.desc())
    page = paginate(statement, number=number, size=size)
    return Page(
        items=_read_reports(page.items, user_id), number=page.number, size=page.size, total=page.total
    )


def get_own_report(*, actor: Actor, report_id: int) -> OwnReport:
    """Return a report of the actor with what came of it, or raise NotFound."""
    report = db.session.get(Report, report_id)
    if report is None or not actor.is_signed_in or report.reporter_id != actor.user_id:
        raise NotFound
    return _read_reports([report], report.reporter_id)[0]


def _read_reports(reports: Sequence[Report], user_id: int) -> list[OwnReport]:
    ids = [each.decision_id for each in reports if each.decision_id is not None]
    decisions = db.session.scalars(sa.select(ModerationDecision).where(ModerationDecision.id.in_(ids))).all()
    entries = {each.decision.id: each for each in entries_of(decisions)}
    appeals = _own_appeals(ids, user_id)
    return [
        OwnReport(each, entries.get(each.decision_id or 0), appeals.get(each.decision_id or 0))
        for each in reports
    ]


def get_decision(decision_id: int) -> ModerationDecision:
    """Return a decision of any collectivity, or raise NotFound: whom it concerns the command asks."""
    decision = db.session.get(ModerationDecision, decision_id)
    if decision is None:
        raise NotFound
    return decision


def appealable(*, actor: Actor, decision: ModerationDecision, now: datetime) -> bool:
    """Say whether the actor could appeal a decision now: it is against her, stands, and nobody ruled on it.

    Some queries for a decision whose time runs, none for any other.
    """
    if decision.appeal_until is None or now >= decision.appeal_until:
        return False
    concern = looking_again.concern_of_appellant(decision)
    if not policy.moderation.allows(actor, ModerationPermission.APPEAL, concern):
        return False
    if looking_again.find_appeal(decision_id=decision.id, appellant_id=actor.user_id) is not None:
        return False
    if looking_again.find_ruling(decision_id=decision.id) is not None:
        return False
    try:
        rules.require_appealable(decision, is_in_force=looking_again.is_in_force(decision), now=now)
    except DomainError:
        return False
    return True
