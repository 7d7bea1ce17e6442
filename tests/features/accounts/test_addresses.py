"""Where a person can be reached changes when both sides prove it; whoever owned the old address can stop it."""

import re

import pytest
import sqlalchemy as sa

from app.features.accounts import addresses, codes
from app.features.accounts.models import AddressChange, User
from app.features.accounts.queries import load_actor
from app.features.accounts.rules import LinkNoLongerWorks, SameAddress
from app.features.accounts.types import Address, Profile
from app.foundation.database import db, transaction
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import make_person

BROWSER = "a secret of this browser"
OLD, NEW = "amina@example.org", "amina@example.net"
PHONE = Address("+212612345678", is_phone=True)
DIGITS = re.compile(r"\b\d{6}\b")

pytestmark = pytest.mark.usefixtures("db_session", "clock")


@pytest.fixture
def amina(db_session: object) -> int:
    return make_person(OLD)


def ask(user_id: int, address: Address = Address(NEW)) -> int:  # noqa: B008 - it is frozen
    with transaction() as now:
        asked = addresses.ask_to_change(actor=load_actor(user_id), address=address, browser=BROWSER, now=now)
        return asked.id


def confirm(user_id: int, change_id: int, new: str, old: str) -> bool:
    with transaction() as now:
        return addresses.confirm_change(
            actor=load_actor(user_id), change_id=change_id, new_code=new, old_code=old, browser=BROWSER, now=now
        )  # fmt: skip


def stop(token: str) -> None:
    with transaction() as now:
        addresses.stop_change(token=token, now=now)


def code_to(outbox: Mailbox, address: str) -> str:
    texts = [each.text for each in outbox.texts() if each.recipient == address] + [
        letter.text for letter in outbox.letters(address)
    ]
    found = DIGITS.search(texts[-1])
    assert found is not None
    return found.group()


def link_to(outbox: Mailbox, address: str) -> str:
    return outbox.last_letter(address).link("/address-change/").rsplit("/", 1)[1]


def reached(user_id: int) -> tuple[str | None, str | None]:
    user = db.session.get_one(User, user_id, populate_existing=True)
    return user.email, user.us_phone_number


def test_an_address_changes_when_both_codes_are_right(amina: int, outbox: Mailbox) -> None:
    change = ask(amina)
    new, old = code_to(outbox, NEW), code_to(outbox, OLD)
    assert not confirm(amina, change, new, new if new != old else "000000")
    assert not confirm(amina, change, old if new != old else "000000", old)
    assert reached(amina) == (OLD, None)
    assert confirm(amina, change, new, old)
    assert reached(amina) == (NEW, None)
    assert not confirm(amina, change, new, old)


def test_five_tries_or_an_hour_spend_the_codes_and_another_change_the_first(
    amina: int, outbox: Mailbox, clock: FixedClock
) -> None:
    first = ask(amina)
    new, old = code_to(outbox, NEW), code_to(outbox, OLD)
    second = ask(amina, Address("third@example.org"))
    assert not confirm(amina, first, new, old)
    for _ in range(5):
        assert not confirm(amina, second, "x", "x")
    assert not confirm(amina, second, code_to(outbox, "third@example.org"), code_to(outbox, OLD))
    third = ask(amina)
    clock.advance(hours=1)
    assert not confirm(amina, third, code_to(outbox, NEW), code_to(outbox, OLD))
    assert reached(amina) == (OLD, None)


def test_whoever_owns_the_old_address_stops_the_change_and_signs_everybody_out(
    amina: int, outbox: Mailbox
) -> None:
    change = ask(amina)
    token, codes_of_both = link_to(outbox, OLD), (code_to(outbox, NEW), code_to(outbox, OLD))
    stop(token)
    assert not confirm(amina, change, *codes_of_both)
    with pytest.raises(LinkNoLongerWorks):
        stop(token)


def test_a_change_is_undone_within_three_days_and_not_later(
    amina: int, outbox: Mailbox, clock: FixedClock
) -> None:
    change = ask(amina)
    token = link_to(outbox, OLD)
    assert confirm(amina, change, code_to(outbox, NEW), code_to(outbox, OLD))
    clock.advance(days=2, hours=23)
    stop(token)
    assert reached(amina) == (OLD, None)
    change = ask(amina)
    token = link_to(outbox, OLD)
    assert confirm(amina, change, code_to(outbox, NEW), code_to(outbox, OLD))
    clock.advance(days=3)
    with pytest.raises(LinkNoLongerWorks):
        stop(token)


def test_trust_30_an_address_with_an_account_is_refused_without_a_word_to_whoever_asks(
    amina: int, outbox: Mailbox
) -> None:
    make_person(NEW)
    change = ask(amina)
    letter = outbox.last_letter(NEW)
    assert DIGITS.search(letter.text) is None
    assert not confirm(amina, change, "000000", code_to(outbox, OLD))
    kept = db.session.get_one(AddressChange, change)
    assert (kept.new_code_hash, kept.done_at) == (None, None)
    assert reached(amina) == (OLD, None)


def test_an_address_taken_meanwhile_is_refused_by_the_database(amina: int, outbox: Mailbox) -> None:
    change = ask(amina)
    pair = code_to(outbox, NEW), code_to(outbox, OLD)
    make_person(NEW)
    assert not confirm(amina, change, *pair)
    assert reached(amina) == (OLD, None)


def test_one_s_own_address_is_no_change(amina: int) -> None:
    with pytest.raises(SameAddress):
        ask(amina, Address(OLD))


def test_people_with_a_phone_only_add_a_mail_address_and_change_their_number(outbox: Mailbox) -> None:
    user_id = make_person(None, us_phone_number=PHONE.text)
    change = ask(user_id)
    assert confirm(user_id, change, code_to(outbox, NEW), code_to(outbox, PHONE.text))
    assert reached(user_id) == (NEW, PHONE.text)
    other = Address("+212700000001", is_phone=True)
    change = ask(user_id, other)
    assert confirm(user_id, change, code_to(outbox, other.text), code_to(outbox, NEW))
    assert reached(user_id) == (NEW, other.text)


def test_a_number_is_one_account_and_kept_in_one_form(db_session: object) -> None:
    make_person(None, us_phone_number=PHONE.text)
    with pytest.raises(sa.exc.IntegrityError):
        make_person(None, us_phone_number=PHONE.text)
    for written in ("0612345678", "+212 612 345 678", "212612345678"):
        with pytest.raises(sa.exc.IntegrityError):
            make_person(None, us_phone_number=written)
    with transaction() as now:
        profile = Profile(language="fr", territory_id=None)
        again = codes.prove_address(address=PHONE, profile=profile, now=now)
        assert again.us_phone_number == PHONE.text
