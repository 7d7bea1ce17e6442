"""Reads of appeals: which wait, whether a decision still stands, who may appeal and who may decide."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.features.accounts.queries import list_user_ids_in
from app.features.accounts.types import Role
from app.features.discussion.models import Comment
from app.features.moderation.models import Appeal, AppealRuling, ModerationDecision, Report
from app.features.moderation.queries import PUBLISHED, concern_of, contribution_of, subject_of
from app.features.moderation.rules import AGAINST, Contribution
from app.features.moderation.types import Concern, Decision, ReportState, Subject
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.policy import MODERATING_ROLES
from app.foundation.database import db


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
