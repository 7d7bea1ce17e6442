"""An invitation gives one role, once, to the owner of one address, while whoever sent it still may (trust.md 26)."""

import pytest
import sqlalchemy as sa

from app.features.accounts import codes, commands
from app.features.accounts.models import Invitation, RoleGrant, User
from app.features.accounts.queries import get_grant, load_actor
from app.features.accounts.rules import InvitedUnderAnotherAddress, LinkNoLongerWorks
from app.features.accounts.types import Address, CodePurpose, Post, Role
from app.foundation.database import db, transaction
from app.foundation.history import list_steps
from app.foundation.outbox import OutboxMessage
from tests.support.clock import FixedClock
from tests.support.people import Country, make_country, make_person

SARA = "sara@example.org"


@pytest.fixture
def country(db_session: object, clock: FixedClock) -> Country:
    return make_country()


@pytest.fixture
def focal_point(country: Country) -> int:
    return make_person("focal@example.org", Role.FOCAL_POINT, at=country.first_id)


def invite(sender_id: int, country: Country, role: Role = Role.MODERATOR) -> str:
    """Send an invitation and return the token of its link."""
    with transaction() as now:
        post = Post(role, country.first_id)
        commands.invite(actor=load_actor(sender_id), post=post, email=SARA, language="fr", now=now)
        last = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        assert last is not None
        token: str = last.values["link_token"]
        return token


def accept(user_id: int, token: str) -> RoleGrant:
    with transaction() as now:
        return commands.accept_invitation(actor=load_actor(user_id), token=token, now=now)


def end(sender_id: int, country: Country, user_id: int, role: Role) -> None:
    with transaction() as now:
        grant_id = db.session.scalars(
            sa.select(RoleGrant.id).where(
                RoleGrant.user_id == user_id, RoleGrant.role == role, RoleGrant.ended_at.is_(None)
            )
        ).one()
        grant = get_grant(collectivity_id=country.first_id, grant_id=grant_id)
        commands.end_role(actor=load_actor(sender_id), grant=grant, now=now)


def roles_of(user_id: int) -> set[Role]:
    held = sa.select(RoleGrant.role).where(RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None))
    return set(db.session.scalars(held))


def test_trust_26_sent_again_the_first_one_no_longer_works_and_another_role_s_does(
    country: Country, focal_point: int
) -> None:
    first, other, second = (
        invite(focal_point, country),
        invite(focal_point, country, Role.FACILITATOR),
        invite(focal_point, country),
    )
    sara = make_person(SARA)
    with pytest.raises(LinkNoLongerWorks):
        accept(sara, first)
    accept(sara, second)
    accept(sara, other)
    assert roles_of(sara) == {Role.MODERATOR, Role.FACILITATOR}


def test_trust_26_a_role_that_ended_is_not_revived_by_an_older_invitation(
    country: Country, focal_point: int
) -> None:
    sara = make_person(SARA)
    used = invite(focal_point, country)
    accept(sara, used)
    waiting = invite(focal_point, country)
    end(focal_point, country, sara, Role.MODERATOR)
    for token in (used, waiting):
        with pytest.raises(LinkNoLongerWorks):
            accept(sara, token)
    assert roles_of(sara) == set()


@pytest.mark.parametrize("how", ["role ended", "account closed", "role changed in the database"])
def test_trust_26_an_invitation_dies_with_its_sender_s_right_to_send_it(
    how: str, country: Country, focal_point: int
) -> None:
    token, sara = invite(focal_point, country), make_person(SARA)
    if how == "role ended":
        end(focal_point, country, focal_point, Role.FOCAL_POINT)
    with transaction() as now:
        if how == "account closed":
            db.session.execute(sa.update(User).where(User.id == focal_point).values(active=False))
        if how == "role changed in the database":
            held = sa.update(RoleGrant).where(RoleGrant.user_id == focal_point)
            db.session.execute(held.values(ended_at=now))
    with pytest.raises(LinkNoLongerWorks):
        accept(sara, token)


def test_trust_26_nobody_else_takes_it_over_not_even_by_recovering_a_password(
    country: Country, focal_point: int
) -> None:
    token = invite(focal_point, country)
    other = make_person("other@example.org")
    with pytest.raises(InvitedUnderAnotherAddress):
        accept(other, token)
    sara = make_person(SARA)
    with transaction() as now:
        codes.ask_for_recovery(address=Address(SARA), language="fr", now=now)
    for purpose in (CodePurpose.RECOVERY, None):
        with pytest.raises(LinkNoLongerWorks), transaction() as now:
            codes.find_link(token=token, purpose=purpose, now=now)
    recovery = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert recovery is not None
    with pytest.raises(LinkNoLongerWorks):
        accept(sara, recovery.values["link_token"])
    with transaction() as now:
        codes.reset_password(token=recovery.values["link_token"], password_hash="hash", now=now)
    assert roles_of(sara) == set()
    assert accept(sara, token).role is Role.MODERATOR


def test_trust_26_an_invitation_is_kept_as_a_hash_and_its_steps_are_written_down(
    country: Country, focal_point: int
) -> None:
    token = invite(focal_point, country)
    kept = db.session.scalars(sa.select(Invitation)).one()
    assert token not in {str(value) for value in vars(kept).values()}
    steps = list_steps("invitation", kept.id)
    assert [(each.step, each.actor_id) for each in steps] == [("invite", focal_point)]
