"""Where persons are verified, a person and an account each count once, whatever is verified anew meanwhile."""

from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.accounts.types import Role
from app.features.ballots import queries, rules
from app.features.ballots.models import Ballot, BallotTurnout
from app.features.ballots.types import Receipt
from app.features.collectivities.models import Territory
from app.features.voters import desk
from app.features.voters.rules import NotEligible
from app.features.voters.types import Identity, VoterLevel
from app.foundation.database import db, transaction
from app.foundation.policy import Actor
from tests.support.clock import FixedClock
from tests.support.together import do_together
from tests.support.voting import Voting, faults, open_voting, settle

AMINA = Identity(full_name="Amina El Alami", born_on=date(1990, 5, 3))
SARA = Identity(full_name="Sara Idrissi", born_on=date(1985, 2, 1))


@pytest.fixture
def at_desk(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """An open vote for those who were verified in person."""
    with app.app_context():
        yield open_voting(clock, level=VoterLevel.VERIFIED_AT_DESK)


def verify(voting: Voting, account: Actor, identity: Identity) -> None:
    """See the person of an account at the desk."""
    with transaction() as now:
        desk.verify_at_desk(
            actor=voting.focal_point, collectivity=voting.place.collectivity, user_id=account.user_id or 0,
            identity=identity, now=now,
        )  # fmt: skip


def revoke(voting: Voting, account: Actor) -> None:
    """End the verification of an account."""
    with transaction() as now:
        desk.revoke_verification(
            actor=voting.focal_point,
            collectivity=voting.place.collectivity,
            user_id=account.user_id or 0,
            now=now,
        )


def test_who_is_not_verified_does_not_vote(at_desk: Voting) -> None:
    with pytest.raises(NotEligible):
        at_desk.cast(at_desk.place.person(), 1)


def test_trust_2_five_accounts_of_one_person_have_one_ballot(app: Flask, at_desk: Voting) -> None:
    accounts = [at_desk.place.person() for _ in range(5)]
    for account in accounts:
        verify(at_desk, account, AMINA)
    acts = [partial(at_desk.cast, account, 1, 2) for account in accounts for _ in range(10)]
    outcomes = do_together(app, acts)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len({outcome.leaf_hash for outcome in outcomes if isinstance(outcome, Receipt)}) == 1
    assert queries.count_ballots(at_desk.question_id) == 1
    assert faults(at_desk.question_id) == []


def test_the_other_account_of_a_person_sees_changes_and_withdraws_her_ballot(at_desk: Voting) -> None:
    first, second = at_desk.place.person(), at_desk.place.person()
    verify(at_desk, first, AMINA)
    verify(at_desk, second, AMINA)
    at_desk.cast(first, 1)
    own = queries.find_own_ballot(actor=second, question=at_desk.question, now=at_desk.starts)
    assert own is not None
    assert own.choices == (1,)
    assert at_desk.cast(second, 2).revision == 2
    assert at_desk.withdraw(second) is not None
    assert queries.count_ballots(at_desk.question_id) == 0
    assert faults(at_desk.question_id) == []


def test_an_account_verified_anew_as_somebody_else_does_not_vote_twice(at_desk: Voting) -> None:
    account = at_desk.place.person()
    verify(at_desk, account, AMINA)
    at_desk.cast(account, 1)
    revoke(at_desk, account)
    verify(at_desk, account, SARA)
    with pytest.raises(rules.VotedOtherwise):
        at_desk.cast(account, 2)
    assert queries.count_ballots(at_desk.question_id) == 1
    assert at_desk.withdraw(account) is not None
    assert at_desk.cast(account, 2).revision == 1
    assert queries.count_ballots(at_desk.question_id) == 1
    assert faults(at_desk.question_id) == []


def test_a_ballot_still_counts_and_can_be_withdrawn_when_the_verification_is_revoked(at_desk: Voting) -> None:
    account = at_desk.place.person()
    verify(at_desk, account, AMINA)
    at_desk.cast(account, 1)
    revoke(at_desk, account)
    with pytest.raises(NotEligible):
        at_desk.cast(account, 2)
    assert queries.count_ballots(at_desk.question_id) == 1
    assert at_desk.withdraw(account) is not None
    assert queries.count_ballots(at_desk.question_id) == 0


def test_turnout_tells_the_parts_of_the_territory_and_nothing_finer(
    voting: Voting, clock: FixedClock
) -> None:
    whole = voting.place.collectivity.territory_id
    parts = make_parts(whole)
    homes = [parts["north"]] * 6 + [parts["street"]] + [parts["south"]] * 5 + [whole] * 7
    for home in homes:
        voter = voting.place.person()
        settle(voter, home)
        voting.cast(voter, 1)
    voting.cast(voting.place.person(Role.FACILITATOR), 1)
    rows = db.session.execute(sa.select(BallotTurnout.territory_id, BallotTurnout.count)).all()
    assert dict(rows) == {parts["north"]: 7, parts["south"]: 5, whole: 7, None: 1}
    clock.set(voting.ends)
    voting.close()
    figures = voting.question.figures or {}
    # One voter told no place: hers and the smallest of the others are not shown.
    shown = dict(figures["territories"])
    assert shown == {parts["north"]: 7, parts["south"]: None, whole: 7, None: None}
    assert figures["channels"] == [["web", 20]]


def test_who_moves_between_voting_and_withdrawing_leaves_the_count_she_was_in(voting: Voting) -> None:
    whole = voting.place.collectivity.territory_id
    parts = make_parts(whole)
    amina = voting.place.person()
    settle(amina, parts["north"])
    voting.cast(amina, 1)
    settle(amina, parts["south"])
    voting.cast(amina, 2)
    voting.withdraw(amina)
    assert [cell.count for cell in queries.list_turnout(voting.question_id)] == [0]
    assert db.session.scalars(sa.select(Ballot.turnout_id)).all() == [None]


def make_parts(whole: int) -> dict[str, int]:
    """Make two parts of a territory, and a street in one of them."""
    ids: dict[str, int] = {}
    with transaction():
        for code, parent in (("north", None), ("south", None), ("street", "north")):
            part = Territory(
                origin="tests", code=code, kind_code="commune", parent_id=ids[parent] if parent else whole,
                names={"fr": code}, search_keys="", is_fictional=True,
            )  # fmt: skip
            db.session.add(part)
            db.session.flush()
            ids[code] = part.id
    return ids
