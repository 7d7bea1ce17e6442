"""Who may do what so that a voter is known: actors by situations."""

from types import SimpleNamespace

import pytest

from app.features.accounts.types import Role
from app.features.voters.policy import VoterPermission, voters
from app.foundation.errors import NotAllowed
from app.foundation.policy import SYSTEM, VISITOR, Actor

HERE, ELSEWHERE = 1, 2


def person(number: int, *roles: tuple[int | None, Role], confirmed: bool = True) -> Actor:
    held = frozenset((place, role.value) for place, role in roles)
    return Actor(user_id=number, is_confirmed=confirmed, roles=held)


EVERYBODY = {
    "visitor": VISITOR,
    "unconfirmed": person(1, confirmed=False),
    "participant": person(2),
    "facilitator": person(3, (HERE, Role.FACILITATOR)),
    "moderator": person(4, (HERE, Role.MODERATOR)),
    "focal point": person(5, (HERE, Role.FOCAL_POINT)),
    "facilitator elsewhere": person(6, (ELSEWHERE, Role.FACILITATOR)),
    "focal point elsewhere": person(7, (ELSEWHERE, Role.FOCAL_POINT)),
    "council member": person(8, (HERE, Role.COUNCIL_MEMBER)),
    "monitoring body": person(9, (HERE, Role.MONITORING_BODY)),
    "mentor": person(10, (None, Role.MENTOR)),
    "network coordinator": person(11, (None, Role.NETWORK_COORDINATOR)),
}
ACCOUNTS = set(EVERYBODY) - {"visitor", "unconfirmed"}
AT_THE_DESK = {"facilitator", "focal point"}
ALLOWED = {
    # permission, and whether it is about the collectivity or about nothing of one: those who may
    (VoterPermission.SAY_WHO_ONE_IS, "here"): ACCOUNTS,
    (VoterPermission.SAY_WHO_ONE_IS, "anywhere"): ACCOUNTS,
    (VoterPermission.VERIFY_AT_DESK, "here"): AT_THE_DESK,
    (VoterPermission.VERIFY_AT_DESK, "elsewhere"): {"facilitator elsewhere", "focal point elsewhere"},
    (VoterPermission.IMPORT_REGISTER, "here"): {"focal point"},
    (VoterPermission.IMPORT_REGISTER, "elsewhere"): {"focal point elsewhere"},
}
SITUATIONS = {
    "here": SimpleNamespace(id=HERE, collectivity_id=HERE),
    "elsewhere": SimpleNamespace(id=ELSEWHERE, collectivity_id=ELSEWHERE),
    "anywhere": None,
}


@pytest.mark.parametrize(("permission", "situation"), ALLOWED)
def test_each_permission_is_for_these_and_nobody_else(permission: VoterPermission, situation: str) -> None:
    about = SITUATIONS[situation]
    allowed = {name for name, actor in EVERYBODY.items() if voters.allows(actor, permission, about)}
    assert allowed == ALLOWED[permission, situation]


def test_the_table_above_speaks_of_every_permission() -> None:
    assert {permission for permission, _ in ALLOWED} == set(voters.permissions())


@pytest.mark.parametrize("permission", VoterPermission)
def test_the_platform_itself_may_and_every_refusal_has_its_sentence(permission: VoterPermission) -> None:
    assert voters.allows(SYSTEM, permission, SITUATIONS["here"])
    with pytest.raises(NotAllowed) as refused:
        voters.require(EVERYBODY["unconfirmed"], permission, SITUATIONS["here"])
    assert str(refused.value) != str(NotAllowed())
