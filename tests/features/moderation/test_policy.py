"""Who moderates, who reports, who appeals and who decides on appeals: the specification."""

import pytest

from app.features.accounts.types import Role
from app.features.moderation.policy import ModerationPermission, deciding_role, moderation
from app.features.moderation.types import Concern
from app.foundation.policy import SYSTEM, VISITOR, Actor

HERE, ELSEWHERE = 1, 2
AUTHOR, SOMEBODY, REPORTER, TYPIST, FIRST, APPELLANT = 7, 8, 9, 10, 11, 12
TEXT = Concern(
    HERE, author_id=AUTHOR, entered_by_id=TYPIST, reporter_ids=frozenset({REPORTER}),
    appellant_ids=frozenset({APPELLANT}), decider_ids=frozenset({FIRST}),
)  # fmt: skip
NOBODY_ELSE = Concern(HERE, author_id=AUTHOR, decider_ids=frozenset({FIRST}), has_colleague=False)
MODERATE = {Role.MODERATOR, Role.FOCAL_POINT}


def person(*roles: Role, at: int | None = HERE, user_id: int = SOMEBODY, confirmed: bool = True) -> Actor:
    return Actor(user_id=user_id, roles=frozenset((at, role.value) for role in roles), is_confirmed=confirmed)


@pytest.mark.parametrize("role", sorted(Role))
def test_moderators_and_focal_points_read_the_queue_assign_and_decide(role: Role) -> None:
    for permission in (
        ModerationPermission.READ_QUEUE,
        ModerationPermission.ASSIGN,
        ModerationPermission.DECIDE,
    ):
        assert moderation.allows(person(role), permission, TEXT) is (role in MODERATE)
        assert not moderation.allows(person(role, at=ELSEWHERE), permission, TEXT)


@pytest.mark.parametrize("role", sorted(MODERATE))
@pytest.mark.parametrize("user_id", [AUTHOR, TYPIST, REPORTER])
def test_nobody_decides_on_a_text_that_she_wrote_wrote_down_or_reported(role: Role, user_id: int) -> None:
    assert not moderation.allows(person(role, user_id=user_id), ModerationPermission.DECIDE, TEXT)


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("user_id", [SOMEBODY, AUTHOR, TYPIST, REPORTER, FIRST, APPELLANT])
def test_an_appeal_is_decided_by_a_colleague_without_any_part_in_it(role: Role, user_id: int) -> None:
    may = role in MODERATE and user_id == SOMEBODY
    asked = ModerationPermission.DECIDE_APPEAL
    assert moderation.allows(person(role, user_id=user_id), asked, TEXT) is may
    assert not moderation.allows(person(role, user_id=user_id, at=ELSEWHERE), asked, TEXT)
    assert not moderation.allows(person(role, user_id=user_id, at=None), asked, TEXT)


@pytest.mark.parametrize("role", sorted(Role))
def test_a_coordinator_decides_an_appeal_where_no_colleague_may(role: Role) -> None:
    asked = ModerationPermission.DECIDE_APPEAL
    assert moderation.allows(person(role, at=None), asked, NOBODY_ELSE) is (role is Role.NETWORK_COORDINATOR)
    assert not moderation.allows(person(role, at=None, user_id=FIRST), asked, NOBODY_ELSE)
    assert not moderation.allows(person(role, at=None), ModerationPermission.DECIDE, NOBODY_ELSE)


@pytest.mark.parametrize(
    ("user_id", "may"),
    [(AUTHOR, True), (REPORTER, True), (TYPIST, False), (SOMEBODY, False), (FIRST, False)],
)
def test_the_author_and_whoever_reported_in_vain_appeal(user_id: int, may: bool) -> None:
    for roles in ((), (Role.MODERATOR,)):
        assert moderation.allows(person(*roles, user_id=user_id), ModerationPermission.APPEAL, TEXT) is may
    unconfirmed = person(user_id=user_id, confirmed=False)
    assert not moderation.allows(unconfirmed, ModerationPermission.APPEAL, TEXT)
    assert not moderation.allows(VISITOR, ModerationPermission.APPEAL, Concern(HERE))


def test_whoever_wrote_a_sheet_down_appeals_for_its_author_who_has_no_account() -> None:
    sheet = Concern(HERE, entered_by_id=TYPIST)
    assert moderation.allows(person(user_id=TYPIST), ModerationPermission.APPEAL, sheet)


def test_at_a_help_desk_one_appeals_and_does_nothing_else_of_moderation() -> None:
    assert moderation.with_help() == {ModerationPermission.APPEAL}


def test_the_log_names_the_role_in_which_somebody_decides() -> None:
    assert deciding_role(person(Role.FOCAL_POINT, Role.MODERATOR), HERE) == "moderator"
    assert deciding_role(person(Role.FOCAL_POINT), HERE) == "focal_point"
    assert deciding_role(person(Role.NETWORK_COORDINATOR, at=None), HERE) == "network_coordinator"
    assert deciding_role(SYSTEM, HERE) == "system"


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
    assert moderation.allows(actor, ModerationPermission.REPORT, TEXT) is may
