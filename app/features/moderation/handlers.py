"""What follows for a case from what happens to its text."""

from app.features.discussion.events import CommentWithdrawn
from app.features.moderation import cases
from app.features.moderation.types import Subject
from app.features.proposals.events import ProposalWithdrawn
from app.foundation import clock


def proposal_withdrawn(event: ProposalWithdrawn) -> None:
    """Close the case of a proposal that its author took back."""
    cases.close_of(Subject.PROPOSAL, event.proposal_id, now=clock.now())


def comment_withdrawn(event: CommentWithdrawn) -> None:
    """Close the case of a comment that its author took back."""
    cases.close_of(Subject.COMMENT, event.comment_id, now=clock.now())
