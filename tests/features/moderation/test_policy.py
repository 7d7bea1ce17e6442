"""Who moderates and who reports: the specification."""

from dataclasses import dataclass

import pytest

from app.features.accounts.types import Role
from app.features.moderation.policy import ModerationPermission, moderation
from app.foundation.policy import SYSTEM, VISITOR, Actor

HERE, ELSEWHERE = 1, 2
AUTHOR, SOMEBODY = 7, 8


@dataclass
class Text:
    collectivity_id: int = HERE
    author_id: int | None = AUTHOR


def person(*roles: Role, at: int = HERE, user_id: int = SOMEBODY, confirmed: bool = True) -> Actor:
    return Actor(user_id=user_id, roles=frozenset((at, role.value) for role in roles), is_confirmed=confirmed)


@pytest.mark.parametrize("role", sorted(Role))
def test_moderators_and_focal_points_read_the_queue_and_decide(role: Role) -> None:
    moderates = role in {Role.MODERATOR, Role.FOCAL_POINT}
    for permission in (ModerationPermission.READ_QUEUE, ModerationPermission.DECIDE):
        assert moderation.allows(person(role), permission, Text()) is moderates
        assert not moderation.allows(person(role, at=ELSEWHERE), permission, Text())


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.FOCAL_POINT])
def test_nobody_decides_on_her_own_text(role: Role) -> None:
    assert not moderation.allows(person(role, user_id=AUTHOR), ModerationPermission.DECIDE, Text())


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (VISITOR, False),
        (person(confirmed=False), False),
        (person(user_id=AUTHOR), False),
        (person(), True),
        (person(Role.MODERATOR), True),
        (SYSTEM, True),
    ],
)
def test_whoever_takes_part_reports_the_texts_of_others(actor: Actor, may: bool) -> None:
    assert moderation.allows(actor, ModerationPermission.REPORT, Text()) is may
