"""Reads of people, roles and invitations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import Association, AssociationMember, Invitation, RoleGrant, User
from app.features.accounts.secrets_at_rest import hash_of
from app.features.accounts.types import Address, NameShown, Role
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.policy import VISITOR, Actor

ACCOUNT_CLASS = User


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person in a role."""

    grant_id: int
    user_id: int
    collectivity_id: int | None
    role: Role
    name: str
    address: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration that anybody may try, with one of its roles (none: a participant)."""

    key: str
    name: str
    role: Role | None
    collectivity_id: int | None


def load_actor(user_id: int, *, is_strong: bool = True) -> Actor:
    """Return the actor that an account is now, with the roles that have not ended; a visitor when it is not active.

    A session that is not strong holds them back: nothing of what they open is seen or done.
    """
    user = db.session.get(User, user_id)
    if user is None or not user.active:
        return VISITOR
    grants = db.session.execute(
        sa.select(RoleGrant.collectivity_id, RoleGrant.role).where(
            RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None)
        )
    )
    held = frozenset((collectivity_id, str(role)) for collectivity_id, role in grants)
    return Actor(
        user_id=user.id,
        roles=held if is_strong else frozenset(),
        roles_held_back=frozenset() if is_strong else held,
        is_confirmed=user.confirmed_at is not None,
    )


def get_user(user_id: int | None) -> User:
    """Return an account, or raise NotFound."""
    user = db.session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise NotFound
    return user


def find_by_address(address: Address) -> User | None:
    """Return the account of an e-mail address or phone number, or None."""
    column = User.us_phone_number if address.is_phone else User.email
    return db.session.scalar(sa.select(User).where(column == address.text))


def find_by_email(email: str) -> User | None:
    """Return the account of an e-mail address, or None."""
    return find_by_address(Address(email))


def find_by_demo_key(key: str) -> User | None:
    """Return an account of the demonstration that anybody may try, or None."""
    statement = sa.select(User).where(User.demo_key == key, User.is_demo, User.active)
    return db.session.scalar(statement)


def shown_name(*, user_id: int, name_shown: NameShown, association_id: int | None = None) -> str | None:
    """Return the name under which a contribution appears: of the association, of the person, or none."""
    if association_id is not None:
        return _association_name(user_id=user_id, association_id=association_id)
    if name_shown is NameShown.HIDDEN:
        return None
    column = User.public_name if name_shown is NameShown.PUBLIC_NAME else User.pseudonym
    return db.session.scalar(sa.select(column).where(User.id == user_id))


def list_associations(*, user_id: int | None) -> list[Association]:
    """Return the associations that a person may speak for, by name."""
    statement = (
        sa.select(Association)
        .join(AssociationMember, AssociationMember.association_id == Association.id)
        .where(AssociationMember.user_id == user_id, AssociationMember.ended_at.is_(None))
        .order_by(Association.name, Association.id)
    )
    return list(db.session.scalars(statement))


def list_staff(collectivity_id: int | None) -> list[StaffMember]:
    """Return who holds which role in a collectivity (none: in the network) now, by role and name."""
    statement = (
        sa.select(RoleGrant, User)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.ended_at.is_(None), _in(RoleGrant.collectivity_id, collectivity_id))
        .order_by(RoleGrant.id)
    )
    members = [
        StaffMember(
            grant_id=grant.id,
            user_id=user.id,
            collectivity_id=grant.collectivity_id,
            role=grant.role,
            name=user.public_name or user.pseudonym or "",
            address=user.email or user.us_phone_number or "",
            since=grant.granted_at,
        )
        for grant, user in db.session.execute(statement).all()
    ]
    order = list(Role)
    return sorted(members, key=lambda member: (order.index(member.role), member.name, member.grant_id))


def list_user_ids_in(*, collectivity_id: int | None, role: Role) -> list[int]:
    """Return the accounts that hold a role in a collectivity (none: in the network) now."""
    statement = sa.select(RoleGrant.user_id).where(
        RoleGrant.role == role, RoleGrant.ended_at.is_(None), _in(RoleGrant.collectivity_id, collectivity_id)
    )
    return list(db.session.scalars(statement))


def holds_any_role(user_id: int) -> bool:
    """Say whether a person works for a collectivity or for the network now."""
    held = sa.exists().where(RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None))
    return bool(db.session.scalar(sa.select(held)))


def list_own_roles(*, user_id: int | None) -> list[RoleGrant]:
    """Return the roles that a person holds now, the newest first."""
    statement = (
        sa.select(RoleGrant)
        .where(RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id.desc())
    )
    return list(db.session.scalars(statement))


def get_grant(*, collectivity_id: int | None, grant_id: int) -> RoleGrant:
    """Return a role held in a collectivity (none: in the network), or raise NotFound."""
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or grant.collectivity_id != collectivity_id:
        raise NotFound
    return grant


def list_invitations(collectivity_id: int | None) -> list[Invitation]:
    """Return the invitations that nobody accepted or took back, the newest first."""
    statement = (
        sa.select(Invitation)
        .where(
            _in(Invitation.collectivity_id, collectivity_id),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id.desc())
    )
    return list(db.session.scalars(statement))


def get_invitation(*, collectivity_id: int | None, invitation_id: int) -> Invitation:
    """Return an invitation to a role in a collectivity (none: in the network), or raise NotFound."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or invitation.collectivity_id != collectivity_id:
        raise NotFound
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that a link leads to, or None."""
    return db.session.scalar(sa.select(Invitation).where(Invitation.token_hash == hash_of(token)))


def list_demo_accounts() -> list[DemoAccount]:
    """Return the accounts of the demonstration that anybody may try, each with its first role."""
    first = (
        sa.select(sa.func.min(RoleGrant.id)).where(RoleGrant.ended_at.is_(None)).group_by(RoleGrant.user_id)
    )
    statement = (
        sa.select(User.demo_key, User.public_name, User.pseudonym, RoleGrant.role, RoleGrant.collectivity_id)
        .outerjoin(RoleGrant, (RoleGrant.user_id == User.id) & RoleGrant.id.in_(first))
        .where(User.demo_key.is_not(None), User.is_demo, User.active)
        .order_by(User.id)
    )
    return [
        DemoAccount(key=key, name=public_name or pseudonym or key, role=role, collectivity_id=collectivity_id)
        for key, public_name, pseudonym, role, collectivity_id in db.session.execute(statement).all()
        if key is not None
    ]


def _in(column: Any, collectivity_id: int | None) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool] = (
        column == collectivity_id if collectivity_id is not None else column.is_(None)
    )
    return condition


def _association_name(*, user_id: int, association_id: int) -> str | None:
    statement = (
        sa.select(Association.name)
        .join(AssociationMember, AssociationMember.association_id == Association.id)
        .where(
            Association.id == association_id,
            AssociationMember.user_id == user_id,
            AssociationMember.ended_at.is_(None),
        )
    )
    return db.session.scalar(statement)
