"""The figures of a consultation, counted now or as they were frozen when it closed."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.features.consultations.figures import Counts, frozen_counts
from app.features.consultations.models import Consultation
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.plans.models import Plan, PlanVersion
from app.features.plans.types import VersionKind
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.supports.models import Opinion, Support
from app.features.workshops.queries import count_held
from app.foundation import clock
from app.foundation.database import db

# A contribution is counted from the moment it is received until it is withdrawn, refused, hidden or returned.
COUNTED = (ProposalState.PENDING, ProposalState.PUBLISHED)


def figures_of(consultation: Consultation) -> Counts:
    """Return the frozen figures of a consultation that has closed, the figures of this moment otherwise."""
    frozen = frozen_counts(consultation)
    return frozen if frozen is not None else count_figures(consultation)


def count_figures(consultation: Consultation) -> Counts:
    """Count everything until now; a constant number of queries. The keys are those of the definitions."""
    by_state = _proposals_by(consultation.id, Proposal.state, counted_only=False)
    until = clock.now() if consultation.ends_at is None else min(clock.now(), consultation.ends_at)
    workshops, attendance = count_held(consultation_id=consultation.id, until=until)
    return {
        "participants": _participants(consultation.id),
        "proposals": sum(by_state.get(state.value, 0) for state in COUNTED),
        "supports": _supports(consultation.id),
        "opinions": _count(sa.select(sa.func.count()).where(Opinion.consultation_id == consultation.id)),
        "comments": _comments(consultation.id),
        "workshops": workshops,
        "attendance": attendance,
        "proposals_by_state": by_state,
        "proposals_by_kind": _proposals_by(consultation.id, Proposal.kind),
        "proposals_by_channel": _proposals_by(consultation.id, Proposal.channel),
    }


def count_contributions(consultation_ids: Iterable[int]) -> dict[int, int]:
    """Return {consultation id: contributions received}; one query."""
    ids = list(consultation_ids)
    if not ids:
        return {}
    statement = (
        sa.select(Proposal.consultation_id, sa.func.count())
        .where(Proposal.consultation_id.in_(ids), Proposal.state.in_(COUNTED))
        .group_by(Proposal.consultation_id)
    )
    return dict(db.session.execute(statement).all())


def count_network_contributions() -> int:
    """Return how many contributions the whole network has received."""
    return _count(sa.select(sa.func.count()).where(Proposal.state.in_(COUNTED)))


def list_plans_under_way(*, limit: int) -> list[Plan]:
    """Return the plans of the network that have an adopted version, the latest adopted first; one query."""
    adopted = (
        sa.select(PlanVersion.plan_id, sa.func.max(PlanVersion.published_at).label("adopted_at"))
        .where(
            PlanVersion.kind.in_([VersionKind.ADOPTED, VersionKind.REVISED]),
            PlanVersion.published_at.is_not(None),
        )
        .group_by(PlanVersion.plan_id)
        .subquery()
    )
    statement = (
        sa.select(Plan)
        .join(adopted, adopted.c.plan_id == Plan.id)
        .where(Plan.is_public)
        .order_by(adopted.c.adopted_at.desc(), Plan.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def latest_by_axis(*, consultation_id: int, limit: int) -> dict[int, list[Proposal]]:
    """Return {axis item id: its latest published proposals} of a consultation; one query."""
    place = sa.func.row_number().over(
        partition_by=Proposal.axis_item_id, order_by=(Proposal.published_at.desc(), Proposal.id.desc())
    )
    ranked = (
        sa.select(Proposal.id, place.label("place"))
        .where(
            Proposal.consultation_id == consultation_id,
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.axis_item_id.is_not(None),
        )
        .subquery()
    )
    statement = (
        sa.select(Proposal)
        .join(ranked, ranked.c.id == Proposal.id)
        .where(ranked.c.place <= limit)
        .order_by(Proposal.axis_item_id, ranked.c.place)
    )
    latest: dict[int, list[Proposal]] = {}
    for proposal in db.session.scalars(statement):
        latest.setdefault(proposal.axis_item_id or 0, []).append(proposal)
    return latest


def _proposals_by(
    consultation_id: int, column: "sa.orm.InstrumentedAttribute[object]", *, counted_only: bool = True
) -> dict[str, int]:
    statement = (
        sa.select(column, sa.func.count())
        .where(Proposal.consultation_id == consultation_id, Proposal.state != ProposalState.DRAFT)
        .group_by(column)
    )
    if counted_only:
        statement = statement.where(Proposal.state.in_(COUNTED))
    return {str(value): count for value, count in db.session.execute(statement)}


def _supports(consultation_id: int) -> int:
    statement = (
        sa.select(sa.func.count())
        .select_from(Support)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Proposal.consultation_id == consultation_id, Proposal.state.in_(COUNTED))
    )
    return _count(statement)


def _participants(consultation_id: int) -> int:
    people: Any = sa.union(
        sa.select(Proposal.author_id).where(
            Proposal.consultation_id == consultation_id,
            Proposal.state.in_(COUNTED),
            Proposal.author_id.is_not(None),
        ),
        sa.select(Support.user_id)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Proposal.consultation_id == consultation_id, Proposal.state.in_(COUNTED)),
        sa.select(Opinion.user_id).where(Opinion.consultation_id == consultation_id),
        _readable_comments(Comment.author_id, consultation_id).where(Comment.official_role.is_(None)),
    ).subquery()
    return _count(sa.select(sa.func.count()).select_from(people))


def _comments(consultation_id: int) -> int:
    return _count(_readable_comments(sa.func.count(Comment.id), consultation_id))


def _readable_comments(column: Any, consultation_id: int) -> sa.Select[Any]:
    """Select from the comments that can be read: those under what is hidden are hidden with it."""
    return (
        sa.select(column)
        .outerjoin(Proposal, Proposal.id == Comment.proposal_id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.state == CommentState.PUBLISHED,
            sa.or_(Comment.proposal_id.is_(None), Proposal.state == ProposalState.PUBLISHED),
        )
    )


def _count(statement: "sa.Select[int]") -> int:
    return db.session.scalar(statement) or 0
