"""Who reports on activities."""

import pytest

from app.features.accounts.types import Role
from app.features.projects.models import FollowedActivity
from app.features.projects.policy import ProjectPermission, projects
from app.foundation.policy import VISITOR, Actor

HERE, ELSEWHERE = 1, 2
ALLOWED = {
    ProjectPermission.REPORT: {Role.PROJECT_OWNER, Role.FOCAL_POINT},
    ProjectPermission.ASSIGN_OWNER: {Role.FOCAL_POINT},
    ProjectPermission.READ_DESK: {
        Role.PROJECT_OWNER, Role.FOCAL_POINT, Role.MONITORING_BODY, Role.COMMITTEE_MEMBER
    },
}  # fmt: skip


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", ProjectPermission)
def test_each_role_may_do_what_its_table_says_and_only_at_home(
    role: Role, permission: ProjectPermission
) -> None:
    activity = FollowedActivity(collectivity_id=HERE, owner_id=None)
    at_home = Actor(user_id=1, roles=frozenset({(HERE, role.value)}), is_confirmed=True)
    abroad = Actor(user_id=1, roles=frozenset({(ELSEWHERE, role.value)}), is_confirmed=True)
    assert projects.allows(at_home, permission, activity) is (role in ALLOWED[permission])
    assert not projects.allows(abroad, permission, activity)
    assert not projects.allows(VISITOR, permission, activity)
