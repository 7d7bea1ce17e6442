"""What waits for the network is exactly what nobody of the collectivity may decide."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.models import RoleGrant
from app.features.accounts.types import Role
from app.features.discussion import commands as discussion
from app.features.discussion.types import About
from app.features.moderation import commands, looking_again
from app.features.moderation.models import Appeal, ModerationDecision
from app.features.moderation.network_appeals import list_network_appeals
from app.features.moderation.types import AppealOutcome, Decision
from app.features.proposals.types import Signature
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM, Actor
from tests.support.consulting import Consulting
from tests.support.moderating import AGAINST_RULE_1, appeal, hide, make_moderated, report, rule

TITLE = "Ouvrir la bibliothèque le soir"


@pytest.fixture
def place(db_session: Any) -> Consulting:
    return make_moderated()


@pytest.fixture
def first(place: Consulting) -> Actor:
    return place.person(Role.MODERATOR, name="Première")


@pytest.fixture
def author(place: Consulting) -> Actor:
    return place.person(name="Autrice")


def listed() -> list[int]:
    """Return the decisions that wait for the network, once the rule that decides on each was asked as well."""
    found = [each.decision.id for each in list_network_appeals()]
    waiting = db.session.scalars(
        sa.select(ModerationDecision).join(Appeal, Appeal.decision_id == ModerationDecision.id).distinct()
    )
    for decision in waiting:
        is_undecided = looking_again.find_ruling(decision_id=decision.id) is None
        may = is_undecided and not looking_again.concern_of_appeal(decision).has_colleague
        assert (decision.id in found) == may
    return found


def test_an_appeal_waits_for_the_network_until_it_is_decided(
    place: Consulting, author: Actor, first: Actor
) -> None:
    decision = hide(place, first, place.published(author))
    assert listed() == []
    lodged = db.session.get_one(Appeal, appeal(author, decision))
    (waiting,) = list_network_appeals()
    assert listed() == [decision]
    assert (waiting.text.title, waiting.lodged_at, waiting.due_at) == (TITLE, lodged.lodged_at, lodged.due_at)
    coordinator = Actor(
        user_id=place.person(name="Coordinatrice").user_id,
        roles=frozenset({(None, Role.NETWORK_COORDINATOR.value)}),
        is_confirmed=True,
    )
    rule(coordinator, decision, AppealOutcome.UPHELD)
    assert listed() == []


def test_a_colleague_without_a_part_in_it_decides_and_one_who_left_does_not(
    place: Consulting, author: Actor, first: Actor
) -> None:
    decision = hide(place, first, place.published(author))
    appeal(author, decision)
    second = place.person(Role.FOCAL_POINT, name="Seconde")
    assert listed() == []
    with transaction() as now:
        grant = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.user_id == second.user_id)).one()
        grant.ended_at = now
    assert listed() == [decision]


def test_colleagues_who_wrote_reported_appealed_helped_or_decided_leave_it_to_the_network(
    place: Consulting, author: Actor, first: Actor
) -> None:
    colleague = place.person(Role.MODERATOR, name="Collègue")
    written = hide(place, first, place.published(colleague, "Ce que la collègue propose"))
    appeal(colleague, written)
    proposal_id = place.published(author, "Ce que la collègue a signalé")
    report(place, colleague, proposal_id)
    reported = hide(place, first, proposal_id)
    appeal(author, reported)
    helped = hide(place, first, place.published(author, "Ce que la collègue a aidé à écrire"))
    appeal(replace(author, helped_by=colleague.user_id), helped)
    free = hide(place, first, place.published(author, "Ce que la collègue ne connaît pas"))
    appeal(author, free)
    assert listed() == [written, reported, helped]


def test_comments_wait_beside_proposals_and_what_a_new_colleague_decided_does_not(
    place: Consulting, author: Actor, first: Actor
) -> None:
    proposal_id = place.published(author)
    with transaction() as now:
        comment = discussion.post_comment(
            actor=author, consultation=place.consultation, about=About(proposal_id=proposal_id), body="Bien.",
            signature=Signature(), now=now,
        )  # fmt: skip
        discussion.publish(actor=SYSTEM, comment=comment, now=now)
        hidden = commands.decide(
            actor=first, subject=comment, decision=Decision.HIDE, now=now, **AGAINST_RULE_1
        ).id
    appeal(author, hidden)
    assert listed() == [hidden]
    rule(place.person(Role.MODERATOR, name="Tierce"), hidden, AppealOutcome.OVERTURNED)
    assert listed() == []
