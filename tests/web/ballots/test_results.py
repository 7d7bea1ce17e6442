"""What everybody reads of a vote: turnout while it goes on, counts and both rules once it has closed."""

import sqlalchemy as sa
from flask import Flask

from app.features.ballots.counting import pabulib
from app.features.ballots.models import Ballot
from app.foundation.database import db
from app.jobs.counting import count_due_votes
from tests.support.applications import Client
from tests.support.ballot_forms import vote_url
from tests.support.clock import FixedClock
from tests.support.voting import Voting, make_voting

BALLOTS = ((1, 2), (1, 2), (1, 2), (1, 3), (2, 3), (1, 4))


def vote(voting: Voting) -> None:
    for choices in BALLOTS:
        voting.cast(voting.place.person(), *choices)


def results(client: Client, voting: Voting) -> str:
    answer = client.get(f"{vote_url(voting)}/results")
    assert answer.status_code == 200
    return answer.text


def test_hidden_counts_stay_hidden_until_closing(voting: Voting, client: Client) -> None:
    vote(voting)
    page = results(client, voting)
    assert "6 ballots count." in page
    assert "Counts are shown after closing" in page
    assert "arbres" not in page
    assert client.get(f"{vote_url(voting)}/results.pb").status_code == 404


def test_counts_both_rules_and_who_paid_are_shown_after_closing(
    voting: Voting, client: Client, clock: FixedClock
) -> None:
    vote(voting)
    clock.set(voting.ends)
    assert "Its figures are being frozen" in results(client, voting)
    voting.close()
    page = results(client, voting)
    assert "The counting by both rules is under way" in page
    assert "Planter des arbres" in page
    count_due_votes()
    page = results(client, voting)
    assert "By equal shares" in page
    assert "How ballots paid for what" in page
    assert "The most ticked choice is funded first" in page
    assert "Frozen when the vote closed" in page


def test_the_ballot_file_counts_again_to_the_same(voting: Voting, client: Client, clock: FixedClock) -> None:
    vote(voting)
    clock.set(voting.ends)
    voting.close()
    answer = client.get(f"{vote_url(voting)}/results.pb")
    file = pabulib.read(answer.data)
    assert file.budget == 500_000
    assert sorted(map(tuple, file.ballots())) == sorted(BALLOTS)
    assert dict(file.election.profile.approvals) == {1: 5, 2: 4, 3: 2, 4: 1}
    pseudonyms = list(db.session.scalars(sa.select(Ballot.pseudonym)))
    assert not any(pseudonym in answer.text for pseudonym in pseudonyms)


def test_small_groups_are_not_shown(voting: Voting, client: Client, clock: FixedClock) -> None:
    vote(voting)
    clock.set(voting.ends)
    voting.close()
    assert "Ballots by channel" in results(client, voting)


def test_results_before_the_opening_are_nowhere(app: Flask, client: Client) -> None:
    with app.app_context():
        announced = make_voting(slug="dar-essai")
        announced.announce()
        address = f"{vote_url(announced)}/results"
    assert client.get(address).status_code == 404
