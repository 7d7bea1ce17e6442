"""WHO may invite and end roles: actors by situations."""

import pytest

from app.features.accounts.models import RoleGrant
from app.features.accounts.policy import AccountPermission, accounts
from app.features.accounts.types import NETWORK_ROLES, STAFF_ROLES, Post, Role
from app.foundation.errors import NotAllowed, SignInNeeded
from app.foundation.policy import SYSTEM, VISITOR, Actor

HERE, ELSEWHERE = 1, 2
CITIZEN = Actor(user_id=10, is_confirmed=True)
UNCONFIRMED = Actor(user_id=11)


def holder(role: Role, at: int | None = HERE) -> Actor:
    return Actor(
        user_id=20, is_confirmed=True, roles=frozenset({(None if role.is_of_network else at, role.value)})
    )


FOCAL_POINT, COORDINATOR = holder(Role.FOCAL_POINT), holder(Role.NETWORK_COORDINATOR)


def may_invite(actor: Actor, role: Role, at: int | None = HERE) -> bool:
    return accounts.allows(actor, AccountPermission.INVITE, Post(role, at))


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_a_focal_point_fills_every_post_of_her_collectivity_only(role: Role) -> None:
    assert may_invite(FOCAL_POINT, role)
    assert not may_invite(FOCAL_POINT, role, ELSEWHERE)


@pytest.mark.parametrize("role", sorted(Role))
def test_a_coordinator_fills_the_posts_of_focal_points_and_of_the_network(role: Role) -> None:
    expected = role in NETWORK_ROLES or role is Role.FOCAL_POINT
    assert may_invite(COORDINATOR, role, None if role.is_of_network else HERE) is expected


@pytest.mark.parametrize("role", sorted(NETWORK_ROLES))
def test_a_focal_point_fills_no_post_of_the_network(role: Role) -> None:
    assert not may_invite(FOCAL_POINT, role, None)


@pytest.mark.parametrize(
    "actor",
    [
        VISITOR,
        CITIZEN,
        UNCONFIRMED,
        *(holder(role) for role in sorted(STAFF_ROLES - {Role.FOCAL_POINT})),
        holder(Role.MENTOR),
    ],
)
def test_nobody_else_invites(actor: Actor) -> None:
    assert not any(may_invite(actor, role, None if role.is_of_network else HERE) for role in Role)
    with pytest.raises(NotAllowed):
        accounts.require(actor, AccountPermission.INVITE, Post(Role.MODERATOR, HERE))


@pytest.mark.parametrize("actor", [CITIZEN, FOCAL_POINT, COORDINATOR])
def test_only_the_operator_gives_a_role_without_invitation(actor: Actor) -> None:
    assert not accounts.allows(actor, AccountPermission.GRANT, Post(Role.MODERATOR, HERE))
    assert accounts.allows(SYSTEM, AccountPermission.GRANT, Post(Role.MODERATOR, HERE))


@pytest.mark.parametrize(
    ("actor", "at", "expected"),
    [
        (FOCAL_POINT, HERE, True), (FOCAL_POINT, ELSEWHERE, False), (FOCAL_POINT, None, False),
        (COORDINATOR, HERE, False), (COORDINATOR, None, True),
        (holder(Role.MODERATOR), HERE, False), (CITIZEN, HERE, False), (VISITOR, HERE, False),
        (Actor(user_id=99, is_confirmed=True), HERE, True),
    ],
)  # fmt: skip
def test_a_role_is_ended_by_its_holder_or_by_whoever_may_fill_the_post(
    actor: Actor, at: int | None, expected: bool
) -> None:
    role = Role.MENTOR if at is None else Role.MODERATOR
    grant = RoleGrant(user_id=99, collectivity_id=at, role=role)
    assert accounts.allows(actor, AccountPermission.END_ROLE, grant) is expected


def test_a_coordinator_ends_the_role_of_a_focal_point_and_no_other_of_a_collectivity() -> None:
    held = {role: RoleGrant(user_id=99, collectivity_id=HERE, role=role) for role in STAFF_ROLES}
    ended = {
        role
        for role, grant in held.items()
        if accounts.allows(COORDINATOR, AccountPermission.END_ROLE, grant)
    }
    assert ended == {Role.FOCAL_POINT}


def test_one_s_own_account_needs_a_confirmed_address() -> None:
    assert accounts.allows(CITIZEN, AccountPermission.MANAGE_OWN_ACCOUNT)
    with pytest.raises(SignInNeeded):
        accounts.require(VISITOR, AccountPermission.MANAGE_OWN_ACCOUNT)
    with pytest.raises(NotAllowed):
        accounts.require(UNCONFIRMED, AccountPermission.MANAGE_OWN_ACCOUNT)
