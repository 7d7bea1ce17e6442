"""Passkeys: only an honest answer to a challenge of this site, asked for this account, once, is believed."""

import pytest
import sqlalchemy as sa

from app.features.authenticators import passkeys, queries, rules
from app.features.authenticators.models import Passkey, PasskeyChallenge
from app.features.authenticators.types import ChallengePurpose, Site
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotFound
from tests.support.authenticators import PRESENT, Device, decoded
from tests.support.clock import FixedClock
from tests.support.people import actor_of, make_person

pytestmark = pytest.mark.usefixtures("db_session")
HERE = Site(host="localhost", origin="http://localhost")


@pytest.fixture
def amina(db_session: object, clock: FixedClock) -> int:
    return make_person("amina@example.org")


def spend(challenge: str, purpose: ChallengePurpose) -> passkeys.Spent:
    with transaction() as now:
        spent = passkeys.spend(challenge=decoded(challenge), purpose=purpose, now=now)
    assert spent is not None
    return spent


def add(user_id: int, device: Device, *, name: str = "Téléphone") -> int:
    with transaction() as now:
        options = passkeys.ask_to_add(
            actor=actor_of(user_id), site=HERE, network="Essai", account="amina@example.org", now=now
        )
    answer, spent = device.make(options), spend(options["challenge"], ChallengePurpose.ADD)
    with transaction() as now:
        return passkeys.add(
            actor=actor_of(user_id), spent=spent, answer=answer, name=name, site=HERE, now=now
        ).id


def enter(device: Device, *, user_id: int | None = None) -> int:
    with transaction() as now:
        options = passkeys.ask_to_enter(user_id=user_id, site=HERE, now=now)
    answer, spent = device.sign(options), spend(options["challenge"], ChallengePurpose.ENTER)
    with transaction() as now:
        return passkeys.enter(spent=spent, answer=answer, site=HERE, now=now)


def test_a_passkey_says_whose_it_is(amina: int, clock: FixedClock) -> None:
    device = Device()
    add(amina, device)
    clock.advance(minutes=1)
    assert enter(device) == enter(device, user_id=amina) == amina
    (held,) = queries.factors_of(amina).passkeys
    assert (held.name, held.last_used_at) == ("Téléphone", clock())
    assert db.session.scalars(sa.select(Passkey.sign_count)).one() == 2


@pytest.mark.sqlite_only
def test_the_browser_is_asked_to_verify_the_person_and_to_make_no_second_key(amina: int) -> None:
    add(amina, Device())
    with transaction() as now:
        options = passkeys.ask_to_add(actor=actor_of(amina), site=HERE, network="Essai", account="a", now=now)
        asked = passkeys.ask_to_enter(user_id=None, site=HERE, now=now)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert len(options["excludeCredentials"]) == 1
    assert "amina" not in str(decoded(options["user"]["id"]))
    assert (asked["userVerification"], asked["rpId"], asked["allowCredentials"]) == (
        "required",
        "localhost",
        [],
    )


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
)
@pytest.mark.sqlite_only
def test_another_origin_or_an_unverified_person_is_refused(amina: int, change: dict[str, object]) -> None:
    with pytest.raises(rules.PasskeyRefused):
        add(amina, Device(**change))  # type: ignore[arg-type]
    device = Device()
    add(amina, device)
    for name, value in change.items():
        setattr(device, name, value)
    with pytest.raises(rules.PasskeyRefused):
        enter(device)


@pytest.mark.sqlite_only
def test_a_passkey_for_another_site_is_refused(amina: int) -> None:
    device = Device()
    add(amina, device)
    with transaction() as now:
        options = passkeys.ask_to_enter(user_id=None, site=HERE, now=now)
    answer = device.sign(options | {"rpId": "evil.example"})
    spent = spend(options["challenge"], ChallengePurpose.ENTER)
    with pytest.raises(rules.PasskeyRefused), transaction() as now:
        passkeys.enter(spent=spent, answer=answer, site=HERE, now=now)


