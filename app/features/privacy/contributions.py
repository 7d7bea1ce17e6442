"""What becomes of the texts of an erased account: they stay without a name, or only the trace that there were some."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import Association, AssociationMember
from app.features.accounts.types import NameShown
from app.features.ballots.models import VotingChoice, VotingQuestion
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.hints.models import TextPrint
from app.features.moderation.types import Subject
from app.features.privacy.types import Texts
from app.features.proposals import events, steps
from app.features.proposals import rules as proposal_rules
from app.features.proposals.models import Proposal, ProposalAttachment, ProposalVersion
from app.features.proposals.types import ProposalState
from app.features.proposals.writing import remove_from_index
from app.foundation.database import db, lock_row
from app.foundation.events import announce
from app.foundation.policy import SYSTEM

NOTHING_LEFT = "—"


def erase_texts(*, user_id: int, texts: Texts, now: datetime) -> None:
    """Take the author out of everything she wrote, and her words where she chose so or nobody could read them."""
    for proposal in _proposals_of(user_id):
        if proposal.state is ProposalState.DRAFT:
            delete_draft(proposal)
        else:
            _erase_proposal(proposal, texts, now=now)
    for comment in _comments_of(user_id):
        _erase_comment(comment, texts, now=now)
    _erase_associations(user_id)


def erase_sheet(proposal: Proposal, *, texts: Texts, now: datetime) -> None:
    """Do the same for what was written down for somebody who has no account."""
    _erase_proposal(proposal, texts, now=now)


def _proposals_of(user_id: int) -> list[Proposal]:
    return list(
        db.session.scalars(
            sa.select(Proposal)
            .where(Proposal.author_id == user_id)
            .order_by(Proposal.consultation_id, Proposal.id)
        )
    )


def _comments_of(user_id: int) -> list[Comment]:
    return list(
        db.session.scalars(
            sa.select(Comment).where(Comment.author_id == user_id).order_by(Comment.proposal_id, Comment.id)
        )
    )


def delete_draft(proposal: Proposal) -> None:
    """Delete an unsent proposal, with its words and the places of its files."""
    for table in (ProposalAttachment, ProposalVersion):
        db.session.execute(sa.delete(table).where(table.proposal_id == proposal.id))
    db.session.delete(proposal)
    db.session.flush()


def _erase_proposal(proposal: Proposal, texts: Texts, *, now: datetime) -> None:
    locked, _consultation = steps.lock(proposal)
    stays = locked.state is ProposalState.PUBLISHED and (texts is Texts.STAY or _is_put_to_a_vote(locked))
    if not stays and proposal_rules.lifecycle.can(locked.state, "withdraw"):
        steps.end(locked, "withdraw", actor=SYSTEM, role=steps.AUTHOR, now=now)
        announce(events.ProposalWithdrawn(*steps.facts_of(locked)))
    locked.name_shown, locked.shown_name, locked.association_id = NameShown.HIDDEN, None, None
    db.session.execute(sa.delete(ProposalAttachment).where(ProposalAttachment.proposal_id == locked.id))
    if stays:
        _delete_versions(locked, ProposalVersion.number > locked.version_number)
    else:
        remove_from_index(locked)
        _forget_print(Subject.PROPOSAL, locked.id)
        _empty(locked)
    db.session.flush()


def _is_put_to_a_vote(proposal: Proposal) -> bool:
    """Say whether people vote on these words: a vote that was announced does not change."""
    statement = (
        sa.select(VotingChoice.id)
        .join(VotingQuestion, VotingQuestion.id == VotingChoice.question_id)
        .where(VotingChoice.proposal_id == proposal.id, VotingQuestion.announced_at.is_not(None))
        .limit(1)
    )
    return db.session.scalar(statement) is not None


def _empty(proposal: Proposal) -> None:
    proposal.title = NOTHING_LEFT
    proposal.source_url = proposal.import_key = None
    _delete_versions(proposal, ProposalVersion.number != proposal.version_number)
    db.session.execute(
        sa.update(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal.id)
        .values(title=NOTHING_LEFT, problem=None, solution=None, expected_result=None, wording={})
    )


def _forget_print(subject: Subject, subject_id: int) -> None:
    """Delete what is kept of a text so that the same text is found again."""
    same = TextPrint.subject == subject, TextPrint.subject_id == subject_id
    db.session.execute(sa.delete(TextPrint).where(*same))


def _delete_versions(proposal: Proposal, which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.delete(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id, which))


def _erase_comment(comment: Comment, texts: Texts, *, now: datetime) -> None:
    # What somebody answered in a role is the institution's word: it stays, under the role.
    stays = comment.state is CommentState.PUBLISHED and (texts is Texts.STAY or comment.is_official)
    if not stays and comment.state in {CommentState.PENDING, CommentState.PUBLISHED}:
        discussion.withdraw(actor=SYSTEM, comment=comment, now=now)
    locked: Comment = lock_row(Comment, comment.id)
    locked.name_shown, locked.shown_name, locked.association_id = NameShown.HIDDEN, None, None
    if not stays:
        _forget_print(Subject.COMMENT, locked.id)
        locked.body = NOTHING_LEFT
    db.session.flush()


def _erase_associations(user_id: int) -> None:
    """Delete the associations that she declared and for which nobody else speaks or spoke."""
    declared = db.session.scalars(
        sa.select(Association.id).where(Association.declared_by_id == user_id)
    ).all()
    db.session.execute(sa.delete(AssociationMember).where(AssociationMember.user_id == user_id))
    used = _still_used(declared)
    db.session.execute(sa.delete(Association).where(Association.id.in_(set(declared) - used)))


def _still_used(association_ids: Iterable[int]) -> set[int]:
    columns = (AssociationMember.association_id, Proposal.association_id, Comment.association_id)
    wanted = list(association_ids)
    found = (db.session.scalars(sa.select(column).where(column.in_(wanted))).all() for column in columns)
    return {one for each in found for one in each if one is not None}
