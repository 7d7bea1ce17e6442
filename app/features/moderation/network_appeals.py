"""Appeals that wait for the network, because nobody who moderates in the collectivity may decide on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import RoleGrant
from app.features.discussion.models import Comment
from app.features.moderation.looking_again import in_force
from app.features.moderation.models import Appeal, AppealRuling, ModerationDecision, Report
from app.features.moderation.rules import Contribution
from app.features.moderation.types import Subject
from app.features.proposals.models import Proposal
from app.features.proposals.policy import MODERATING_ROLES
from app.foundation.database import db

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class NetworkAppeal:
    """A decision appealed in a collectivity that has nobody else to look at it again; since when, promised until."""

    decision: ModerationDecision
    text: Contribution
    lodged_at: datetime
    due_at: datetime


def list_network_appeals() -> list[NetworkAppeal]:
    """Return what waits for the network, the first due first, at most 100; two queries."""
    found = [
        NetworkAppeal(*row)
        for subject, model in ((Subject.PROPOSAL, Proposal), (Subject.COMMENT, Comment))
        for row in db.session.execute(_waiting(subject, model))
    ]
    return sorted(found, key=lambda each: (each.due_at, each.decision.id))[:MOST_LISTED]


def _waiting(subject: Subject, model: type[Any]) -> sa.Select[Any]:
    due = sa.func.min(Appeal.due_at)
    return (
        sa.select(ModerationDecision, model, sa.func.min(Appeal.lodged_at), due)
        .join(model, model.id == ModerationDecision.subject_id)
        .join(Appeal, Appeal.decision_id == ModerationDecision.id)
        .outerjoin(AppealRuling, AppealRuling.decision_id == ModerationDecision.id)
        .where(
            ModerationDecision.subject == subject,
            AppealRuling.id.is_(None),
            in_force(model),
            ~_colleague(subject, model),
        )
        .group_by(ModerationDecision.id, model.id)
        .order_by(due, ModerationDecision.id)
        .limit(MOST_LISTED)
    )


def _colleague(subject: Subject, model: type[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a colleague may decide: what `looking_again.concern_of_appeal` says of one decision."""
    earlier = sa.orm.aliased(ModerationDecision)
    person = RoleGrant.user_id
    involved = (
        sa.select(Report.id).where(
            Report.subject == subject,
            Report.subject_id == ModerationDecision.subject_id,
            Report.reporter_id == person,
        ),
        sa.select(Appeal.id).where(
            Appeal.decision_id == ModerationDecision.id,
            sa.or_(Appeal.appellant_id == person, Appeal.helped_by_id == person),
        ),
        sa.select(earlier.id).where(
            earlier.case_id == ModerationDecision.case_id, earlier.decided_by_id == person
        ),
    )
    own = [model.author_id, *([model.entered_by_id] if hasattr(model, "entered_by_id") else [])]
    return (
        sa.select(RoleGrant.id)
        .where(
            RoleGrant.collectivity_id == ModerationDecision.collectivity_id,
            RoleGrant.role.in_(MODERATING_ROLES),
            RoleGrant.ended_at.is_(None),
            *(column.is_distinct_from(person) for column in own),
            *(~each.correlate(ModerationDecision, RoleGrant).exists() for each in involved),
        )
        .correlate(ModerationDecision, model)
        .exists()
    )
