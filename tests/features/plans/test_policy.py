"""Who may do what with plans."""

import pytest

from app.features.accounts.types import Role
from app.features.plans.policy import PlanPermission, plans
from app.foundation.policy import VISITOR, Actor


class Subject:
    collectivity_id = 1
    is_public = False


class PublicSubject(Subject):
    is_public = True


ALLOWED = {
    PlanPermission.EDIT: {Role.FOCAL_POINT, Role.COMMITTEE_MEMBER},
    PlanPermission.IMPORT: {Role.FOCAL_POINT, Role.COMMITTEE_MEMBER},
    PlanPermission.PUBLISH: {Role.FOCAL_POINT},
    PlanPermission.ADOPT: {Role.FOCAL_POINT, Role.COUNCIL_MEMBER},
}


def holder(role: Role, collectivity_id: int | None) -> Actor:
    return Actor(user_id=1, roles=frozenset({(collectivity_id, role.value)}), is_confirmed=True)


@pytest.mark.parametrize("permission", ALLOWED)
@pytest.mark.parametrize("role", Role)
def test_only_the_roles_of_the_table_and_only_in_their_collectivity(
    permission: PlanPermission, role: Role
) -> None:
    assert plans.allows(holder(role, 1), permission, Subject()) is (role in ALLOWED[permission])
    assert not plans.allows(holder(role, 2), permission, Subject())
    assert not plans.allows(holder(role, None), permission, Subject())
    assert not plans.allows(VISITOR, permission, Subject())


def test_everybody_reads_public_plans_and_staff_reads_the_others() -> None:
    assert plans.allows(VISITOR, PlanPermission.READ, PublicSubject())
    assert not plans.allows(VISITOR, PlanPermission.READ, Subject())
    assert plans.allows(holder(Role.MODERATOR, 1), PlanPermission.READ, Subject())
    assert not plans.allows(holder(Role.MODERATOR, 2), PlanPermission.READ, Subject())
