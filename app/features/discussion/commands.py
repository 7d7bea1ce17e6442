"""What people do in a discussion: comment, answer, withdraw; what moderators decide."""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts import queries as accounts
from app.features.accounts.types import Role
from app.features.consultations.models import Consultation
from app.features.consultations.rules import require_age_declared
from app.features.discussion import events, policy, queries, rules
from app.features.discussion.models import Comment
from app.features.discussion.policy import DiscussionPermission
from app.features.discussion.types import About, CommentStance, CommentState
from app.features.plans import queries as plans
from app.features.proposals.models import Proposal
from app.features.proposals.rules import cleaned_reason
from app.features.proposals.types import PublicLabel, Signature
from app.features.proposals.writing import NO_LANGUAGE, require_membership
from app.foundation.database import db, lock_row
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.events import announce
from app.foundation.history import record_step
from app.foundation.policy import SYSTEM, Actor
from app.foundation.text.guess import guess_language


def post_comment(
    *,
    actor: Actor,
    consultation: Consultation,
    about: About,
    body: str,
    signature: Signature,
    now: datetime,
    stance: CommentStance = CommentStance.REMARK,
    parent_id: int | None = None,
    official_role: Role | None = None,
    language: str | None = None,
) -> Comment:
    """Add a comment or a reply; an official answer is marked with the role and appears at once."""
    _require_may_post(actor, consultation, official_role)
    locked = lock_row(Consultation, consultation.id, shared=True)
    is_official = official_role is not None
    rules.require_discussed(locked, is_official=is_official, now=now)
    if not is_official:
        require_age_declared(locked, actor)
    rules.require_commentable(_subject(locked, about))
    parent = queries.find_parent(about=about, consultation_id=locked.id, comment_id=parent_id)
    rules.require_answerable(parent)
    text = rules.cleaned_body(body)
    comment = Comment(
        collectivity_id=locked.collectivity_id, consultation_id=locked.id, proposal_id=about.proposal_id,
        item_id=about.item_id, parent_id=(parent.parent_id or parent.id) if parent is not None else None,
        stance=stance, body=text, language=language or guess_language(text) or NO_LANGUAGE,
        official_role=official_role, state=CommentState.PENDING, created_at=now,
    )  # fmt: skip
    _sign(comment, actor, signature)
    db.session.add(comment)
    db.session.flush()
    _record(comment, "post", actor=actor, role=official_role or "author", now=now)
    announce(events.CommentPosted(*_fact(comment)))
    if rules.is_shown_at_once(locked, is_official=is_official):
        _show(comment, "publish", actor=SYSTEM, now=now, checked_at=now if is_official else None)
    return comment


def withdraw(*, actor: Actor, comment: Comment, now: datetime) -> None:
    """Take one's comment back; a line stays that says so, with the answers to it."""
    policy.comments.require(actor, DiscussionPermission.WITHDRAW, comment)
    locked = _lock(comment)
    _end(locked, "withdraw", actor=actor, role="author", now=now)
    announce(events.CommentWithdrawn(*_fact(locked)))


# ── decided by moderators; the moderation feature records the decision itself ──


def publish(*, actor: Actor, comment: Comment, now: datetime) -> None:
    """Let everybody read a comment that was waiting."""
    locked = _lock_to_moderate(actor, comment)
    _show(locked, "publish", actor=actor, role=_role(actor, locked), now=now, checked_at=now)


def refuse(*, actor: Actor, comment: Comment, reason: str, now: datetime) -> None:
    """Refuse to publish a comment."""
    locked, cleaned = _lock_to_moderate(actor, comment), cleaned_reason(reason)
    _end(locked, "refuse", actor=actor, role=_role(actor, locked), now=now, reason=cleaned)
    announce(events.CommentRefused(*_fact(locked), reason=cleaned))


def hide(*, actor: Actor, comment: Comment, reason: str, now: datetime) -> None:
    """Take a comment out of sight; a line stays that says so, with the answers to it."""
    locked, cleaned = _lock_to_moderate(actor, comment), cleaned_reason(reason)
    _end(locked, "hide", actor=actor, role=_role(actor, locked), now=now, reason=cleaned)
    announce(events.CommentHidden(*_fact(locked), reason=cleaned))


def remove(*, actor: Actor, comment: Comment, reason: str, now: datetime) -> None:
    """Take an illegal comment away from everybody but its author and the moderators; a line stays that says so."""
    locked, cleaned = _lock_to_moderate(actor, comment), cleaned_reason(reason)
    was_public = locked.state is CommentState.PUBLISHED
    _end(locked, "remove", actor=actor, role=_role(actor, locked), now=now, reason=cleaned)
    event = events.CommentHidden if was_public else events.CommentRefused
    announce(event(*_fact(locked), reason=cleaned))


