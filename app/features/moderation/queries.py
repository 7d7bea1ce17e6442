"""Reads of cases, decisions, reports, appeals and the public log: constant numbers of queries."""

from collections.abc import Collection, Iterable
from datetime import datetime
from statistics import median
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.accounts.queries import list_user_ids_in
from app.features.accounts.types import Role
from app.features.discussion.models import Comment
from app.features.moderation.models import Appeal, AppealRuling, ModerationCase, ModerationDecision, Report
from app.features.moderation.rules import AGAINST, Contribution
from app.features.moderation.types import CaseState, Concern, Decision, ReportState, Subject, Waiting
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.policy import MODERATING_ROLES
from app.features.proposals.queries import find_later_version
from app.features.proposals.types import ProposalState
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.pagination import PAGE_SIZE, Page, paginate

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


def get_case(*, collectivity_id: int, case_id: int) -> ModerationCase:
    """Return a case of a collectivity, or raise NotFound."""
    case = db.session.get(ModerationCase, case_id)
    if case is None or case.collectivity_id != collectivity_id:
        raise NotFound
    return case


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


# ── appeals ──


def appeals_of_cases(case_ids: Collection[int]) -> list[Appeal]:
    """Return the appeals of cases, oldest first; who appealed is shown to nobody but herself; one query."""
    return list(db.session.scalars(sa.select(Appeal).where(Appeal.case_id.in_(case_ids)).order_by(Appeal.id)))


def rulings_of_cases(case_ids: Collection[int]) -> list[AppealRuling]:
    """Return what was decided on the appeals of cases, oldest first; one query."""
    statement = sa.select(AppealRuling).where(AppealRuling.case_id.in_(case_ids))
    return list(db.session.scalars(statement.order_by(AppealRuling.id)))


def find_ruling(*, decision_id: int) -> AppealRuling | None:
    """Return what was decided on the appeals against a decision, or None."""
    return db.session.scalar(sa.select(AppealRuling).where(AppealRuling.decision_id == decision_id))


def find_appeal(*, decision_id: int, appellant_id: int | None) -> Appeal | None:
    """Return somebody's own appeal against a decision, or None."""
    statement = sa.select(Appeal).where(
        Appeal.decision_id == decision_id, Appeal.appellant_id == appellant_id
    )
    return db.session.scalar(statement)


def list_waiting_appeals(*, decision_id: int) -> list[Appeal]:
    """Return the appeals against a decision on which nobody ruled, oldest first."""
    statement = (
        sa.select(Appeal)
        .outerjoin(AppealRuling, AppealRuling.decision_id == Appeal.decision_id)
        .where(Appeal.decision_id == decision_id, AppealRuling.id.is_(None))
    )
    return list(db.session.scalars(statement.order_by(Appeal.id)))


def was_appealed(*, decision_id: int) -> bool:
    """Say whether anybody appealed a decision."""
    return (
        db.session.scalar(sa.select(Appeal.id).where(Appeal.decision_id == decision_id).limit(1)) is not None
    )


def has_waiting_appeals(contribution: Contribution) -> bool:
    """Say whether an appeal waits about a decision on a text that still stands."""
    model = type(contribution)
    statement = (
        sa.select(Appeal.id)
        .join(ModerationDecision, ModerationDecision.id == Appeal.decision_id)
        .join(model, model.id == ModerationDecision.subject_id)
        .outerjoin(AppealRuling, AppealRuling.decision_id == Appeal.decision_id)
        .where(
            ModerationDecision.subject == subject_of(contribution),
            ModerationDecision.subject_id == contribution.id,
            AppealRuling.id.is_(None),
            in_force(model),
        )
    )
    return db.session.scalar(statement.limit(1)) is not None


def is_in_force(decision: ModerationDecision) -> bool:
    """Say whether what was decided is still so: nobody decided otherwise, and the author changed nothing since."""
    model: type[Any] = Proposal if decision.subject is Subject.PROPOSAL else Comment
    statement = (
        sa.select(ModerationDecision.id)
        .join(model, model.id == ModerationDecision.subject_id)
        .where(ModerationDecision.id == decision.id, in_force(model))
    )
    return db.session.scalar(statement) is not None


