"""Who may do what with a vote."""

from types import SimpleNamespace

import pytest

from app.features.accounts.types import Role
from app.features.ballots import rules
from app.features.ballots.policy import BallotPermission, ballots
from app.features.ballots.types import VotingState
from app.foundation.policy import SYSTEM, VISITOR, Actor

HERE, ELSEWHERE = 1, 2
EVERYBODY = {
    "visitor": VISITOR,
    "unconfirmed": Actor(user_id=1),
    "participant": Actor(user_id=2, is_confirmed=True),
    "moderator": Actor(user_id=3, is_confirmed=True, roles=frozenset({(HERE, "moderator")})),
    "focal point": Actor(user_id=4, is_confirmed=True, roles=frozenset({(HERE, "focal_point")})),
    "focal point elsewhere": Actor(
        user_id=5, is_confirmed=True, roles=frozenset({(ELSEWHERE, "focal_point")})
    ),
    "mentor": Actor(user_id=6, is_confirmed=True, roles=frozenset({(None, Role.MENTOR.value)})),
}
STAFF = {"moderator", "focal point", "mentor"}
CONFIRMED = set(EVERYBODY) - {"visitor", "unconfirmed"}
ALLOWED = {
    (BallotPermission.READ, False): STAFF,
    (BallotPermission.READ, True): set(EVERYBODY),
    (BallotPermission.SET_UP, False): {"focal point"},
    (BallotPermission.CHANGE_CALENDAR, True): {"focal point"},
    (BallotPermission.CAST, True): CONFIRMED,
    (BallotPermission.RECORD_BY_CLOCK, True): set(),
}


@pytest.mark.parametrize(("permission", "is_announced"), ALLOWED)
def test_each_permission_is_for_these_and_nobody_else(
    permission: BallotPermission, is_announced: bool
) -> None:
    question = SimpleNamespace(collectivity_id=HERE, announced_at="then" if is_announced else None)
    allowed = {name for name, actor in EVERYBODY.items() if ballots.allows(actor, permission, question)}
    assert allowed == ALLOWED[permission, is_announced]
    assert ballots.allows(SYSTEM, permission, question)


def test_the_table_above_speaks_of_every_permission() -> None:
    assert {permission for permission, _ in ALLOWED} == set(ballots.permissions())


def test_every_state_is_reached_and_closed_ends_it() -> None:
    assert rules.LIFECYCLE.reachable() == set(VotingState)
    assert rules.LIFECYCLE.possible(VotingState.CLOSED) == []
    assert rules.LIFECYCLE.possible(VotingState.CANCELLED) == []
