"""Authenticator apps: the codes of the standard, each taken once, their secret encrypted at rest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.models import SecurityEvent
from app.features.accounts.types import Role
from app.features.authenticators import apps, queries, recovery, rules, totp
from app.features.authenticators.models import AuthenticatorApp, RecoveryCode
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed, NotFound
from app.foundation.ledger import keys
from app.foundation.ledger.keys import KeyUnavailable
from app.foundation.outbox import OutboxMessage
from app.foundation.policy import VISITOR
from tests.support.clock import FixedClock
from tests.support.people import actor_of, make_country, make_person

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def amina(db_session: object, clock: FixedClock) -> int:
    return make_person("amina@example.org")


def code_now(secret: bytes, clock: FixedClock, *, steps: int = 0) -> str:
    return totp.code_of(secret, totp.step_of(clock()) + steps)


def set_up(user_id: int, clock: FixedClock) -> bytes:
    """Guard an account by an app; return the app's secret."""
    offer = apps.offer(user_id=user_id, issuer="Essai", account="amina@example.org")
    secret = apps.sealing.unseal(offer.sealed, user_id=user_id)
    with transaction() as now:
        assert apps.confirm(
            actor=actor_of(user_id), sealed=offer.sealed, code=code_now(secret, clock), now=now
        )
        recovery.make_first(user_id=user_id, now=now)
    clock.advance(seconds=30)
    return secret


def check(user_id: int, code: str) -> bool:
    with transaction() as now:
        return apps.check(user_id=user_id, code=code, now=now)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    step = totp.step_of(datetime.fromtimestamp(seconds, UTC))
    assert totp.code_of(b"12345678901234567890", step) == code


@pytest.mark.sqlite_only
def test_half_a_minute_off_is_believed_and_a_whole_one_is_not(amina: int, clock: FixedClock) -> None:
    secret = set_up(amina, clock)
    clock.advance(minutes=5)
    assert [check(amina, code_now(secret, clock, steps=steps)) for steps in (-2, -1, 0, 1, 2)] == [
        False, True, True, True, False
    ]  # fmt: skip


def test_a_code_is_taken_once_and_none_before_it(amina: int, clock: FixedClock) -> None:
    secret = set_up(amina, clock)
    earlier, code = code_now(secret, clock, steps=-1), code_now(secret, clock)
    assert [check(amina, each) for each in (code, code, earlier)] == [True, False, False]


def test_the_code_that_set_the_app_up_opens_nothing(amina: int, clock: FixedClock) -> None:
    secret = set_up(amina, clock)
    assert not check(amina, code_now(secret, clock, steps=-1))


def test_a_code_that_arrives_five_times_together_is_taken_once(
    app: Flask, amina: int, clock: FixedClock
) -> None:
    code = code_now(set_up(amina, clock), clock)

    def attempt(_number: int) -> bool:
        with app.app_context():
            return check(amina, code)

    db.session.rollback()
    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(attempt, range(5))).count(True) == 1


@pytest.mark.sqlite_only
def test_a_secret_is_encrypted_at_rest_and_of_one_account(amina: int, clock: FixedClock) -> None:
    secret = set_up(amina, clock)
    sealed = db.session.scalars(sa.select(AuthenticatorApp.sealed_secret)).one()
    assert totp.as_text(secret) not in sealed
    other = make_person("other@example.org")
    with pytest.raises(KeyUnavailable):
        apps.sealing.unseal(sealed, user_id=other)
    with transaction() as now:
        assert not apps.confirm(actor=actor_of(other), sealed=sealed, code=code_now(secret, clock), now=now)


@pytest.mark.sqlite_only
def test_a_lost_key_opens_nothing_and_is_never_made_anew(amina: int, clock: FixedClock) -> None:
    secret = set_up(amina, clock)
    keys.folder().remove(apps.sealing.KEY_FILE)
    with pytest.raises(KeyUnavailable):
        check(amina, code_now(secret, clock))
    with pytest.raises(KeyUnavailable):
        apps.offer(user_id=make_person("other@example.org"), issuer="Essai", account="x")
    assert keys.read_secret(apps.sealing.KEY_FILE) is None


