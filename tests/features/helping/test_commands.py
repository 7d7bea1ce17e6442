"""What the database itself refuses about help sessions, and what nobody does through a helper."""

import pytest
import sqlalchemy as sa

from app.features.accounts import addresses
from app.features.accounts.queries import load_actor
from app.features.accounts.types import Address, Role
from app.features.ballots import policy as ballots
from app.features.ballots.policy import BallotPermission
from app.features.collectivities.queries import get
from app.features.helping import commands, policy, queries, rules
from app.features.helping.models import HelpAct, HelpSession
from app.features.helping.types import EndedBy, HelpActKind
from app.features.supports import policy as supports
from app.features.supports.policy import SupportPermission
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed
from app.foundation.policy import Actor
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import Country, make_country, make_person

BROWSER = "a secret of this browser"


@pytest.fixture
def country(db_session: object, clock: FixedClock) -> Country:
    return make_country()


@pytest.fixture
def helper(country: Country) -> Actor:
    return load_actor(make_person("helper@example.org", Role.FACILITATOR, at=country.first_id))


def ask(helper: Actor, place_id: int, address: str) -> int:
    with transaction() as now:
        session = commands.ask_to_help(
            actor=helper, collectivity=get(place_id), address=Address(address), language="fr", browser=BROWSER, now=now
        )  # fmt: skip
        return session.id


def begin(helper: Actor, session_id: int, outbox: Mailbox, address: str) -> int | None:
    code = "".join(sign for sign in outbox.last_letter(address).subject if sign.isdigit())
    with transaction() as now:
        begun = commands.begin(actor=helper, session_id=session_id, code=code, browser=BROWSER, now=now)
        return begun.id if begun is not None else None


def helped(helper: Actor, country: Country, outbox: Mailbox, address: str = "amina@example.org") -> int:
    begun = begin(helper, ask(helper, country.first_id, address), outbox, address)
    assert begun is not None
    return begun


def test_only_facilitators_and_the_focal_point_of_the_place_help_there(
    country: Country, helper: Actor
) -> None:
    others = [
        load_actor(make_person(None, role, at=country.first_id))
        for role in Role
        if role not in policy.HELPERS
    ]
    for actor in [*others, load_actor(make_person())]:
        with pytest.raises(NotAllowed):
            ask(actor, country.first_id, "amina@example.org")
    with pytest.raises(NotAllowed):
        ask(helper, country.second_id, "amina@example.org")


def test_what_was_typed_at_the_desk_does_not_outlive_the_beginning(
    country: Country, helper: Actor, outbox: Mailbox, clock: FixedClock
) -> None:
    make_person("amina@example.org")
    session = db.session.get_one(HelpSession, helped(helper, country, outbox))
    assert (session.address, session.code_hash, session.ends_at) == (None, None, clock() + rules.LASTS)


def test_the_same_is_done_for_an_address_with_and_without_an_account(
    country: Country, helper: Actor, outbox: Mailbox
) -> None:
    """trust.md 30."""
    make_person("amina@example.org")
    for address in ("amina@example.org", "nobody@example.org"):
        ask(helper, country.first_id, address)
    subjects = [
        [letter.subject[:30] for letter in outbox.letters(each)]
        for each in ("amina@example.org", "nobody@example.org")
    ]
    assert subjects[0] == subjects[1]


def test_the_database_takes_no_vote_among_what_is_done_with_help(
    country: Country, helper: Actor, outbox: Mailbox
) -> None:
    make_person("amina@example.org")
    session_id = helped(helper, country, outbox)
    assert {"vote", "ballot", "support", "opinion"}.isdisjoint({kind.value for kind in HelpActKind})
    statement = sa.text(
        "INSERT INTO help_act (session_id, kind, path, happened_at) VALUES (:session_id, 'ballot', '/', :now)"
    )
    with pytest.raises(sa.exc.IntegrityError), transaction() as now:
        db.session.execute(statement, {"session_id": session_id, "now": now})
    columns = {
        (table.name, column.name)
        for table in db.metadata.tables.values()
        for column in table.columns
        if table.name.startswith(("ballot", "support", "opinion", "vote"))
        and (
            "help" in column.name
            or any(key.column.table.name == "help_session" for key in column.foreign_keys)
        )
    }
    assert columns == set()


def test_the_database_keeps_one_session_for_each_helper_and_person_and_none_for_oneself(
    country: Country, helper: Actor, outbox: Mailbox
) -> None:
    make_person("amina@example.org")
    session = db.session.get_one(HelpSession, helped(helper, country, outbox))
    values = {
        column.name: getattr(session, column.name)
        for column in sa.inspect(HelpSession).columns
        if column.name != "id"
    }
    for changes in (
        {"helper_id": make_person()},  # a second one for the same person
        {"person_id": make_person()},  # a second one by the same helper
        {"person_id": values["helper_id"], "ended_at": values["began_at"], "ended_by": EndedBy.CLOCK},
    ):
        changed = values | {"link_hash": str(changes)[:64]} | changes
        with pytest.raises(sa.exc.IntegrityError), transaction():
            db.session.execute(sa.insert(HelpSession).values(**changed))


def test_nothing_is_done_once_it_is_over(
    country: Country, helper: Actor, outbox: Mailbox, clock: FixedClock
) -> None:
    make_person("amina@example.org")
    session_id = helped(helper, country, outbox)
    clock.advance(minutes=30)
    with pytest.raises(rules.HelpIsOver), transaction() as now:
        commands.record_act(session_id=session_id, kind=HelpActKind.COMMENT_WRITTEN, path="/", now=now)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HelpAct)) == 0
    assert queries.list_due_to_end(now=clock()) == [session_id]


def test_a_helper_votes_supports_and_changes_an_account_for_nobody(country: Country) -> None:
    person_id = make_person("amina@example.org")
    actor = Actor(user_id=person_id, is_confirmed=True, helped_by=make_person())
    assert not ballots.ballots.allows(actor, BallotPermission.CAST)
    assert not any(supports.supports.allows(actor, each) for each in SupportPermission)
    with pytest.raises(NotAllowed), transaction() as now:
        addresses.ask_to_change(actor=actor, address=Address("x@example.org"), browser=BROWSER, now=now)
