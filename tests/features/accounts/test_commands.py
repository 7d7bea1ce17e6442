"""Accounts and roles as commands change them, on real databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts import codes, commands, own_account, queries, rules, throttling
from app.features.accounts.events import AccountOpened, RoleEnded, RoleGranted
from app.features.accounts.models import AccountCode, Invitation, RoleGrant, SecurityEvent, User
from app.features.accounts.throttling import Limit
from app.features.accounts.types import Address, Post, Profile, Role
from app.foundation import events
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.outbox import OutboxMessage
from app.foundation.policy import SYSTEM, VISITOR
from tests.support.clock import FixedClock
from tests.support.people import Country, actor_of, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")
AMINA = Address("amina@example.org")
PROFILE = Profile(language="fr", territory_id=None, public_name="Amina")


@pytest.fixture
def country(db_session: object) -> Country:
    return make_country()


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    heard: list[object] = []
    for kind in (AccountOpened, RoleEnded, RoleGranted):
        monkeypatch.setitem(events._handlers, kind, [heard.append])
    return heard


def ask(browser: str = "browser") -> tuple[int, str]:
    """Ask for an account; return the id of what was sent and the code that only its mail holds."""
    with transaction() as now:
        sent = codes.ask_for_account(
            address=AMINA, profile=PROFILE, password_hash="hash", browser=browser, now=now
        )
        code_id = sent.id
    message = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert message is not None
    return code_id, message.values["code"]


def test_an_account_exists_once_its_address_is_proved(announced: list[object]) -> None:
    code_id, code = ask()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 0
    with transaction() as now:
        user = codes.redeem_code(code_id=code_id, code=code, browser="browser", now=now)
        assert user is not None
        user_id = user.id
    assert announced == [AccountOpened(user_id=user_id)]
    assert queries.load_actor(user_id).is_confirmed


def test_a_code_of_another_browser_is_wrong_and_counted() -> None:
    code_id, code = ask()
    with transaction() as now:
        assert codes.redeem_code(code_id=code_id, code=code, browser="another", now=now) is None
    assert db.session.get_one(AccountCode, code_id).try_count == 1


def test_two_codes_asked_for_at_once_open_one_account(app: Flask) -> None:
    first, second = ask("one"), ask("two")

    def redeem(sent: tuple[int, str], browser: str) -> int | None:
        with app.app_context(), transaction() as now:
            user = codes.redeem_code(code_id=sent[0], code=sent[1], browser=browser, now=now)
            return user.id if user is not None else None

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        ids = {
            each.result() for each in (pool.submit(redeem, first, "one"), pool.submit(redeem, second, "two"))
        }
    assert len(ids) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_a_role_is_granted_once_by_the_operator(country: Country, announced: list[object]) -> None:
    user_id = make_person(AMINA.text)
    post = Post(Role.MODERATOR, country.first_id)
    for _ in range(2):
        with transaction() as now:
            commands.grant_role(actor=SYSTEM, user=db.session.get_one(User, user_id), post=post, now=now)
    assert announced == [RoleGranted(user_id=user_id, collectivity_id=country.first_id, role=Role.MODERATOR)]
    with pytest.raises(NotAllowed), transaction() as now:
        commands.grant_role(
            actor=actor_of(user_id), user=db.session.get_one(User, user_id), post=post, now=now
        )


def test_a_role_ended_may_be_given_anew(country: Country, announced: list[object]) -> None:
    user_id = make_person(AMINA.text, Role.MODERATOR, at=country.first_id)
    with transaction() as now:
        (grant,) = queries.list_own_roles(user_id=user_id)
        commands.end_role(actor=actor_of(user_id), grant=grant, now=now)
    assert actor_of(user_id).roles == frozenset()
    with transaction() as now:
        post = Post(Role.MODERATOR, country.first_id)
        commands.grant_role(actor=SYSTEM, user=db.session.get_one(User, user_id), post=post, now=now)
    assert [type(each) for each in announced] == [RoleEnded, RoleGranted]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RoleGrant)) == 2


def test_roles_of_the_network_are_recorded_in_the_security_log(country: Country) -> None:
    user_id = make_person(AMINA.text)
    with transaction() as now:
        post = Post(Role.MENTOR, None)
        commands.grant_role(actor=SYSTEM, user=db.session.get_one(User, user_id), post=post, now=now)
    assert db.session.scalars(sa.select(SecurityEvent.kind)).all() == ["network_role_held"]


def test_an_invitation_keeps_only_the_hash_of_its_link(country: Country) -> None:
    with transaction() as now:
        invitation = commands.invite(
            actor=SYSTEM,
            post=Post(Role.FOCAL_POINT, country.first_id),
            email=AMINA.text,
            language="fr",
            now=now,
        )
        assert len(invitation.token_hash) == 64
    message = db.session.scalars(sa.select(OutboxMessage)).one()
    assert queries.find_invitation(message.values["link_token"]) is not None
    assert queries.find_invitation(db.session.scalars(sa.select(Invitation.token_hash)).one()) is None


def test_ten_associations_are_enough(country: Country) -> None:
    actor = actor_of(make_person(AMINA.text))
    for number in range(rules.MOST_ASSOCIATIONS):
        with transaction() as now:
            own_account.declare_association(actor=actor, name=f"Amis de la source {number}", now=now)
    with pytest.raises(rules.TooManyAssociations), transaction() as now:
        own_account.declare_association(actor=actor, name="Une de plus", now=now)


def test_nobody_leaves_an_association_for_somebody_else(country: Country) -> None:
    actor, other = actor_of(make_person(AMINA.text)), actor_of(make_person("other@example.org"))
    with transaction() as now:
        association_id = own_account.declare_association(actor=actor, name="Amis de la source", now=now).id
    with pytest.raises(NotFound), transaction() as now:
        own_account.leave_association(actor=other, association_id=association_id, now=now)
    with pytest.raises(NotAllowed), transaction() as now:
        own_account.leave_association(actor=VISITOR, association_id=association_id, now=now)


def test_attempts_are_counted_exactly_when_they_arrive_together(app: Flask) -> None:
    limit = Limit("test", for_network=100, for_account=5)

    def attempt(_number: int) -> bool:
        with app.app_context(), transaction() as now:
            return throttling.may_try(limit, network="203.0.113.0/24", account="a", now=now)

    db.session.rollback()
    with ThreadPoolExecutor(6) as pool:
        allowed = list(pool.map(attempt, range(12)))
    assert allowed.count(True) == 5


def test_a_count_begins_anew_when_its_window_is_over(clock: FixedClock) -> None:
    limit = Limit("test", for_network=1, for_account=1)

    def attempt() -> bool:
        with transaction() as now:
            return throttling.may_try(limit, network="203.0.113.0/24", account="a", now=now)

    assert [attempt(), attempt()] == [True, False]
    clock.advance(minutes=15)
    assert attempt()


def test_what_is_old_is_forgotten(clock: FixedClock) -> None:
    ask()
    clock.advance(days=2)
    with transaction() as now:
        codes.forget_old(now=now)
        throttling.forget_old(now=now)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AccountCode)) == 0
