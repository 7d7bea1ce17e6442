"""Sessions as rows: begun, found while they live, ended by everything that must end them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.features.accounts import commands, own_account, queries, sessions
from app.features.accounts.models import AccountSession
from app.features.accounts.sessions import Lifetimes, SessionNow
from app.features.accounts.types import Browser, Proof, Role, SignInMethod, Strength
from app.foundation.database import db, transaction, write_if_free
from tests.support.clock import FixedClock
from tests.support.people import actor_of, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")
HERE = Browser(network="192.0.2.0/24", name="Firefox · Android")
LIVES = Lifetimes(
    idle=timedelta(days=14),
    whole=timedelta(days=30),
    staff_idle=timedelta(hours=2),
    staff_whole=timedelta(hours=12),
)


def begin(user_id: int, strength: Strength = Strength.ONE_FACTOR) -> str:
    with transaction() as now:
        proof = Proof(SignInMethod.PASSWORD, strength)
        return sessions.begin(user_id=user_id, proof=proof, browser=HERE, now=now)


def found(token: str) -> SessionNow | None:
    known = sessions.find(token)
    db.session.rollback()
    return known[0] if known is not None else None


@pytest.fixture
def amina(db_session: object, clock: FixedClock) -> int:
    return make_person("amina@example.org")


def test_only_the_hash_of_a_token_is_kept(amina: int) -> None:
    token = begin(amina)
    assert token not in str(db.session.execute(sa.text("SELECT * FROM account_session")).all())
    signed = found(token)
    assert signed is not None
    assert (signed.user_id, signed.browser, signed.is_strong) == (amina, HERE, False)
    assert found(db.session.scalars(sa.select(AccountSession.token_hash)).one()) is None


def test_changing_the_password_ends_every_session(amina: int) -> None:
    """Others dead on password change (trust.md 28)."""
    tokens = [begin(amina), begin(amina)]
    others = begin(make_person("other@example.org"))
    with transaction() as now:
        own_account.change_password(actor=actor_of(amina), password_hash="hash", now=now)
    assert [found(token) for token in tokens] == [None, None]
    assert found(others) is not None


def test_losing_a_role_ends_every_session(clock: FixedClock) -> None:
    """A role removed while signed in (trust.md 25)."""
    place = make_country().first_id
    user_id = make_person("focal@example.org", Role.FOCAL_POINT, at=place)
    token = begin(user_id, Strength.TWO_FACTORS)
    with transaction() as now:
        (grant,) = queries.list_own_roles(user_id=user_id)
        commands.end_role(actor=actor_of(user_id), grant=grant, now=now)
    assert found(token) is None


def test_one_or_all_others_are_ended_and_nobody_else_s(amina: int) -> None:
    here, there, elsewhere = (begin(amina) for _ in range(3))
    foreign = begin(make_person("other@example.org"))
    ids = {token: signed.id for token in (here, there, foreign) if (signed := found(token)) is not None}
    with transaction() as now:
        assert not sessions.end(user_id=amina, session_id=ids[foreign], now=now)
        assert sessions.end(user_id=amina, session_id=ids[there], now=now)
        assert not sessions.end(user_id=amina, session_id=ids[there], now=now)
        assert sessions.end_others(user_id=amina, kept_id=ids[here], now=now) == 1
    assert [found(token) is not None for token in (here, there, elsewhere, foreign)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.sqlite_only
def test_a_session_left_alone_or_too_old_is_over_and_staff_s_sooner(amina: int, clock: FixedClock) -> None:
    signed = found(begin(amina))
    assert signed is not None
    begun = signed.created_at
    over = {
        is_staff: [
            signed.is_over(is_staff=is_staff, lifetimes=LIVES, now=begun + after)
            for after in (timedelta(hours=1, minutes=59), timedelta(hours=2), timedelta(days=14))
        ]
        for is_staff in (True, False)
    }
    assert over == {True: [False, True, True], False: [False, False, True]}
    with transaction() as now:
        db.session.execute(sa.update(AccountSession).values(last_seen_at=now + timedelta(days=29)))
    used = sessions.list_of(user_id=amina, is_staff=False, lifetimes=LIVES, now=begun + timedelta(days=29))
    assert len(used) == 1
    assert used[0].is_over(is_staff=False, lifetimes=LIVES, now=begun + timedelta(days=30))


@pytest.mark.sqlite_only
def test_half_a_session_lasts_minutes_and_is_not_listed(amina: int, clock: FixedClock) -> None:
    signed = found(begin(amina, Strength.HALF))
    assert signed is not None
    assert not signed.is_over(is_staff=False, lifetimes=LIVES, now=signed.created_at + timedelta(minutes=14))
    assert signed.is_over(is_staff=False, lifetimes=LIVES, now=signed.created_at + timedelta(minutes=15))
    assert sessions.list_of(user_id=amina, is_staff=False, lifetimes=LIVES, now=signed.created_at) == []
    assert not signed.is_proved_lately(now=signed.created_at)


@pytest.mark.sqlite_only
def test_a_session_that_is_not_strong_holds_roles_back(clock: FixedClock) -> None:
    place = make_country().first_id
    user_id = make_person("focal@example.org", Role.FOCAL_POINT, at=place)
    weak, strong = (queries.load_actor(user_id, is_strong=each) for each in (False, True))
    assert strong.has(Role.FOCAL_POINT, place)
    assert not weak.has(Role.FOCAL_POINT, place)
    assert weak.would_have_any(frozenset({Role.FOCAL_POINT}), place)
    assert not weak.would_have_any(frozenset({Role.FOCAL_POINT}), place + 1)


def test_use_is_written_down_when_nobody_else_is_writing(amina: int, clock: FixedClock) -> None:
    signed = found(begin(amina))
    assert signed is not None
    assert not signed.is_due(now=clock() + timedelta(minutes=4))
    later = clock() + timedelta(minutes=5)
    assert signed.is_due(now=later)
    assert write_if_free(sessions.note_seen(signed.id, now=later))
    assert db.session.scalars(sa.select(AccountSession.last_seen_at)).one() == later


@pytest.mark.sqlite_only
def test_nobody_waits_for_a_writer_to_write_down_that_she_was_seen(amina: int, clock: FixedClock) -> None:
    signed = found(begin(amina))
    assert signed is not None
    with transaction() as now:
        assert not write_if_free(sessions.note_seen(signed.id, now=now))


def test_what_ended_long_ago_is_forgotten(amina: int, clock: FixedClock) -> None:
    begin(amina)
    with transaction() as now:
        sessions.end_all(user_id=amina, now=now)
    begin(amina)
    clock.advance(days=31)
    with transaction() as now:
        sessions.forget_old(idle_days=14, now=now)
    assert len(db.session.scalars(sa.select(AccountSession.id)).all()) == 1
    clock.advance(days=15)
    with transaction() as now:
        sessions.forget_old(idle_days=14, now=now)
    assert db.session.scalars(sa.select(AccountSession.id)).all() == []