def in_force(model: type[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a decision stands, for a select of decisions joined with proposals or comments."""
    kind, state = ModerationDecision.decision, sa.cast(model.state, sa.String)
    left = {Decision.HIDE: "hidden", Decision.REMOVE: "removed", Decision.REFUSE: "refused"}
    gone = [sa.and_(kind == decision, state == ended) for decision, ended in left.items()]
    labelled = sa.and_(
        kind == Decision.RELABEL, state == PUBLISHED, model.public_label == ModerationDecision.label
    )
    kept = sa.and_(kind.in_([Decision.KEEP, Decision.PUBLISH]), state == PUBLISHED)
    returned = [state == "returned", _returned_change()] if model is Proposal else []
    return sa.or_(*gone, labelled, kept, sa.and_(kind == Decision.RETURN, sa.or_(sa.false(), *returned)))


def _returned_change() -> sa.ColumnElement[bool]:
    return (
        sa.select(ProposalVersion.id)
        .where(
            ProposalVersion.proposal_id == Proposal.id,
            ProposalVersion.number > Proposal.version_number,
            ProposalVersion.returned_at.is_not(None),
        )
        .correlate(Proposal)
        .exists()
    )


def concern_of_appellant(decision: ModerationDecision) -> Concern:
    """Return whom a decision is against: who may appeal it; two queries."""
    text = contribution_of(decision)
    reporters = sa.select(Report.reporter_id).where(
        Report.decision_id == decision.id, Report.state == ReportState.DISMISSED
    )
    found = concern_of(text, reporters=list(db.session.scalars(reporters)))
    if decision.decision in AGAINST:
        return found
    return Concern(collectivity_id=found.collectivity_id, reporter_ids=found.reporter_ids)


def concern_of_appeal(decision: ModerationDecision) -> Concern:
    """Return who may not decide on the appeals against a decision, and whether a colleague may; some six queries."""
    concern = concern_of(contribution_of(decision))
    involved, decided = _involved_in(decision), _deciders_of_case(decision.case_id)
    return Concern(
        collectivity_id=concern.collectivity_id,
        author_id=concern.author_id,
        entered_by_id=concern.entered_by_id,
        reporter_ids=concern.reporter_ids,
        appellant_ids=involved,
        decider_ids=decided,
        has_colleague=bool(moderator_ids(decision.collectivity_id) - _barred(concern, involved, decided)),
    )


def deciders_of(decision: ModerationDecision) -> set[int]:
    """Return who may decide on the appeals against a decision: colleagues, else coordinators of the network."""
    barred = _barred(
        concern_of(contribution_of(decision)), _involved_in(decision), _deciders_of_case(decision.case_id)
    )
    coordinators = list_user_ids_in(collectivity_id=None, role=Role.NETWORK_COORDINATOR)
    return (moderator_ids(decision.collectivity_id) - barred) or (set(coordinators) - barred)


def _involved_in(decision: ModerationDecision) -> frozenset[int]:
    appeals = sa.select(Appeal.appellant_id, Appeal.helped_by_id).where(Appeal.decision_id == decision.id)
    return frozenset(each for row in db.session.execute(appeals) for each in row if each is not None)


def _deciders_of_case(case_id: int) -> frozenset[int]:
    deciders = sa.select(ModerationDecision.decided_by_id).where(ModerationDecision.case_id == case_id)
    return frozenset(each for each in db.session.scalars(deciders) if each is not None)


def barred_from(concern: Concern) -> set[int]:
    """Return who may not decide on a text: who wrote it, wrote it down or reported it."""
    return _barred(concern, frozenset(), frozenset())


def _barred(concern: Concern, involved: frozenset[int], decided: frozenset[int]) -> set[int]:
    own = {each for each in (concern.author_id, concern.entered_by_id) if each is not None}
    return own | concern.reporter_ids | involved | decided


def moderator_ids(collectivity_id: int) -> set[int]:
    """Return who moderates in a collectivity now; two queries."""
    return {
        each
        for role in MODERATING_ROLES
        for each in list_user_ids_in(collectivity_id=collectivity_id, role=role)
    }


def contribution_of(decision: ModerationDecision) -> Contribution:
    """Return the text that a decision is about."""
    return get_contribution(
        collectivity_id=decision.collectivity_id, subject=decision.subject, subject_id=decision.subject_id
    )


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