@pytest.mark.sqlite_only
def test_a_second_app_is_refused_and_visitors_have_none(amina: int, clock: FixedClock) -> None:
    set_up(amina, clock)
    offer = apps.offer(user_id=amina, issuer="Essai", account="x")
    code = code_now(apps.sealing.unseal(offer.sealed, user_id=amina), clock)
    with pytest.raises(rules.AppAlreadyThere), transaction() as now:
        apps.confirm(actor=actor_of(amina), sealed=offer.sealed, code=code, now=now)
    with pytest.raises(NotAllowed), transaction() as now:
        apps.confirm(actor=VISITOR, sealed=offer.sealed, code=code, now=now)


def test_the_last_factor_goes_with_its_recovery_codes_and_its_owner_is_told(
    amina: int, clock: FixedClock
) -> None:
    set_up(amina, clock)
    with transaction() as now:
        apps.remove(actor=actor_of(amina), now=now)
    assert not queries.factors_of(amina).has_any
    assert db.session.scalars(sa.select(RecoveryCode.id)).all() == []
    told = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [each.values["change"] for each in told] == ["app_added", "app_removed"]
    assert {each.recipient for each in told} == {"amina@example.org"}
    assert db.session.scalars(sa.select(SecurityEvent.kind)).all() == ["app_added", "app_removed"]


def test_whoever_holds_a_role_keeps_one_factor(clock: FixedClock) -> None:
    user_id = make_person("focal@example.org", Role.FOCAL_POINT, at=make_country().first_id)
    set_up(user_id, clock)
    with pytest.raises(rules.LastFactorOfStaff), transaction() as now:
        apps.remove(actor=actor_of(user_id), now=now)
    assert queries.has_factor(user_id)


class TestRecoveryCodes:
    def test_ten_are_made_once_and_hashed(self, amina: int, clock: FixedClock) -> None:
        set_up(amina, clock)
        with transaction() as now:
            assert recovery.make_first(user_id=amina, now=now) == []
            codes = recovery.make(actor=actor_of(amina), now=now)
        assert len(set(codes)) == 10
        kept = str(db.session.execute(sa.text("SELECT * FROM recovery_code")).all())
        assert not any(code in kept or recovery.as_typed(code) in kept for code in codes)

    def test_each_works_once_and_new_ones_kill_the_old(self, amina: int, clock: FixedClock) -> None:
        set_up(amina, clock)
        with transaction() as now:
            first, second, *_ = recovery.make(actor=actor_of(amina), now=now)
        typed = first.upper().replace("-", " ")
        with transaction() as now:
            used = [recovery.use(user_id=amina, code=each, now=now) for each in (typed, first, "zzzz", "")]
        assert used == [True, False, False, False]
        assert queries.factors_of(amina).codes_left == 9
        with transaction() as now:
            recovery.make(actor=actor_of(amina), now=now)
            assert not recovery.use(user_id=amina, code=second, now=now)
        changes = [each.values["change"] for each in db.session.scalars(sa.select(OutboxMessage))]
        assert changes == ["app_added", "codes_made", "code_used", "codes_made"]

    def test_one_that_arrives_together_works_once(self, app: Flask, amina: int, clock: FixedClock) -> None:
        set_up(amina, clock)
        with transaction() as now:
            code = recovery.make(actor=actor_of(amina), now=now)[0]

        def attempt(_number: int) -> bool:
            with app.app_context(), transaction() as now:
                return recovery.use(user_id=amina, code=code, now=now)

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(attempt, range(4))).count(True) == 1

    @pytest.mark.sqlite_only
    def test_nobody_else_s_works_and_none_are_made_without_a_factor(
        self, amina: int, clock: FixedClock
    ) -> None:
        set_up(amina, clock)
        other = make_person("other@example.org")
        with transaction() as now:
            code = recovery.make(actor=actor_of(amina), now=now)[0]
            assert not recovery.use(user_id=other, code=code, now=now)
        with pytest.raises(NotFound), transaction() as now:
            recovery.make(actor=actor_of(other), now=now)

    @pytest.mark.sqlite_only
    def test_what_is_easily_misread_is_read_right(self) -> None:
        assert recovery.as_typed(" OIl٣-abcd ") == "0113abcd"
