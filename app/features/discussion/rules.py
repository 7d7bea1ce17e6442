"""WHEN comments may be written and decided, and WHAT they may say."""

from datetime import datetime

from app.features.consultations.models import Consultation
from app.features.consultations.rules import require_running
from app.features.consultations.types import ConsultationState, ModerationMode
from app.features.discussion.models import Comment
from app.features.discussion.types import COMMENT_LENGTH, CommentState
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState, PublicLabel
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import _l, _n
from app.foundation.lifecycle import Lifecycle, move
from app.foundation.text.clean import clean_text, is_blank

lifecycle = Lifecycle(
    initial=CommentState.PENDING,
    refusal=_l("This comment is no longer in a state where that can be done."),
    publish=move(CommentState.PENDING, to=CommentState.PUBLISHED),
    refuse=move(CommentState.PENDING, to=CommentState.REFUSED),
    hide=move(CommentState.PUBLISHED, to=CommentState.HIDDEN),
    remove=move(
        CommentState.PENDING,
        CommentState.PUBLISHED,
        CommentState.HIDDEN,
        CommentState.REFUSED,
        to=CommentState.REMOVED,
    ),
    restore=move(CommentState.HIDDEN, CommentState.REMOVED, CommentState.REFUSED, to=CommentState.PUBLISHED),
    withdraw=move(CommentState.PENDING, CommentState.PUBLISHED, to=CommentState.WITHDRAWN),
)
NEVER_ANSWERED_IN = frozenset(
    {ConsultationState.DRAFT, ConsultationState.ARCHIVED, ConsultationState.CANCELLED}
)


class CannotBeCommented(NotNow):
    """Only what everybody can read is discussed."""

    message = _l("Only published proposals and comments can be answered.")


class DiscussionIsOver(NotNow):
    """Nothing is added to an archive."""

    message = _l("This consultation is archived: its discussions can be read, not continued.")


class NothingToRead(NotNow):
    """A moderator has read it already."""

    message = _l("This comment is not waiting to be read.")


def require_discussed(consultation: Consultation, *, is_official: bool, now: datetime) -> None:
    """Refuse unless the consultation runs; official answers may come until it is archived."""
    if not is_official:
        require_running(consultation, now=now)
    elif consultation.state in NEVER_ANSWERED_IN:
        raise DiscussionIsOver


def require_commentable(proposal: Proposal | None) -> None:
    """Refuse a comment on a proposal that is not public."""
    if proposal is not None and proposal.state is not ProposalState.PUBLISHED:
        raise CannotBeCommented


def require_labelled_anew(comment: Comment, label: PublicLabel | None) -> None:
    """Refuse a label on what is not public, and the one that it has."""
    if comment.state is not CommentState.PUBLISHED or comment.public_label is label:
        raise NotNow(lifecycle.refusal)


def require_answerable(parent: Comment | None) -> None:
    """Refuse a reply to a comment that is not public."""
    if parent is not None and parent.state is not CommentState.PUBLISHED:
        raise CannotBeCommented


def is_shown_at_once(consultation: Consultation, *, is_official: bool) -> bool:
    """Say whether a new comment appears without waiting for a moderator."""
    return is_official or consultation.moderation_mode is ModerationMode.AFTER


def cleaned_body(body: str) -> str:
    """Return the text of a comment without what cannot be seen; refuse an empty or endless one."""
    cleaned = clean_text(body)
    if is_blank(cleaned):
        raise Invalid(fields={"body": _l("Write your comment first.")})
    if len(cleaned) > COMMENT_LENGTH:
        raise Invalid(
            fields={"body": _n("At most %(num)s character.", "At most %(num)s characters.", COMMENT_LENGTH)}
        )
    return cleaned