def label(*, actor: Actor, comment: Comment, label: PublicLabel | None, reason: str, now: datetime) -> None:
    """Say something beside a published comment, or take back what was said."""
    locked = _lock_to_moderate(actor, comment)
    rules.require_labelled_anew(locked, label)
    locked.public_label, locked.checked_at = label, locked.checked_at or now
    step = "label" if label is not None else "unlabel"
    _record(locked, step, actor=actor, role=_role(actor, locked), now=now, reason=reason or None)
    announce(events.CommentLabelled(*_fact(locked), label=label, reason=reason or None))


def restore(*, actor: Actor, comment: Comment, now: datetime) -> None:
    """Let everybody read a hidden, removed or refused comment again."""
    locked = _lock_to_moderate(actor, comment)
    _show(locked, "restore", actor=actor, role=_role(actor, locked), now=now, checked_at=now)


def confirm_read(*, actor: Actor, comment: Comment, now: datetime) -> None:
    """Note that a moderator read what appeared without waiting, and leaves it."""
    locked = _lock_to_moderate(actor, comment)
    if locked.state is not CommentState.PUBLISHED or locked.checked_at is not None:
        raise rules.NothingToRead
    locked.checked_at = now
    _record(locked, "confirm_read", actor=actor, role=_role(actor, locked), now=now)


def _require_may_post(actor: Actor, consultation: Consultation, official_role: Role | None) -> None:
    policy.comments.require(actor, DiscussionPermission.POST, consultation)
    if official_role is None:
        return
    policy.comments.require(actor, DiscussionPermission.ANSWER_OFFICIALLY, consultation)
    if (
        official_role not in policy.official_roles(actor, consultation.collectivity_id)
        and not actor.is_system
    ):
        raise NotAllowed


def _subject(consultation: Consultation, about: About) -> Proposal | None:
    """Return the proposal that is commented, locked; NotFound when what is commented is not of this consultation."""
    if about.proposal_id is not None and about.item_id is None:
        proposal: Proposal | None = lock_row(Proposal, about.proposal_id)
        if proposal is None or proposal.consultation_id != consultation.id:
            raise NotFound
        return proposal
    if about.proposal_id is not None or about.item_id is None or consultation.version_id is None:
        raise NotFound
    if plans.find_revision(version_id=consultation.version_id, item_id=about.item_id) is None:
        raise NotFound
    return None


def _sign(comment: Comment, actor: Actor, signature: Signature) -> None:
    if actor.user_id is None:
        raise ValueError("only people comment")
    require_membership(actor, signature.association_id)
    comment.author_id, comment.association_id = actor.user_id, signature.association_id
    comment.name_shown = signature.name_shown
    comment.shown_name = accounts.shown_name(
        user_id=actor.user_id, name_shown=signature.name_shown, association_id=signature.association_id
    )


def _show(
    comment: Comment,
    step: str,
    *,
    actor: Actor,
    now: datetime,
    checked_at: datetime | None,
    role: str | None = None,
) -> None:
    comment.published_at = comment.published_at or now
    comment.state = rules.lifecycle.require(comment.state, step)
    comment.ended_at, comment.checked_at = None, checked_at
    _record(comment, step, actor=actor, role=role, now=now)
    _count(comment, by=1)
    fact = _fact(comment)
    announce(
        events.CommentRestored(*fact)
        if step == "restore"
        else events.CommentPublished(*fact, is_official=comment.is_official)
    )


def _end(
    comment: Comment, step: str, *, actor: Actor, role: str | None, now: datetime, reason: str | None = None
) -> None:
    was_shown = comment.state is CommentState.PUBLISHED
    comment.state = rules.lifecycle.require(comment.state, step)
    comment.ended_at = now
    _record(comment, step, actor=actor, role=role, now=now, reason=reason)
    if was_shown:
        _count(comment, by=-1)


def _record(
    comment: Comment, step: str, *, actor: Actor, role: str | None, now: datetime, reason: str | None = None
) -> None:
    record_step(
        subject=comment, step=step, state=comment.state, actor=actor, role=role, reason=reason, now=now
    )
    db.session.flush()


def _count(comment: Comment, *, by: int) -> None:
    """Keep the number of published comments beside the proposal; those on items are counted when shown."""
    if comment.proposal_id is None:
        return
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.id == comment.proposal_id)
        .values(comment_count=Proposal.comment_count + by)
        .execution_options(synchronize_session=False)
    )
    proposal = db.session.get(Proposal, comment.proposal_id)
    if proposal is not None:
        db.session.expire(proposal, ["comment_count"])


def _lock_to_moderate(actor: Actor, comment: Comment) -> Comment:
    policy.comments.require(actor, DiscussionPermission.MODERATE, comment)
    return _lock(comment)


def _lock(comment: Comment) -> Comment:
    """Return a comment locked, after the proposal whose count of comments it may change."""
    if comment.proposal_id is not None:
        lock_row(Proposal, comment.proposal_id)
    locked: Comment = lock_row(Comment, comment.id)
    return locked


def _role(actor: Actor, comment: Comment) -> str | None:
    return policy.moderating_role(actor, comment.collectivity_id)


def _fact(comment: Comment) -> tuple[int, int, int]:
    return comment.id, comment.consultation_id, comment.collectivity_id
