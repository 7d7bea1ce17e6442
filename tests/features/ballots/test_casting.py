"""Casting, changing and withdrawing a ballot: what is recorded, what is refused, and that nothing else is kept."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.features.ballots import commands, queries, rules
from app.features.ballots.events import BallotCast
from app.features.ballots.models import Ballot, BallotTurnout
from app.features.ballots.types import VotingKind
from app.features.proposals import commands as proposals
from app.features.proposals.models import Proposal
from app.features.proposals.types import Channel, Outcome
from app.foundation.database import db, transaction
from app.foundation.errors import Invalid, NotAllowed, NotNow, SignInNeeded
from app.foundation.policy import SYSTEM, VISITOR
from tests.support.clock import FixedClock
from tests.support.voting import Voting, entries, faults, open_voting


def test_a_ballot_is_recorded_under_a_pseudonym_with_its_entry_in_the_ledger(voting: Voting) -> None:
    receipt = voting.cast(voting.place.person(), 3, 1)
    ballot = db.session.scalars(sa.select(Ballot)).one()
    entry = entries(voting.question_id, "ballot.cast")[0]
    assert (ballot.choices, ballot.revision, ballot.is_withdrawn) == ([1, 3], 1, False)
    assert (receipt.leaf_hash, receipt.nonce, receipt.revision) == (ballot.leaf_hash, ballot.nonce, 1)
    assert entry["leaf"] == receipt.leaf_hash
    assert entry["facts"] == {"channel": "web", "commitment": ballot.commitment}
    assert (entry["pseudonym"], entry["revision"]) == (ballot.pseudonym, 1)
    assert faults(voting.question_id) == []


def test_the_same_choices_again_give_the_same_receipt_and_no_entry(voting: Voting) -> None:
    amina = voting.place.person()
    first = voting.cast(amina, 1, 2)
    assert voting.cast(amina, 2, 1, 1) == first
    assert len(entries(voting.question_id, "ballot.cast")) == 1


def test_only_the_last_ballot_counts(voting: Voting) -> None:
    amina = voting.place.person()
    first, second = voting.cast(amina, 1), voting.cast(amina, 2, 3)
    assert second.revision == 2
    assert second.leaf_hash != first.leaf_hash
    assert queries.tally(voting.question_id) == {1: 0, 2: 1, 3: 1, 4: 0}
    assert queries.count_ballots(voting.question_id) == 1
    assert faults(voting.question_id) == []


def test_a_withdrawn_ballot_counts_nowhere_and_can_be_cast_again(voting: Voting) -> None:
    amina = voting.place.person()
    voting.cast(amina, 1)
    taken_back = voting.withdraw(amina)
    assert taken_back is not None
    assert taken_back.revision == 2
    assert voting.withdraw(amina) is None
    assert queries.count_ballots(voting.question_id) == 0
    assert queries.tally(voting.question_id) == dict.fromkeys(range(1, 5), 0)
    assert voting.cast(amina, 1).revision == 3
    assert faults(voting.question_id) == []


def test_withdrawing_what_was_never_cast_records_nothing(voting: Voting) -> None:
    assert voting.withdraw(voting.place.person()) is None
    assert entries(voting.question_id, "ballot.withdrawn") == []
    assert db.session.scalars(sa.select(Ballot)).all() == []


def test_a_voter_finds_her_own_ballot_and_nobody_elses(voting: Voting) -> None:
    amina, other = voting.place.person(), voting.place.person()
    receipt = voting.cast(amina, 2)
    own = queries.find_own_ballot(actor=amina, question=voting.question, now=voting.starts)
    assert own is not None
    assert (own.choices, own.receipt) == ((2,), receipt)
    assert queries.find_own_ballot(actor=other, question=voting.question, now=voting.starts) is None
    assert queries.find_own_ballot(actor=VISITOR, question=voting.question, now=voting.starts) is None


@pytest.mark.parametrize("given", [(), (1, 2, 3, 4)])
def test_too_few_and_too_many_choices_are_refused(voting: Voting, given: tuple[int, ...]) -> None:
    with pytest.raises(Invalid):
        voting.cast(voting.place.person(), *given)
    assert entries(voting.question_id, "ballot.cast") == []


def test_a_budget_is_not_exceeded(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        voting = open_voting(clock, costs=(60, 50, 40, 10), kind=VotingKind.BUDGET, ceiling=100, maximum=4)
        amina = voting.place.person()
        with pytest.raises(Invalid, match="budget"):
            voting.cast(amina, 1, 2)
        assert voting.cast(amina, 1, 3).revision == 1
        assert faults(voting.question_id) == []


def test_trust_7_a_choice_that_is_not_of_this_vote_is_refused_without_entry(voting: Voting) -> None:
    for foreign in (0, 5, -1, 10**9):
        with pytest.raises(rules.ChoiceNotThere):
            voting.cast(voting.place.person(), 1, foreign)
    assert entries(voting.question_id, "ballot.cast") == []
    assert db.session.scalars(sa.select(Ballot)).all() == []


def test_trust_7_a_hidden_choice_is_refused_without_entry(voting: Voting) -> None:
    with transaction() as now:
        hidden = db.session.get_one(Proposal, voting.proposals[1])
        proposals.hide(actor=SYSTEM, proposal=hidden, reason="Donnée personnelle.", now=now)
    with pytest.raises(rules.ChoiceNotAvailable):
        voting.cast(voting.place.person(), 1, 2)
    assert entries(voting.question_id, "ballot.cast") == []


def test_trust_7_a_merged_choice_is_refused_without_entry(voting: Voting) -> None:
    with transaction():
        db.session.get_one(Proposal, voting.proposals[1]).outcome = Outcome.MERGED
    with pytest.raises(rules.ChoiceNotAvailable):
        voting.cast(voting.place.person(), 2)
    assert entries(voting.question_id, "ballot.cast") == []


def test_trust_7_a_vote_in_preparation_takes_no_ballot(draft: Voting, clock: FixedClock) -> None:
    clock.set(draft.starts)
    with pytest.raises(rules.NotAnnounced):
        draft.cast(draft.place.person(), 1)
    assert entries(draft.question_id) == []


def test_trust_7_a_cancelled_vote_takes_no_ballot(voting: Voting) -> None:
    from_before = voting.cast(voting.place.person(), 1)
    with transaction() as now:
        commands.cancel(actor=voting.focal_point, question=voting.question, reason="Erreur de coût.", now=now)
    with pytest.raises(rules.WasCancelled):
        voting.cast(voting.place.person(), 1)
    assert [entry["leaf"] for entry in entries(voting.question_id, "ballot.cast")] == [from_before.leaf_hash]


def test_trust_7_a_closed_vote_takes_no_ballot(voting: Voting, clock: FixedClock) -> None:
    clock.set(voting.ends)
    voting.close()
    with pytest.raises(rules.AlreadyOver):
        voting.cast(voting.place.person(), 1)
    assert entries(voting.question_id, "ballot.cast") == []


def test_trust_6_one_votes_a_millisecond_before_the_end_and_no_more_at_it(
    voting: Voting, clock: FixedClock
) -> None:
    moment = timedelta(milliseconds=1)
    ends = voting.ends
    clock.set(ends - moment)
    assert voting.cast(voting.place.person(), 1).revision == 1
    late = [voting.place.person(), voting.place.person()]
    for instant, voter in zip((ends, ends + moment), late, strict=True):
        clock.set(instant)
        with pytest.raises(rules.AlreadyOver):
            voting.cast(voter, 1)
        with pytest.raises(rules.AlreadyOver):
            voting.withdraw(voter)
    assert len(entries(voting.question_id, "ballot.cast")) == 1


def test_nobody_votes_before_the_opening(draft: Voting, clock: FixedClock) -> None:
    draft.announce()
    clock.set(draft.starts - timedelta(milliseconds=1))
    with pytest.raises(rules.NotYetOpen):
        draft.cast(draft.place.person(), 1)
    clock.set(draft.starts)
    assert draft.cast(draft.place.person(), 1).revision == 1


def test_visitors_and_unconfirmed_accounts_do_not_vote(voting: Voting) -> None:
    with pytest.raises(SignInNeeded):
        voting.cast(VISITOR, 1)
    with pytest.raises(NotAllowed):
        voting.cast(voting.place.person(confirmed=False), 1)


def test_trust_8_a_ballot_holds_nothing_but_its_choices(voting: Voting) -> None:
    with pytest.raises(TypeError):
        voting.cast(voting.place.person(), 1, weight=3)
    columns = set(Ballot.__table__.columns.keys())
    assert not columns & {"user_id", "weight", "state", "created_at", "cast_at"}


def test_ballots_tell_neither_the_account_nor_the_minute(voting: Voting) -> None:
    amina = voting.place.person()
    voting.cast(amina, 1)
    body = entries(voting.question_id, "ballot.cast")[0]
    assert body["at"] == voting.starts.strftime("%Y-%m-%dT%HZ")
    assert str(amina.user_id) not in {str(value) for value in body["facts"].values()}


def test_turnout_is_counted_by_channel(voting: Voting) -> None:
    voting.cast(voting.place.person(), 1)
    voting.cast(voting.place.person(), 1, channel=Channel.DESK)
    counted = db.session.execute(sa.select(BallotTurnout.channel, BallotTurnout.count)).all()
    assert dict(counted) == {Channel.WEB: 1, Channel.DESK: 1}


def test_the_event_names_neither_the_voter_nor_her_choice(
    voting: Voting, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(commands, "tell", heard.append)
    voting.cast(voting.place.person(), 1)
    question = voting.question
    assert heard == [BallotCast(question_id=question.id, collectivity_id=question.collectivity_id)]


def test_a_minimum_age_is_declared_first(voting: Voting) -> None:
    voting.place.set(minimum_age=16)
    with pytest.raises(NotNow, match="16"):
        voting.cast(voting.place.person(), 1)
