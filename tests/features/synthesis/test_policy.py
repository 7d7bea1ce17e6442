"""Who groups and writes: the committee and the focal point; the council and the monitoring body read."""

import pytest

from app.features.accounts.types import Role
from app.features.consultations.models import Consultation
from app.features.synthesis.policy import SynthesisPermission, synthesis
from app.foundation.policy import VISITOR, Actor

WRITERS = {Role.COMMITTEE_MEMBER, Role.FOCAL_POINT}
READERS = WRITERS | {Role.COUNCIL_MEMBER, Role.MONITORING_BODY}
HERE, ELSEWHERE = 1, 2


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", SynthesisPermission)
def test_each_role_may_do_what_its_table_says_and_only_at_home(
    role: Role, permission: SynthesisPermission
) -> None:
    subject = Consultation(collectivity_id=HERE)
    allowed = READERS if permission is SynthesisPermission.READ_DESK else WRITERS
    at_home = Actor(user_id=1, roles=frozenset({(HERE, role.value)}), is_confirmed=True)
    abroad = Actor(user_id=1, roles=frozenset({(ELSEWHERE, role.value)}), is_confirmed=True)
    assert synthesis.allows(at_home, permission, subject) is (role in allowed)
    assert not synthesis.allows(abroad, permission, subject)
    assert not synthesis.allows(VISITOR, permission, subject)