def test_a_challenge_is_spent_once_for_its_own_purpose_and_soon(amina: int, clock: FixedClock) -> None:
    with transaction() as now:
        options = passkeys.ask_to_enter(user_id=None, site=HERE, now=now)
        late = passkeys.ask_to_enter(user_id=None, site=HERE, now=now)
    challenge = decoded(options["challenge"])
    spent = []
    for purpose in (ChallengePurpose.ADD, ChallengePurpose.ENTER, ChallengePurpose.ENTER):
        with transaction() as now:
            spent.append(passkeys.spend(challenge=challenge, purpose=purpose, now=now) is not None)
    assert spent == [False, True, False]
    clock.advance(minutes=5)
    with transaction() as now:
        stale = passkeys.spend(challenge=decoded(late["challenge"]), purpose=ChallengePurpose.ENTER, now=now)
        passkeys.forget_old(now=now)
    assert stale is None
    assert db.session.scalars(sa.select(PasskeyChallenge.id)).all() == []


@pytest.mark.sqlite_only
def test_an_answer_to_another_challenge_is_refused(amina: int) -> None:
    device = Device()
    add(amina, device)
    with transaction() as now:
        first, second = (passkeys.ask_to_enter(user_id=None, site=HERE, now=now) for _ in range(2))
    answer, spent = device.sign(first), spend(second["challenge"], ChallengePurpose.ENTER)
    with pytest.raises(rules.PasskeyRefused), transaction() as now:
        passkeys.enter(spent=spent, answer=answer, site=HERE, now=now)


@pytest.mark.sqlite_only
def test_another_person_s_passkey_proves_nothing(amina: int) -> None:
    other, device = make_person("other@example.org"), Device()
    add(other, device)
    with pytest.raises(rules.PasskeyRefused):
        enter(device, user_id=amina)
    device.user_handle = b"of nobody"
    with pytest.raises(rules.PasskeyRefused):
        enter(device)


def test_nobody_adds_a_key_by_another_s_challenge_or_one_that_is_there(amina: int) -> None:
    other, device = make_person("other@example.org"), Device()
    with transaction() as now:
        options = passkeys.ask_to_add(actor=actor_of(amina), site=HERE, network="Essai", account="a", now=now)
    answer, spent = device.make(options), spend(options["challenge"], ChallengePurpose.ADD)
    with pytest.raises(rules.PasskeyRefused), transaction() as now:
        passkeys.add(actor=actor_of(other), spent=spent, answer=answer, name="x", site=HERE, now=now)
    add(amina, device)
    with pytest.raises(rules.PasskeyRefused):
        add(other, device)


@pytest.mark.sqlite_only
def test_a_copied_device_is_found_by_its_count(amina: int) -> None:
    device = Device()
    add(amina, device)
    enter(device)
    enter(device)
    device.sign_count = 0
    with pytest.raises(rules.PasskeyRefused):
        enter(device)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x" * 20_001, '{"id": "a", "rawId": "b"}', '{"id": 1}']
)
def test_an_answer_that_is_none_is_refused(amina: int, answer: str) -> None:
    with transaction() as now:
        options = passkeys.ask_to_enter(user_id=None, site=HERE, now=now)
        adding = passkeys.ask_to_add(actor=actor_of(amina), site=HERE, network="Essai", account="a", now=now)
    entered, added = (
        spend(options["challenge"], ChallengePurpose.ENTER),
        spend(adding["challenge"], ChallengePurpose.ADD),
    )
    with pytest.raises(rules.PasskeyRefused), transaction() as now:
        passkeys.enter(spent=entered, answer=answer, site=HERE, now=now)
    with pytest.raises(rules.PasskeyRefused), transaction() as now:
        passkeys.add(actor=actor_of(amina), spent=added, answer=answer, name="x", site=HERE, now=now)


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(amina: int) -> None:
    other = actor_of(make_person("other@example.org"))
    passkey_id = add(amina, Device())
    with pytest.raises(NotFound), transaction() as now:
        passkeys.remove(actor=other, passkey_id=passkey_id, now=now)
    with pytest.raises(NotFound), transaction():
        passkeys.rename(actor=other, passkey_id=passkey_id, name="Mine")
    with pytest.raises(Invalid), transaction():
        passkeys.rename(actor=actor_of(amina), passkey_id=passkey_id, name="\u200b ")
    with transaction():
        passkeys.rename(actor=actor_of(amina), passkey_id=passkey_id, name="Clé bleue")
    assert [each.name for each in queries.factors_of(amina).passkeys] == ["Clé bleue"]
    with transaction() as now:
        passkeys.remove(actor=actor_of(amina), passkey_id=passkey_id, now=now)
    assert not queries.has_factor(amina)
