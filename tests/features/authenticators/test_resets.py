"""Whoever lost every factor is helped by those who answer for her role, never by herself, and always told."""

import pytest
import sqlalchemy as sa

from app.features.accounts import queries as accounts
from app.features.accounts import sessions
from app.features.accounts.models import RoleGrant, SecurityEvent
from app.features.accounts.types import Browser, Proof, Role, SignInMethod
from app.features.authenticators import queries, resets, rules
from app.features.authenticators.models import AuthenticatorApp
from app.foundation import history
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed
from app.foundation.outbox import OutboxMessage
from tests.support.clock import FixedClock
from tests.support.people import Country, actor_of, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def country(db_session: object, clock: FixedClock) -> Country:
    return make_country()


def guard(user_id: int) -> int:
    """Give an account a factor; return the account."""
    with transaction() as now:
        db.session.add(AuthenticatorApp(user_id=user_id, sealed_secret="sealed", last_step=1, created_at=now))
    return user_id


def grant_of(user_id: int) -> RoleGrant:
    return accounts.list_own_roles(user_id=user_id)[-1]


def reset(by: int, of: int) -> None:
    with transaction() as now:
        resets.reset_of_team(actor=actor_of(by), grant=grant_of(of), now=now)


def test_a_focal_point_resets_her_team_which_is_told_and_signed_out(country: Country) -> None:
    focal_point = make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id)
    moderator = guard(make_person("moderator@example.org", Role.MODERATOR, at=country.first_id))
    with transaction() as now:
        proof = Proof(SignInMethod.PASSWORD)
        token = sessions.begin(user_id=moderator, proof=proof, browser=Browser("192.0.2.0/24"), now=now)
    reset(focal_point, moderator)
    assert not queries.has_factor(moderator)
    assert sessions.find(token) is None
    (message,) = db.session.scalars(sa.select(OutboxMessage))
    assert (message.recipient, message.values) == ("moderator@example.org", {"change": "reset"})
    (step,) = history.list_steps("role_grant", grant_of(moderator).id)
    assert (step.step, step.actor_id) == ("reset_factors", focal_point)


@pytest.mark.sqlite_only
def test_nobody_resets_her_own_or_another_commune_s(country: Country) -> None:
    focal_point = guard(make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id))
    elsewhere = guard(make_person("other@example.org", Role.MODERATOR, at=country.second_id))
    with pytest.raises(rules.NotOneself):
        reset(focal_point, focal_point)
    with pytest.raises(NotAllowed):
        reset(focal_point, elsewhere)
    with pytest.raises(NotAllowed):
        reset(elsewhere, focal_point)


def test_a_focal_point_does_not_disarm_the_network(country: Country) -> None:
    focal_point = make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id)
    both = guard(
        make_person("both@example.org", Role.MODERATOR, Role.NETWORK_COORDINATOR, at=country.first_id)
    )
    moderator_grant = next(
        each for each in accounts.list_own_roles(user_id=both) if each.role is Role.MODERATOR
    )
    with pytest.raises(rules.WorksElsewhereToo), transaction() as now:
        resets.reset_of_team(actor=actor_of(focal_point), grant=moderator_grant, now=now)
    assert queries.has_factor(both)


def test_a_coordinator_resets_focal_points_and_the_network_s_people(country: Country) -> None:
    coordinator = make_person("lead@example.org", Role.NETWORK_COORDINATOR)
    focal_point = guard(make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id))
    mentor = guard(make_person("mentor@example.org", Role.MENTOR))
    moderator = guard(make_person("moderator@example.org", Role.MODERATOR, at=country.first_id))
    reset(coordinator, focal_point)
    reset(coordinator, mentor)
    with pytest.raises(NotAllowed):
        reset(coordinator, moderator)
    events = db.session.scalars(
        sa.select(SecurityEvent).where(SecurityEvent.kind == "second_factors_reset")
    ).all()
    assert [(each.user_id, (each.details or {})["by"]) for each in events] == [(mentor, coordinator)]


@pytest.mark.sqlite_only
def test_there_must_be_something_to_reset(country: Country) -> None:
    focal_point = make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id)
    moderator = make_person("moderator@example.org", Role.MODERATOR, at=country.first_id)
    with pytest.raises(rules.NoFactorToReset):
        reset(focal_point, moderator)
