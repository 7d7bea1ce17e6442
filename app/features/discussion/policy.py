"""WHO may comment, answer officially, withdraw and moderate."""

from enum import StrEnum

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.proposals.policy import a_moderator_of_others_texts, moderating_role
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant, holds

__all__ = ["DiscussionPermission", "comments", "moderating_role", "official_roles", "sees_own_pending"]


class DiscussionPermission(StrEnum):
    """What can be done in a discussion."""

    POST = "post"
    ANSWER_OFFICIALLY = "answer_officially"
    WITHDRAW = "withdraw"
    MODERATE = "moderate"


def the_author(actor: Actor, comment: Comment) -> bool:
    """Whoever wrote the comment."""
    return actor.is_signed_in and actor.user_id == comment.author_id


comments = Policy(
    {
        DiscussionPermission.POST: a_participant,
        DiscussionPermission.ANSWER_OFFICIALLY: holds(*STAFF_ROLES),
        DiscussionPermission.WITHDRAW: the_author,
        DiscussionPermission.MODERATE: a_moderator_of_others_texts,
    },
    refusals={
        DiscussionPermission.POST: _l("Confirm your e-mail address or phone first: then you can comment."),
        DiscussionPermission.ANSWER_OFFICIALLY: _l(
            "You can answer officially only in a role that you hold here."
        ),
        DiscussionPermission.WITHDRAW: _l("Only its author can withdraw a comment."),
        DiscussionPermission.MODERATE: _l(
            "Moderators of this collectivity decide, and nobody decides on her own text."
        ),
    },
    with_help=(DiscussionPermission.POST,),
)


def official_roles(actor: Actor, collectivity_id: int) -> list[Role]:
    """Return the roles in which the actor can answer for the collectivity."""
    return [role for role in Role if role in STAFF_ROLES and actor.has(role, collectivity_id)]


def sees_own_pending(actor: Actor, comment: Comment) -> bool:
    """Say whether the comment waits to be read and the actor is the one who wrote it."""
    return comment.state is CommentState.PENDING and the_author(actor, comment)
