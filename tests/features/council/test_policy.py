"""Who prepares, records and publishes: three roles, each only in its own collectivity."""

import pytest

from app.features.accounts.types import Role
from app.features.consultations.models import Consultation
from app.features.council.policy import CouncilPermission, council
from app.foundation.policy import VISITOR, Actor

HERE, ELSEWHERE = 1, 2
DECIDERS = {Role.COUNCIL_MEMBER, Role.FOCAL_POINT}
ALLOWED = {
    CouncilPermission.READ_DESK: DECIDERS | {Role.COMMITTEE_MEMBER, Role.MONITORING_BODY},
    CouncilPermission.PREPARE_RESPONSE: DECIDERS | {Role.COMMITTEE_MEMBER},
    CouncilPermission.RECORD_SESSION: DECIDERS,
    CouncilPermission.PUBLISH_RESPONSES: DECIDERS,
    CouncilPermission.WRITE_ADOPTED_PLAN: {Role.COMMITTEE_MEMBER, Role.FOCAL_POINT},
    CouncilPermission.ADOPT_PLAN: DECIDERS,
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", CouncilPermission)
def test_each_role_may_do_what_its_table_says_and_only_at_home(
    role: Role, permission: CouncilPermission
) -> None:
    subject = Consultation(collectivity_id=HERE)
    at_home = Actor(user_id=1, roles=frozenset({(HERE, role.value)}), is_confirmed=True)
    abroad = Actor(user_id=1, roles=frozenset({(ELSEWHERE, role.value)}), is_confirmed=True)
    assert council.allows(at_home, permission, subject) is (role in ALLOWED[permission])
    assert not council.allows(abroad, permission, subject)
    assert not council.allows(VISITOR, permission, subject)
