"""Trust 9: the terms of a vote and its results, changed by hand, are refused or found."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app.features.ballots import commands
from app.features.ballots.types import VotingKind
from app.features.transparency import comparing, comparing_votes, queries, recounting, verifying
from app.features.transparency.types import Finding, FindingKind
from app.foundation.database import begin_write, db, transaction
from app.jobs import counting
from tests.support.clock import FixedClock
from tests.support.tampering import settle, tamper
from tests.support.voting import Voting, open_voting


@pytest.fixture
def budget(app: Flask, clock: FixedClock) -> Iterator[Voting]:
    """An open vote on a budget of 100, with one ballot."""
    with app.app_context():
        voting = open_voting(clock, costs=(60, 50, 40, 10), kind=VotingKind.BUDGET, ceiling=100, maximum=4)
        voting.cast(voting.place.person(), 1)
        yield voting


def verify(voting: Voting) -> list[Finding]:
    """Place and sign what waits, then verify the log of the vote's consultation."""
    settle()
    log = queries.find_log(voting.place.consultation_id)
    assert log is not None
    log_id = log.id
    db.session.rollback()
    return verifying.verify(log_id)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE voting_question SET ceiling = ceiling + 1", "voting_question"),
        ("UPDATE voting_question SET level = 'declared_resident'", "voting_question"),
        ("UPDATE voting_choice SET cost = cost + 1 WHERE number = 1", "voting_choice"),
    ],
)
def test_trust_9_terms_of_a_vote_changed_by_hand_are_found(
    budget: Voting, statement: str, table: str
) -> None:
    assert verify(budget) == []
    tamper(statement, table=table)
    (finding,) = verify(budget)
    assert finding.kind == FindingKind.VOTE_CHANGED
    assert finding.position is not None


def test_trust_9_an_end_that_was_put_off_and_then_changed_by_hand_is_found(budget: Voting) -> None:
    with transaction() as now:
        commands.extend(
            actor=budget.focal_point, question=budget.question, new_ends_at=budget.ends + timedelta(days=1),
            reason="La salle était fermée.", now=now,
        )  # fmt: skip
    assert verify(budget) == []
    tamper("UPDATE voting_question SET ends_at = '2026-10-30 10:00:00.000000'", table="voting_question")
    assert [finding.kind for finding in verify(budget)] == [FindingKind.VOTE_CHANGED]


def test_trust_9_results_of_a_budget_changed_by_hand_are_refused_and_found(
    budget: Voting, clock: FixedClock
) -> None:
    clock.set(budget.ends)
    budget.close()
    assert counting.count_due_votes() == 1
    assert verify(budget) == []
    other = "UPDATE voting_question SET results = '{}'"
    begin_write()
    with pytest.raises(DBAPIError, match="an announced vote does not change"):
        db.session.execute(sa.text(other))
    db.session.rollback()
    tamper(other, table="voting_question")
    (finding,) = verify(budget)
    assert finding.kind == FindingKind.RESULTS_CHANGED
    assert finding.position is not None


def counted(voting: Voting, clock: FixedClock) -> dict[str, Any]:
    """Close and count a vote; return its results."""
    clock.set(voting.ends)
    voting.close()
    counting.count_due_votes()
    assert verify(voting) == []
    return dict(voting.question.results or {})


