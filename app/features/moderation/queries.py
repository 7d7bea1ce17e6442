"""Reads of cases, decisions, reports, appeals and the public log: constant numbers of queries."""

from collections.abc import Collection, Iterable
from datetime import datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.discussion.models import Comment
from app.features.moderation.models import AppealRuling, ModerationCase, ModerationDecision, Report
from app.features.moderation.rules import Contribution
from app.features.moderation.types import CaseState, Concern, ReportState, Subject
from app.features.proposals.models import Proposal
from app.features.proposals.queries import find_later_version
from app.features.proposals.types import ProposalState
from app.foundation.database import db
from app.foundation.errors import NotFound

PUBLISHED = ProposalState.PUBLISHED.value

# ── texts ──


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


def contribution_of(decision: ModerationDecision) -> Contribution:
    """Return the text that a decision is about."""
    return get_contribution(
        collectivity_id=decision.collectivity_id, subject=decision.subject, subject_id=decision.subject_id
    )


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


# ── cases and decisions ──


def find_case(*, subject: Subject, subject_id: int) -> ModerationCase | None:
    """Return the case of a text that is not closed, or None."""
    statement = sa.select(ModerationCase).where(
        ModerationCase.subject == subject,
        ModerationCase.subject_id == subject_id,
        ModerationCase.state != CaseState.CLOSED,
    )
    return db.session.scalar(statement)


def list_cases(*, subject: Subject, subject_id: int) -> list[ModerationCase]:
    """Return every case of a text, the newest first."""
    statement = sa.select(ModerationCase).where(
        ModerationCase.subject == subject, ModerationCase.subject_id == subject_id
    )
    return list(db.session.scalars(statement.order_by(ModerationCase.id.desc())))


def get_decision(*, collectivity_id: int, decision_id: int) -> ModerationDecision:
    """Return a decision of a collectivity, or raise NotFound."""
    decision = db.session.get(ModerationDecision, decision_id)
    if decision is None or decision.collectivity_id != collectivity_id:
        raise NotFound
    return decision


def list_decisions(*, subject: Subject, subject_id: int) -> list[ModerationDecision]:
    """Return the decisions on one text, oldest first."""
    statement = sa.select(ModerationDecision).where(
        ModerationDecision.subject == subject, ModerationDecision.subject_id == subject_id
    )
    return list(db.session.scalars(statement.order_by(ModerationDecision.id)))


def count_decisions(*, subject: Subject, subject_id: int) -> int:
    """Return how many decisions were taken on a text."""
    statement = sa.select(sa.func.count()).where(
        ModerationDecision.subject == subject, ModerationDecision.subject_id == subject_id
    )
    return db.session.scalar(statement) or 0


def last_appeal_until(*, case_id: int) -> datetime | None:
    """Return the last instant until which a decision of a case that nobody ruled on can be appealed, or None."""
    statement = (
        sa.select(sa.func.max(ModerationDecision.appeal_until))
        .outerjoin(AppealRuling, AppealRuling.decision_id == ModerationDecision.id)
        .where(ModerationDecision.case_id == case_id, AppealRuling.id.is_(None))
    )
    found: datetime | None = db.session.scalar(statement)
    return found


def list_due_for_closing(*, now: datetime, limit: int = 200) -> list[int]:
    """Return the ids of decided cases in which nothing can be appealed any more."""
    open_until = (
        sa.select(ModerationDecision.id)
        .outerjoin(AppealRuling, AppealRuling.decision_id == ModerationDecision.id)
        .where(
            ModerationDecision.case_id == ModerationCase.id,
            AppealRuling.id.is_(None),
            ModerationDecision.appeal_until > now,
        )
    )
    statement = (
        sa.select(ModerationCase.id)
        .where(ModerationCase.state == CaseState.DECIDED, ~open_until.exists())
        .order_by(ModerationCase.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return {account: name} of colleagues, for the staff alone; one query."""
    ids = {each for each in user_ids if each is not None}
    statement = sa.select(User.id, sa.func.coalesce(User.public_name, User.pseudonym, "")).where(
        User.id.in_(ids)
    )
    return dict(db.session.execute(statement).all()) if ids else {}


def has_change(contribution: Contribution) -> bool:
    """Say whether a change of a published text waits to be read."""
    if not isinstance(contribution, Proposal):
        return False
    version = find_later_version(contribution)
    return version is not None and version.returned_at is None


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


def reporter_ids(keys: Iterable[tuple[Subject, int]]) -> dict[tuple[Subject, int], frozenset[int]]:
    """Return {text: who reported it} of a list, for the rule that nobody decides there; one query."""
    wanted = list(keys)
    among = sa.or_(
        sa.false(),
        *(
            sa.and_(
                Report.subject == subject,
                Report.subject_id.in_([subject_id for kind, subject_id in wanted if kind is subject]),
            )
            for subject in Subject
        ),
    )
    found: dict[tuple[Subject, int], set[int]] = {}
    for subject, subject_id, reporter_id in db.session.execute(
        sa.select(Report.subject, Report.subject_id, Report.reporter_id).where(among)
    ):
        found.setdefault((subject, subject_id), set()).add(reporter_id)
    return {key: frozenset(ids) for key, ids in found.items()}


def concern_of(contribution: Contribution, *, reporters: Collection[int] | None = None) -> Concern:
    """Return who has an interest in a text, so that she decides nothing there; one query without `reporters`."""
    key = (subject_of(contribution), contribution.id)
    if reporters is None:
        reporters = reporter_ids([key]).get(key, frozenset())
    return Concern(
        collectivity_id=contribution.collectivity_id,
        author_id=contribution.author_id,
        entered_by_id=getattr(contribution, "entered_by_id", None),
        reporter_ids=frozenset(reporters),
    )


# ── figures ──


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
