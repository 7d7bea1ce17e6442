"""The database itself refuses to change what was announced, and the ballots of what was closed."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.foundation.database import begin_write, db
from tests.support.clock import FixedClock
from tests.support.voting import Voting

NEW_BALLOT = (
    "INTO ballot"
    " (question_id, pseudonym, collectivity_id, revision, choices, nonce, commitment, leaf_hash, is_withdrawn)"
    " SELECT question_id, {pseudonym}, collectivity_id, 1, '[1]', nonce, commitment, leaf_hash, is_withdrawn"
    " FROM ballot"
)
NEW_CHOICE = (
    "INSERT INTO voting_choice (question_id, collectivity_id, number, item_id)"
    " SELECT id, collectivity_id, 9, 1 FROM voting_question"
)
AFTER_CLOSING = [
    "UPDATE ballot SET choices = '[3]'",
    "UPDATE ballot SET is_withdrawn = true",
    "DELETE FROM ballot",
    f"INSERT {NEW_BALLOT.format(pseudonym=repr('f' * 64))}",
    "UPDATE ballot_turnout SET count = count + 1",
    "DELETE FROM choice_tally",
    "UPDATE choice_tally SET count = count + 1",
    "UPDATE voting_question SET figures = '{}'",
    "UPDATE voting_question SET state = 'open', closed_at = NULL, figures = NULL, count_state = NULL",
]
AFTER_ANNOUNCEMENT = [
    "UPDATE voting_choice SET cost = 5",
    "DELETE FROM voting_choice",
    NEW_CHOICE,
    "UPDATE voting_question SET maximum = 4",
    "UPDATE voting_question SET level = 'declared_resident'",
    "UPDATE voting_question SET counts_hidden = false",
    "UPDATE voting_question SET keys_destroyed_on = '2030-01-01'",
    "UPDATE voting_question SET ends_at = '2026-10-14 00:00:00'",
    "DELETE FROM voting_question",
]


def refusal_of(statement: str) -> str:
    """Run a statement as somebody with the database's password would; return what the database says."""
    begin_write()
    try:
        db.session.execute(sa.text(statement))
    except DBAPIError as error:
        return str(error.orig)
    finally:
        db.session.rollback()
    return ""


@pytest.mark.parametrize("statement", AFTER_CLOSING)
def test_ballots_and_figures_of_a_closed_vote_do_not_change(
    voting: Voting, clock: FixedClock, statement: str
) -> None:
    voting.cast(voting.place.person(), 1)
    clock.set(voting.ends)
    voting.close()
    assert "vote do" in refusal_of(statement)


@pytest.mark.parametrize("statement", AFTER_ANNOUNCEMENT)
def test_an_announced_vote_does_not_change(voting: Voting, statement: str) -> None:
    assert "an announced vote does not change" in refusal_of(statement)


@pytest.mark.sqlite_only
def test_not_even_replace_changes_a_ballot_of_a_closed_vote(voting: Voting, clock: FixedClock) -> None:
    voting.cast(voting.place.person(), 1)
    clock.set(voting.ends)
    voting.close()
    replacing = f"INSERT OR REPLACE {NEW_BALLOT.format(pseudonym='pseudonym')}"
    assert "closed vote do not change" in refusal_of(replacing)
