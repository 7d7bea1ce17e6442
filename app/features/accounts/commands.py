"""What people do with roles: invite, accept, take back, end; and what the operator grants."""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts import policy, rules
from app.features.accounts.events import PersonInvited, RoleEnded, RoleGranted
from app.features.accounts.models import Invitation, RoleGrant, SecurityEvent, User
from app.features.accounts.policy import AccountPermission
from app.features.accounts.queries import find_invitation, load_actor
from app.features.accounts.secrets_at_rest import hash_of, new_link_token
from app.features.accounts.types import GrantState, InvitationState, Post, Role
from app.foundation import history, outbox
from app.foundation.database import db, insert_into, lock_row
from app.foundation.events import announce
from app.foundation.outbox import Medium
from app.foundation.policy import Actor


def invite(*, actor: Actor, post: Post, email: str, language: str, now: datetime) -> Invitation:
    """Invite the owner of an address to hold a role: a mail with a link that works once, for fourteen days.

    The same invitation sent before no longer works.
    """
    policy.accounts.require(actor, AccountPermission.INVITE, post)
    rules.require_fitting(post)
    _require_somebody_else(actor, email)
    _revoke_waiting(_for_post(post), Invitation.email == email, now=now)
    token = new_link_token()
    invitation = Invitation(
        token_hash=hash_of(token),
        collectivity_id=post.collectivity_id,
        role=post.role,
        email=email,
        language=language,
        invited_by_id=actor.user_id,
        created_at=now,
        expires_at=now + rules.INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    values = {"link_token": token, "role": post.role.value, "collectivity_id": post.collectivity_id}
    outbox.post(
        medium=Medium.MAIL,
        recipient=email,
        language=language,
        template="accounts/invitation",
        values=values,
        now=now,
    )
    _record_invitation(invitation, step="invite", state=InvitationState.WAITING, actor=actor, now=now)
    announce(PersonInvited(invitation_id=invitation.id, collectivity_id=post.collectivity_id, role=post.role))
    return invitation


def accept_invitation(*, actor: Actor, token: str, now: datetime) -> RoleGrant:
    """Take the role that one was invited to hold; only the account of the invited address can.

    Whoever invited must still be somebody who may: an invitation gives no more than its sender could give today.
    """
    policy.accounts.require(actor, AccountPermission.MANAGE_OWN_ACCOUNT)
    found = rules.require_waiting(find_invitation(token), now=now)
    invitation = rules.require_waiting(lock_row(Invitation, found.id), now=now)
    user = db.session.get_one(User, actor.user_id)
    if user.email is None or user.email.casefold() != invitation.email.casefold():
        raise rules.InvitedUnderAnotherAddress
    if invitation.invited_by_id == user.id:
        raise rules.NotToOneself
    post = Post(invitation.role, invitation.collectivity_id)
    _require_sender_still_may(invitation, post)
    invitation.accepted_at, invitation.accepted_by_id = now, user.id
    _record_invitation(invitation, step="accept", state=InvitationState.ACCEPTED, actor=actor, now=now)
    return _grant(user_id=user.id, post=post, granted_by_id=invitation.invited_by_id, actor=actor, now=now)


def revoke_invitation(*, actor: Actor, invitation: Invitation, now: datetime) -> None:
    """Take an invitation back before it is accepted."""
    policy.accounts.require(
        actor, AccountPermission.INVITE, Post(invitation.role, invitation.collectivity_id)
    )
    locked = rules.require_waiting(lock_row(Invitation, invitation.id), now=now)
    locked.revoked_at = now
    _record_invitation(locked, step="revoke", state=InvitationState.REVOKED, actor=actor, now=now)


def grant_role(*, actor: Actor, user: User, post: Post, now: datetime) -> RoleGrant:
    """Give a role without invitation: for the operator alone, who has the machine anyway."""
    policy.accounts.require(actor, AccountPermission.GRANT, post)
    rules.require_fitting(post)
    return _grant(user_id=user.id, post=post, granted_by_id=actor.user_id, actor=actor, now=now)


def end_role(*, actor: Actor, grant: RoleGrant, now: datetime) -> None:
    """End a role at once; what its holder invited to can no longer be accepted, nor this role once more by herself."""
    policy.accounts.require(actor, AccountPermission.END_ROLE, grant)
    locked: RoleGrant = lock_row(RoleGrant, grant.id)
    rules.require_held(locked)
    locked.ended_at, locked.ended_by_id = now, actor.user_id
    if locked.role in {Role.FOCAL_POINT, Role.NETWORK_COORDINATOR}:
        _revoke_what_was_sent_as(locked, now=now)
    own = sa.select(User.email).where(User.id == locked.user_id).scalar_subquery()
    held = Post(locked.role, locked.collectivity_id)
    _revoke_waiting(_for_post(held), Invitation.email == own, now=now)
    _record_grant(locked, step="end", state=GrantState.ENDED, actor=actor, now=now)
    announce(RoleEnded(user_id=locked.user_id, collectivity_id=locked.collectivity_id, role=locked.role))


def _require_somebody_else(actor: Actor, email: str) -> None:
    own = db.session.scalar(sa.select(User.email).where(User.id == actor.user_id)) if actor.user_id else None
    if own is not None and own.casefold() == email.casefold():
        raise rules.NotToOneself


def _grant(*, user_id: int, post: Post, granted_by_id: int | None, actor: Actor, now: datetime) -> RoleGrant:
    """Insert unless the same role is held already; the unique index decides, whatever arrives together."""
    values = {
        "user_id": user_id,
        "collectivity_id": post.collectivity_id,
        "role": post.role,
        "granted_at": now,
        "granted_by_id": granted_by_id,
    }
    statement = insert_into(RoleGrant).values(**values).on_conflict_do_nothing().returning(RoleGrant.id)
    is_new = db.session.scalar(statement) is not None
    grant = db.session.scalars(
        sa.select(RoleGrant).where(
            RoleGrant.user_id == user_id,
            RoleGrant.role == post.role,
            RoleGrant.ended_at.is_(None),
            RoleGrant.collectivity_id == post.collectivity_id
            if post.collectivity_id is not None
            else RoleGrant.collectivity_id.is_(None),
        )
    ).one()
    if is_new:
        _record_grant(grant, step="grant", state=GrantState.HELD, actor=actor, now=now)
        announce(RoleGranted(user_id=user_id, collectivity_id=post.collectivity_id, role=post.role))
    return grant


def _require_sender_still_may(invitation: Invitation, post: Post) -> None:
    if invitation.invited_by_id is None:  # the operator, who has the machine anyway
        return
    sender = load_actor(invitation.invited_by_id)
    if not policy.accounts.allows(sender, AccountPermission.INVITE, post):
        raise rules.LinkNoLongerWorks


def _revoke_what_was_sent_as(grant: RoleGrant, *, now: datetime) -> None:
    sent = [Invitation.invited_by_id == grant.user_id]
    if grant.collectivity_id is not None:
        sent.append(Invitation.collectivity_id == grant.collectivity_id)
    _revoke_waiting(*sent, now=now)


def _for_post(post: Post) -> sa.ColumnElement[bool]:
    place = Invitation.collectivity_id
    in_place = place == post.collectivity_id if post.collectivity_id is not None else place.is_(None)
    return sa.and_(in_place, Invitation.role == post.role)


def _revoke_waiting(*conditions: sa.ColumnElement[bool], now: datetime) -> None:
    waiting = (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    db.session.execute(sa.update(Invitation).where(*waiting, *conditions).values(revoked_at=now))


def _record_grant(grant: RoleGrant, *, step: str, state: GrantState, actor: Actor, now: datetime) -> None:
    """Write the steps of a role in the history of its collectivity, those of the network in the security log."""
    details = {"role": grant.role.value, "user_id": grant.user_id}
    if grant.collectivity_id is None:
        kind = f"network_role_{state.value}"
        db.session.add(SecurityEvent(user_id=grant.user_id, kind=kind, details=details, happened_at=now))
        return
    history.record_step(subject=grant, step=step, state=state, actor=actor, now=now, details=details)


def _record_invitation(
    invitation: Invitation, *, step: str, state: InvitationState, actor: Actor, now: datetime
) -> None:
    details = {"role": invitation.role.value}
    if invitation.collectivity_id is None:
        kind = f"network_invitation_{state.value}"
        db.session.add(SecurityEvent(user_id=actor.user_id, kind=kind, details=details, happened_at=now))
        return
    history.record_step(subject=invitation, step=step, state=state, actor=actor, now=now, details=details)
