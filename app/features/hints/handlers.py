"""When a text was written or changed, keep its print."""

from app.features.discussion.events import CommentPosted
from app.features.discussion.models import Comment
from app.features.hints.prints import keep_print
from app.features.moderation.types import Subject
from app.features.proposals.events import ProposalCorrected, ProposalEdited, ProposalSubmitted
from app.features.proposals.models import Proposal
from app.features.proposals.queries import shown_version
from app.foundation.database import db


def proposal_written(event: ProposalSubmitted | ProposalCorrected | ProposalEdited) -> None:
    """Keep the print of what a proposal says now: its own words, not those of the item that it would change."""
    proposal = db.session.get_one(Proposal, event.proposal_id)
    version = shown_version(proposal)
    texts = (version.title, version.problem, version.solution, version.expected_result)
    keep_print(
        subject=Subject.PROPOSAL,
        contribution=proposal,
        text="\n".join(filter(None, texts)),
        now=version.created_at,
    )


def comment_written(event: CommentPosted) -> None:
    """Keep the print of a comment."""
    comment = db.session.get_one(Comment, event.comment_id)
    keep_print(subject=Subject.COMMENT, contribution=comment, text=comment.body, now=comment.created_at)
