"""What a decision asks of the feature whose text it is about: moderation itself changes no text and no state."""

from datetime import datetime

from app.features.consultations.models import Consultation
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.moderation.rules import Contribution, DecisionNotPossible
from app.features.moderation.types import Decision
from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.proposals.policy import moderating_role
from app.features.proposals.types import ProposalState, PublicLabel
from app.foundation.database import lock_row
from app.foundation.history import record_step
from app.foundation.policy import SYSTEM, Actor


def lock(subject: Contribution) -> None:
    """Lock a text after its consultation and its proposal, in the order in which all that touches them does."""
    lock_row(Consultation, subject.consultation_id, shared=True)
    if isinstance(subject, Comment) and subject.proposal_id is not None:
        lock_row(Proposal, subject.proposal_id)
    lock_row(type(subject), subject.id)


def place_in_line(subject: Contribution) -> tuple[int, int, bool, int]:
    """Return what texts are sorted by before many are locked: two moderators never wait for one another."""
    is_comment = isinstance(subject, Comment)
    proposal_id = subject.proposal_id if isinstance(subject, Comment) else subject.id
    return subject.consultation_id, proposal_id or 0, is_comment, subject.id


def carry_out(
    decision: Decision,
    *,
    actor: Actor,
    subject: Contribution,
    has_change: bool,
    reason: str,
    now: datetime,
    label: PublicLabel | None = None,
) -> None:
    """Ask the text's own feature to do what was decided; what the network decides on appeal the platform does."""
    doer = actor if moderating_role(actor, subject.collectivity_id) is not None else SYSTEM
    if decision is Decision.KEEP:
        _keep(actor=doer, subject=subject, reason=reason, now=now)
    elif decision is Decision.RELABEL:
        _label(actor=doer, subject=subject, label=label, reason=reason, now=now)
    elif decision is Decision.RESTORE and subject.state.value == ProposalState.PUBLISHED.value:
        _label(actor=doer, subject=subject, label=None, reason=reason, now=now)
    elif isinstance(subject, Proposal):
        _on_proposal(decision, actor=doer, proposal=subject, has_change=has_change, reason=reason, now=now)
    else:
        _on_comment(decision, actor=doer, comment=subject, reason=reason, now=now)


def set_return_aside(*, actor: Actor, subject: Contribution, now: datetime) -> None:
    """Let what went back to its author wait to be published as it is."""
    doer = actor if moderating_role(actor, subject.collectivity_id) is not None else SYSTEM
    if isinstance(subject, Proposal):
        proposals.set_return_aside(actor=doer, proposal=subject, now=now)


def _keep(*, actor: Actor, subject: Contribution, reason: str, now: datetime) -> None:
    if subject.checked_at is None:
        _confirm_read(actor=actor, subject=subject, now=now)
    record_step(
        subject=subject, step="keep", state=subject.state, actor=actor, now=now, reason=reason or None
    )


def _label(
    *, actor: Actor, subject: Contribution, label: PublicLabel | None, reason: str, now: datetime
) -> None:
    """Put a label beside a text, shown again first when it was gone."""
    if subject.state.value != ProposalState.PUBLISHED.value:
        _restore(actor=actor, subject=subject, now=now)
    if isinstance(subject, Proposal):
        proposals.label(actor=actor, proposal=subject, label=label, reason=reason, now=now)
    else:
        discussion.label(actor=actor, comment=subject, label=label, reason=reason, now=now)


def _restore(*, actor: Actor, subject: Contribution, now: datetime) -> None:
    if isinstance(subject, Proposal):
        proposals.restore(actor=actor, proposal=subject, now=now)
    else:
        discussion.restore(actor=actor, comment=subject, now=now)


def _confirm_read(*, actor: Actor, subject: Contribution, now: datetime) -> None:
    if isinstance(subject, Proposal):
        proposals.confirm_read(actor=actor, proposal=subject, now=now)
    else:
        discussion.confirm_read(actor=actor, comment=subject, now=now)


def _on_proposal(
    decision: Decision, *, actor: Actor, proposal: Proposal, has_change: bool, reason: str, now: datetime
) -> None:
    if decision is Decision.PUBLISH:
        _publish_proposal(actor=actor, proposal=proposal, has_change=has_change, now=now)
    elif decision is Decision.RETURN:
        send_back = proposals.return_change if has_change else proposals.return_to_author
        send_back(actor=actor, proposal=proposal, reason=reason, now=now)
    elif decision is Decision.RESTORE:
        proposals.restore(actor=actor, proposal=proposal, now=now)
    else:
        ENDS_PROPOSAL[decision](actor=actor, proposal=proposal, reason=reason, now=now)


def _publish_proposal(*, actor: Actor, proposal: Proposal, has_change: bool, now: datetime) -> None:
    if has_change:
        proposals.publish_change(actor=actor, proposal=proposal, now=now)
    elif proposal.state is ProposalState.PUBLISHED:
        proposals.confirm_read(actor=actor, proposal=proposal, now=now)
    else:
        proposals.publish(actor=actor, proposal=proposal, now=now)


def _on_comment(decision: Decision, *, actor: Actor, comment: Comment, reason: str, now: datetime) -> None:
    if decision is Decision.PUBLISH and comment.state is CommentState.PUBLISHED:
        discussion.confirm_read(actor=actor, comment=comment, now=now)
    elif decision is Decision.PUBLISH:
        discussion.publish(actor=actor, comment=comment, now=now)
    elif decision is Decision.RESTORE:
        discussion.restore(actor=actor, comment=comment, now=now)
    elif decision in ENDS_COMMENT:
        ENDS_COMMENT[decision](actor=actor, comment=comment, reason=reason, now=now)
    else:
        raise DecisionNotPossible


ENDS_PROPOSAL = {
    Decision.REFUSE: proposals.refuse,
    Decision.HIDE: proposals.hide,
    Decision.REMOVE: proposals.remove,
}
ENDS_COMMENT = {
    Decision.REFUSE: discussion.refuse,
    Decision.HIDE: discussion.hide,
    Decision.REMOVE: discussion.remove,
}
