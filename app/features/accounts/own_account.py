"""What a person does with her own account: her names, her commune, her associations, her password."""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts import codes, policy, rules
from app.features.accounts.models import Association, AssociationMember, User
from app.features.accounts.policy import AccountPermission
from app.features.accounts.types import Profile
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.policy import Actor


def update_profile(*, actor: Actor, profile: Profile, now: datetime) -> User:
    """Change the actor's names, language and commune; what she published before keeps the name it had."""
    policy.accounts.require(actor, AccountPermission.MANAGE_OWN_ACCOUNT)
    checked = rules.require_profile(profile)
    user = db.session.get_one(User, actor.user_id)
    user.language, user.territory_id = checked.language, checked.territory_id
    user.public_name, user.pseudonym = checked.public_name, checked.pseudonym
    user.update_datetime = now
    db.session.flush()
    return user


def change_password(*, actor: Actor, password_hash: str, now: datetime) -> User:
    """Give the actor's account another password and end her other sessions."""
    policy.accounts.require(actor, AccountPermission.MANAGE_OWN_ACCOUNT)
    user = db.session.get_one(User, actor.user_id)
    codes.set_password(user=user, password_hash=password_hash, now=now)
    return user


def declare_association(*, actor: Actor, name: str, now: datetime) -> Association:
    """Record, on the actor's word, that she may speak for an association."""
    policy.accounts.require(actor, AccountPermission.MANAGE_OWN_ACCOUNT)
    cleaned = rules.require_association_name(name)
    user = db.session.scalars(sa.select(User).where(User.id == actor.user_id).with_for_update()).one()
    current = (AssociationMember.user_id == user.id) & AssociationMember.ended_at.is_(None)
    count = sa.select(sa.func.count()).select_from(AssociationMember).where(current)
    if (db.session.scalar(count) or 0) >= rules.MOST_ASSOCIATIONS:
        raise rules.TooManyAssociations
    association = Association(
        name=cleaned, territory_id=user.territory_id, declared_by_id=user.id, created_at=now
    )
    db.session.add(association)
    db.session.flush()
    db.session.add(AssociationMember(association_id=association.id, user_id=user.id, since=now))
    db.session.flush()
    return association


def leave_association(*, actor: Actor, association_id: int, now: datetime) -> None:
    """End the actor's right to speak for an association; what she said for it stays."""
    policy.accounts.require(actor, AccountPermission.MANAGE_OWN_ACCOUNT)
    membership = db.session.scalar(
        sa.select(AssociationMember).where(
            AssociationMember.association_id == association_id,
            AssociationMember.user_id == actor.user_id,
            AssociationMember.ended_at.is_(None),
        )
    )
    if membership is None:
        raise NotFound
    membership.ended_at = now
