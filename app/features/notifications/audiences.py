"""Who is concerned: selects of (person, object told about), never a list of names."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.council.models import ItemChange, ItemChangeSource
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation.looking_again import deciders_of
from app.features.moderation.models import Appeal, ModerationDecision, Report
from app.features.moderation.types import Subject
from app.features.notifications.models import Follow
from app.features.notifications.telling import Audience
from app.features.notifications.types import Because, Followed
from app.features.plans.models import ItemRevision
from app.features.proposals.models import ItemOrigin, Proposal
from app.features.proposals.types import ProposalState
from app.features.supports.models import Opinion, Support
from app.features.workshops.models import WorkshopRegistration
from app.foundation.database import db


def authors(proposal_ids: Sequence[int]) -> dict[Because, Audience]:
    """Return the authors of proposals."""
    return {Because.AUTHOR: sa.select(Proposal.author_id, Proposal.id).where(Proposal.id.in_(proposal_ids))}


def concerned_by(proposal_ids: Sequence[int]) -> dict[Because, Audience]:
    """Return the authors, supporters and followers of proposals."""
    return {
        **authors(proposal_ids),
        Because.SUPPORTER: sa.select(Support.user_id, Support.proposal_id).where(
            Support.proposal_id.in_(proposal_ids)
        ),
        Because.FOLLOWER: followers(Followed.PROPOSAL, proposal_ids),
    }


def commenters_on(proposal_id: int) -> dict[Because, Audience]:
    """Return who wrote the comments that are read with a proposal, without its own author and official answers."""
    wrote_it = sa.func.coalesce(Proposal.author_id, Proposal.entered_by_id)
    statement = (
        sa.select(Comment.author_id, Comment.proposal_id)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(
            Comment.proposal_id == proposal_id,
            Comment.state == CommentState.PUBLISHED,
            Comment.official_role.is_(None),
            Comment.author_id != wrote_it,
        )
    )
    return {Because.COMMENTER: statement}


def supporters_and_followers(proposal_id: int) -> dict[Because, Audience]:
    """Return the supporters and followers of a proposal, without whoever wrote it down: she knows what she did."""
    wrote_it = sa.func.coalesce(Proposal.author_id, Proposal.entered_by_id)
    own = sa.select(wrote_it).where(Proposal.id == proposal_id, wrote_it.is_not(None))
    concerned = concerned_by([proposal_id])
    return {
        Because.SUPPORTER: concerned[Because.SUPPORTER].where(Support.user_id.not_in(own)),
        Because.FOLLOWER: concerned[Because.FOLLOWER].where(Follow.user_id.not_in(own)),
    }


def registered(workshop_ids: Sequence[int]) -> dict[Because, Audience]:
    """Return who has a place in workshops."""
    statement = sa.select(WorkshopRegistration.user_id, WorkshopRegistration.workshop_id)
    return {Because.REGISTERED: statement.where(WorkshopRegistration.workshop_id.in_(workshop_ids))}


def followers(kind: Followed, object_ids: Sequence[int]) -> Audience:
    """Return who follows objects of a kind."""
    return sa.select(Follow.user_id, Follow.object_id).where(
        Follow.kind == kind, Follow.object_id.in_(object_ids)
    )


def concerned_by_consultation(
    consultation_id: int, *, taking_part_in: int | None = None
) -> dict[Because, Audience]:
    """Return who follows a consultation and who took part in it (or in another one, told about this one)."""
    source = taking_part_in if taking_part_in is not None else consultation_id
    ids = [consultation_id] if taking_part_in is None else [consultation_id, taking_part_in]
    target = sa.literal(consultation_id)
    following = sa.select(Follow.user_id, target).where(
        Follow.kind == Followed.CONSULTATION, Follow.object_id.in_(ids)
    )
    return {Because.FOLLOWER: following, Because.PARTICIPANT: _participants(source, target)}


def _participants(consultation_id: int, target: sa.ColumnElement[int]) -> Audience:
    left_out = [ProposalState.DRAFT, ProposalState.WITHDRAWN]
    wrote = sa.select(Proposal.author_id.label("person")).where(
        Proposal.consultation_id == consultation_id,
        Proposal.author_id.is_not(None),
        Proposal.state.not_in(left_out),
    )
    supported = (
        sa.select(Support.user_id)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Proposal.consultation_id == consultation_id)
    )
    thought = sa.select(Opinion.user_id).where(Opinion.consultation_id == consultation_id)
    commented = sa.select(Comment.author_id).where(Comment.consultation_id == consultation_id)
    people = sa.union(wrote, supported, thought, commented).subquery()
    return sa.select(people.c.person, target.label("told_about"))


def concerned_by_activity(item_id: int) -> dict[Because, Audience]:
    """Return who follows an activity, and whoever wrote, supports or follows a proposal behind it or its project."""
    target = sa.literal(item_id)
    parents = sa.select(ItemRevision.parent_item_id).where(
        ItemRevision.item_id == item_id, ItemRevision.parent_item_id.is_not(None)
    )
    behind = _proposals_behind(item_id, parents)
    following = sa.select(Follow.user_id, target).where(
        sa.or_(
            sa.and_(
                Follow.kind == Followed.ITEM,
                sa.or_(Follow.object_id == item_id, Follow.object_id.in_(parents)),
            ),
            sa.and_(Follow.kind == Followed.PROPOSAL, Follow.object_id.in_(behind)),
        )
    )
    return {
        Because.AUTHOR: sa.select(Proposal.author_id, target).where(Proposal.id.in_(behind)),
        Because.SUPPORTER: sa.select(Support.user_id, target).where(Support.proposal_id.in_(behind)),
        Because.FOLLOWER: following,
    }


def _proposals_behind(item_id: int, parents: sa.Select[int | None]) -> sa.Select[int]:
    drawn = sa.select(ItemOrigin.proposal_id.label("proposal_id")).where(
        sa.or_(ItemOrigin.item_id == item_id, ItemOrigin.item_id.in_(parents))
    )
    changed = (
        sa.select(ItemChangeSource.proposal_id)
        .join(ItemChange, ItemChange.id == ItemChangeSource.change_id)
        .where(sa.or_(ItemChange.item_id == item_id, ItemChange.item_id.in_(parents)))
    )
    return sa.select(sa.union(drawn, changed).subquery().c.proposal_id)


def author_of_comment(comment_id: int) -> dict[Because, Audience]:
    """Return who wrote a comment."""
    return {Because.AUTHOR: sa.select(Comment.author_id, Comment.id).where(Comment.id == comment_id)}


def author_answered_by(reply_id: int) -> dict[Because, Audience]:
    """Return who wrote the comment that a reply answers, unless she answered herself."""
    reply, parent = sa.orm.aliased(Comment), sa.orm.aliased(Comment)
    statement = (
        sa.select(parent.author_id, reply.id)
        .join(parent, parent.id == reply.parent_id)
        .where(reply.id == reply_id, parent.author_id != reply.author_id)
    )
    return {Because.AUTHOR: statement}


def concerned_by_official_comment(comment_id: int) -> dict[Because, Audience]:
    """Return who wrote and who follows the proposal that an official comment is about."""
    wrote = (
        sa.select(Proposal.author_id, Comment.id)
        .join(Comment, Comment.proposal_id == Proposal.id)
        .where(Comment.id == comment_id)
    )
    following = (
        sa.select(Follow.user_id, Comment.id)
        .join(Comment, Comment.proposal_id == Follow.object_id)
        .where(
            Comment.id == comment_id, Follow.kind == Followed.PROPOSAL, Follow.user_id != Comment.author_id
        )
    )
    return {Because.AUTHOR: wrote.where(Proposal.author_id != Comment.author_id), Because.FOLLOWER: following}


def concerned_by_appeal(subject: Subject, subject_id: int, decision_id: int) -> dict[Because, Audience]:
    """Return who appealed a decision, who wrote the text that it is about, and who reported it."""
    target = sa.literal(subject_id)
    appealed = sa.select(Appeal.appellant_id, target).where(Appeal.decision_id == decision_id)
    wrote = authors([subject_id]) if subject is Subject.PROPOSAL else author_of_comment(subject_id)
    reported = sa.select(Report.reporter_id, Report.subject_id).where(
        Report.subject == subject, Report.subject_id == subject_id
    )
    return {Because.APPELLANT: appealed, **wrote, Because.REPORTER: reported}


def deciders_of_appeal(decision_id: int) -> dict[Because, Audience]:
    """Return who may decide on the appeals against a decision: colleagues without a part in it, or the network's."""
    decision = db.session.get_one(ModerationDecision, decision_id)
    ids = deciders_of(decision)
    target = sa.literal(decision.subject_id)
    return {Because.DECIDER: sa.select(User.id, target).where(User.id.in_(ids))}


def reporters(subject: Subject, subject_id: int, decided_at: datetime) -> dict[Because, Audience]:
    """Return who reported a text and whose report was decided at this instant."""
    statement = sa.select(Report.reporter_id, Report.subject_id).where(
        Report.subject == subject, Report.subject_id == subject_id, Report.decided_at == decided_at
    )
    return {Because.REPORTER: statement}