def names_in(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return set(value) | {name for each in value.values() for name in names_in(each)}
    return {name for each in value for name in names_in(each)} if isinstance(value, list) else set()


def test_trust_9_every_figure_of_the_results_is_compared_and_what_a_later_release_adds_is_passed_over(
    budget: Voting, clock: FixedClock
) -> None:
    budget.cast(budget.place.person(), 2)
    made = counted(budget, clock)
    assert names_in(made) == comparing_votes.PUBLISHED, "whatever the results say is compared"
    assert comparing_votes.agree(made, made | {"a later rule": {}})
    assert comparing_votes.agree(made, made | {"greedy": made["greedy"] | {"a later figure": 1}})
    for rule in ("greedy", "equal_shares"):
        for name in made[rule]:
            for other in (
                made[rule] | {name: "0"},
                {key: made[rule][key] for key in made[rule] if key != name},
            ):
                assert not comparing_votes.agree(made | {rule: other}, made), (rule, name)
    (purchase, *_) = made["equal_shares"]["account"]["purchases"]
    purchase["payments"][0]["ballots"] += 1
    budget_results = json.dumps(made)
    tamper(f"UPDATE voting_question SET results = '{budget_results}'", table="voting_question")
    assert [finding.kind for finding in verify(budget)] == [FindingKind.RESULTS_CHANGED]


@pytest.mark.parametrize(
    "statement", ["UPDATE choice_tally SET count = count + 1 WHERE number = 2", "DELETE FROM choice_tally"]
)
def test_trust_9_counters_of_a_closed_vote_changed_by_force_are_found(
    budget: Voting, clock: FixedClock, statement: str
) -> None:
    counted(budget, clock)
    tamper(statement, table="choice_tally")
    (finding,) = verify(budget)
    assert finding.kind == FindingKind.COUNTERS_CHANGED
    assert finding.position is not None


@pytest.mark.parametrize("figure", ["withdrawn", "channels", "territories"])
def test_trust_9_figures_of_who_took_part_changed_by_hand_are_found(
    budget: Voting, clock: FixedClock, figure: str
) -> None:
    counted(budget, clock)
    others = json.dumps({**(budget.question.figures or {}), figure: [["web", 9]]})
    db.session.rollback()
    tamper(f"UPDATE voting_question SET figures = '{others}'", table="voting_question")
    (finding,) = verify(budget)
    assert finding.kind == FindingKind.FIGURES_CHANGED
    assert finding.position is not None


def test_trust_9_counters_of_who_took_part_changed_by_force_are_found(
    budget: Voting, clock: FixedClock
) -> None:
    for _ in range(5):
        budget.cast(budget.place.person(), 1)
    counted(budget, clock)
    tamper("UPDATE ballot_turnout SET count = count + 9", table="ballot_turnout")
    assert [finding.kind for finding in verify(budget)] == [FindingKind.FIGURES_CHANGED]


@pytest.mark.sqlite_only
def test_trust_9_a_vote_moved_to_another_consultation_by_hand_is_found(budget: Voting) -> None:
    assert verify(budget) == []
    log_id = queries.list_logs(consultation_id=budget.place.consultation_id)[0][0]
    said = recounting.recount(log_id)
    assert [finding.kind for finding in comparing.votes(0, said)] == [FindingKind.ACT_MISSING]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE ballot SET choices = '7'", "ballot"),
        ("UPDATE ledger_entry SET recorded_at = 'never' WHERE kind = 'ballot.cast'", "ledger_entry"),
        ("UPDATE ledger_checkpoint SET signed_at = 'never'", "ledger_checkpoint"),
    ],
)
def test_trust_9_what_was_changed_into_something_unreadable_is_a_finding_too(
    budget: Voting, statement: str, table: str
) -> None:
    """A fault instead would leave the last good verification on the pages, and keep other ledgers from theirs."""
    assert verify(budget) == []
    log_id = queries.list_logs(consultation_id=budget.place.consultation_id)[0][0]
    tamper(statement, table=table)
    assert FindingKind.UNREADABLE in {finding.kind for finding in verifying.verify(log_id)}
    kept = queries.find_verified(log_id)
    assert kept is not None
    assert not kept.agrees


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE pseudonym_key SET fingerprint = '{'0' * 64}'",
        "UPDATE pseudonym_key SET destroyed_at = '2026-10-30 10:00:00.000000'",
        "DELETE FROM pseudonym_key",
    ],
)
def test_trust_9_a_key_of_pseudonyms_changed_by_hand_is_named_by_its_entry(
    budget: Voting, statement: str
) -> None:
    assert verify(budget) == []
    tamper(statement, table="pseudonym_key")
    named = [finding for finding in verify(budget) if finding.kind == FindingKind.KEY_CHANGED]
    assert len(named) == 1
    assert named[0].position is not None


def test_trust_9_a_key_of_pseudonyms_without_its_entry_is_found(budget: Voting) -> None:
    tamper("DELETE FROM ledger_entry WHERE kind = 'key.created'", table="ledger_entry")
    assert FindingKind.KEY_WITHOUT_ENTRY in {finding.kind for finding in verify(budget)}
