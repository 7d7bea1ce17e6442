"""Choosing, reviewing, casting, changing and withdrawing through pages only."""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.ballots.commands import cancel
from app.features.ballots.models import Ballot
from app.features.ballots.preparing import create_question
from app.features.ballots.types import VotingKind, VotingState
from app.foundation.database import db, transaction
from app.foundation.kept_input import KeptInput
from app.foundation.outbox import OutboxMessage
from app.foundation.policy import Actor
from app.foundation.submissions import Submission
from tests.support.applications import Client
from tests.support.ballot_forms import reviewed_form, vote_url
from tests.support.clock import FixedClock
from tests.support.mailbox import Mailbox
from tests.support.people import sign_in
from tests.support.voting import Voting, entries, faults

TICKED = re.compile(r'value="(\d+)"[^>]*? checked')


@pytest.fixture
def voter(voting: Voting, client: Client) -> Actor:
    """Somebody who may vote, signed in."""
    actor = voting.place.person(name="Votante Essai")
    client.sign_in(actor.user_id or 0)
    return actor


def ticked(page: str) -> list[int]:
    return sorted(int(number) for number in TICKED.findall(page))


def press(client: Client, voting: Voting, act: str, *choices: int, status: int = 200, **fields: Any) -> str:
    response = client.post(vote_url(voting), data={"act": act, "choice": list(map(str, choices)), **fields})
    assert response.status_code == status, response.text
    return response.text


def cast(client: Client, voting: Voting, *choices: int) -> dict[str, list[str]]:
    """Review and cast; return the form, so that it can be sent again."""
    form = reviewed_form(press(client, voting, "review", *choices))
    assert client.post(f"{vote_url(voting)}/cast", data=form).status_code == 303
    return form


def ballots() -> list[list[int]]:
    db.session.rollback()
    return [each.choices for each in db.session.scalars(sa.select(Ballot)) if not each.is_withdrawn]


def test_counting_again_keeps_the_ticks_and_says_what_is_too_much(voting: Voting, client: Client) -> None:
    page = press(client, voting, "count", 1, 4)
    assert ticked(page) == [1, 4]
    assert "Cost: 500,000 MAD of 500,000 MAD" in page
    page = press(client, voting, "count", 3, 4)
    assert ticked(page) == [3, 4]
    assert "Your choices cost 200,000 MAD more than the budget." in page
    assert ballots() == []


def test_a_ballot_that_is_over_the_budget_or_too_small_is_refused_with_its_ticks(
    voting: Voting, voter: Actor, client: Client
) -> None:
    for choices, words in (((3, 4), "more than the budget"), ((1,), "Choose at least 2.")):
        page = press(client, voting, "review", *choices, status=422)
        assert words in page
        assert ticked(page) == list(choices)
    assert ballots() == []


def test_searching_keeps_what_is_ticked_on_the_page(voting: Voting, client: Client) -> None:
    page = press(client, voting, "search", 3, q="arbres")
    assert ticked(page) == [3]
    assert "Planter des arbres" in page
    assert "Éclairer la place" not in page


def test_what_was_ticked_before_signing_in_is_ticked_afterwards(voting: Voting, client: Client) -> None:
    answer = client.post(vote_url(voting), data={"act": "review", "choice": ["1", "2"]})
    assert "/account/sign-in" in answer.location
    sign_in(client, voting.place.person().user_id or 0)
    assert ticked(client.get(vote_url(voting)).text) == [1, 2]
    cast(client, voting, 1, 2)
    db.session.rollback()
    assert db.session.scalar(sa.select(KeptInput)) is None, "what was ticked is kept no longer than needed"


def test_nothing_is_counted_before_the_reviewed_ballot_is_cast(
    voting: Voting, voter: Actor, client: Client
) -> None:
    page = press(client, voting, "review", 1, 2)
    assert "You are about to cast this ballot. Nothing is counted yet." in page
    assert ballots() == []
    answer = client.post(f"{vote_url(voting)}/cast", data=reviewed_form(page), follow_redirects=True)
    assert answer.status_code == 200
    assert "Receipt of your ballot" in answer.text
    assert ballots() == [[1, 2]]
    assert faults(voting.question_id) == []


def test_trust_5_the_same_form_again_counts_once_and_other_choices_under_its_key_are_refused(
    voting: Voting, voter: Actor, client: Client
) -> None:
    form = cast(client, voting, 1, 2)
    again = client.post(f"{vote_url(voting)}/cast", data=form)
    assert again.status_code == 303
    assert again.location.endswith("/vote/receipt")
    changed = client.post(f"{vote_url(voting)}/cast", data={**form, "choice": ["1", "3"]})
    assert changed.status_code == 422
    assert "This is not the ballot that was reviewed" in changed.text
    assert ballots() == [[1, 2]]
    assert len(entries(voting.question_id, "ballot.cast")) == 1


@pytest.mark.parametrize("lost", [("submission_key", "seal"), ("submission_key",), ("seal",)])
def test_a_ballot_that_nobody_reviewed_is_not_cast_and_keeps_its_ticks(
    lost: tuple[str, ...], voting: Voting, voter: Actor, client: Client
) -> None:
    form = reviewed_form(press(client, voting, "review", 1, 2))
    sent = {name: values for name, values in form.items() if name not in lost}
    answer = client.post(f"{vote_url(voting)}/cast", data=sent)
    assert answer.status_code == 422
    assert "A ballot is cast only after its review" in answer.text
    assert ticked(answer.text) == [1, 2]
    assert (ballots(), entries(voting.question_id, "ballot.cast")) == ([], [])


def test_the_review_of_one_person_casts_no_ballot_of_another(
    voting: Voting, voter: Actor, client: Client
) -> None:
    form = reviewed_form(press(client, voting, "review", 1, 2))
    client.sign_in(voting.place.person().user_id or 0)
    assert client.post(f"{vote_url(voting)}/cast", data=form).status_code == 422
    assert ballots() == []


def test_a_form_that_arrives_late_does_not_undo_a_later_ballot(
    voting: Voting, voter: Actor, client: Client
) -> None:
    first = cast(client, voting, 1, 2)
    cast(client, voting, 2, 3)
    assert client.post(f"{vote_url(voting)}/cast", data=first).status_code == 303
    assert ballots() == [[2, 3]]
    assert "nothing was recorded now" in client.get(f"{vote_url(voting)}/receipt").text


def test_a_form_sent_again_after_a_withdrawal_does_not_say_that_a_ballot_is_recorded(
    voting: Voting, voter: Actor, client: Client
) -> None:
    form = cast(client, voting, 1, 2)
    client.get(vote_url(voting))
    client.post(f"{vote_url(voting)}/withdraw")
    client.get(vote_url(voting))
    assert client.post(f"{vote_url(voting)}/cast", data=form).status_code == 303
    page = client.get(vote_url(voting)).text
    assert "nothing was recorded now" in page
    assert "Your ballot is recorded" not in page
    assert ballots() == []


def test_what_is_recorded_of_the_form_says_neither_who_voted_nor_what(
    voting: Voting, voter: Actor, client: Client
) -> None:
    form = cast(client, voting, 1, 2)
    kept = db.session.scalars(sa.select(Submission).where(Submission.key == form["submission_key"][0])).one()
    assert (kept.user_id, kept.content) == (None, "")


def test_trust_8_fields_that_the_form_does_not_have_are_ignored(
    voting: Voting, voter: Actor, client: Client
) -> None:
    form: dict[str, Any] = {
        **reviewed_form(press(client, voting, "review", 1, 2)),
        "user_id": 1,
        "weight": 100,
    }
    client.post(
        f"{vote_url(voting)}/cast", data={**form, "state": "closed", "revision": 7, "channel": "paper"}
    )
    assert ballots() == [[1, 2]]
    (entry,) = entries(voting.question_id, "ballot.cast")
    assert (entry["revision"], entry["facts"]["channel"]) == (1, "web")


def test_a_ballot_is_changed_and_taken_back(voting: Voting, voter: Actor, client: Client) -> None:
    cast(client, voting, 1, 2)
    assert "Your ballot is recorded" in client.get(vote_url(voting)).text
    assert ticked(client.get(f"{vote_url(voting)}?change=1").text) == [1, 2]
    cast(client, voting, 1, 3)
    assert client.get(f"{vote_url(voting)}/withdraw").status_code == 200
    client.post(f"{vote_url(voting)}/withdraw")
    assert ballots() == []
    assert "Your ballot is recorded" not in client.get(vote_url(voting)).text
    assert faults(voting.question_id) == []


def test_nobody_votes_after_the_hour_whatever_was_recorded(
    voting: Voting, voter: Actor, client: Client, clock: FixedClock
) -> None:
    form = reviewed_form(press(client, voting, "review", 1, 2))
    clock.set(voting.ends)
    answer = client.post(f"{vote_url(voting)}/cast", data=form)
    assert answer.status_code == 409
    assert "This vote closed on" in answer.text
    assert voting.question.state is VotingState.OPEN
    assert ballots() == []


def test_the_order_is_the_voters_own_and_stays(voting: Voting, client: Client) -> None:
    orders = set()
    for _ in range(6):
        client.sign_in(voting.place.person().user_id or 0)
        shown = [
            tuple(re.findall(r'id="choice-(\d)"', client.get(vote_url(voting)).text)) for _again in range(2)
        ]
        assert shown[0] == shown[1]
        orders.add(shown[0])
    assert len(orders) > 1


def letters_to(voter: Actor, outbox: Mailbox) -> list[Any]:
    """Return what left for the voter; those who follow the consultation are told of the vote too."""
    address = db.session.get_one(User, voter.user_id).email
    return [each for each in outbox.letters() if each.recipient == address]


class TestTheReceipt:
    def test_it_says_nothing_of_the_choice_and_its_picture_nothing_of_the_secret(
        self, voting: Voting, voter: Actor, client: Client
    ) -> None:
        assert client.get(f"{vote_url(voting)}/receipt").status_code == 303, "nothing is cast yet"
        cast(client, voting, 1, 2)
        page = client.get(f"{vote_url(voting)}/receipt").text
        ballot = db.session.scalars(sa.select(Ballot)).one()
        assert "Planter" not in page
        assert "bibliothèque" not in page
        assert f"/receipts?leaf={ballot.leaf_hash}" in page
        assert ballot.nonce not in page, "it stands in groups, in no address"
        assert ballot.nonce[:8] in page

    def test_it_is_mailed_when_asked_for_and_stands_in_no_outbox(
        self, voting: Voting, voter: Actor, client: Client, outbox: Mailbox
    ) -> None:
        cast(client, voting, 1, 2)
        assert letters_to(voter, outbox) == []
        client.post(f"{vote_url(voting)}/receipt/mail")
        ballot = db.session.scalars(sa.select(Ballot)).one()
        leaf, nonce = ballot.leaf_hash, ballot.nonce
        waiting = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.sent_at.is_(None))).one()
        assert leaf not in str(waiting.values)
        assert nonce not in str(waiting.values)
        (letter,) = letters_to(voter, outbox)
        assert leaf in letter.text
        assert nonce in letter.text
        assert "arbres" not in letter.text + letter.html

    def test_a_ballot_taken_back_before_the_mail_leaves_has_no_receipt(
        self, voting: Voting, voter: Actor, client: Client, outbox: Mailbox
    ) -> None:
        cast(client, voting, 1, 2)
        client.post(f"{vote_url(voting)}/receipt/mail")
        client.post(f"{vote_url(voting)}/withdraw")
        (letter,) = letters_to(voter, outbox)
        assert re.search("[0-9a-f]{32}", letter.text) is None


class TestWhoMayVote:
    def test_an_account_that_is_not_confirmed_is_told_so(self, voting: Voting, client: Client) -> None:
        client.sign_in(voting.place.person(confirmed=False).user_id or 0)
        page = press(client, voting, "review", 1, 2, status=409)
        assert "Confirm your e-mail address or phone first" in page
        assert ticked(page) == [1, 2]

    def test_an_age_is_declared_on_the_way_and_the_ticks_stay(
        self, voting: Voting, voter: Actor, client: Client
    ) -> None:
        voting.place.set(minimum_age=16)
        page = press(client, voting, "review", 1, 2, status=409)
        assert "I am 16 or older" in page
        client.post(f"{vote_url(voting)}/age", data={"choice": ["1", "2"]})
        assert ticked(client.get(vote_url(voting)).text) == [1, 2]
        cast(client, voting, 1, 2)
        assert ballots() == [[1, 2]]

    def test_what_was_unticked_on_the_way_does_not_come_back(
        self, voting: Voting, voter: Actor, client: Client
    ) -> None:
        voting.place.set(minimum_age=16)
        client.post(f"{vote_url(voting)}/code", data={"choice": ["1", "2"]})
        assert ticked(client.get(vote_url(voting)).text) == [1, 2]
        client.post(f"{vote_url(voting)}/age")
        assert ticked(client.get(vote_url(voting)).text) == []

    def test_a_vote_in_preparation_is_nobodys_but_the_staffs(self, voting: Voting, client: Client) -> None:
        with transaction() as now:
            cancel(actor=voting.focal_point, question=voting.question, reason="Erreur.", now=now)
            title = {"ar": {"title": "تصويت آخر", "origin": "original"}}
            create_question(
                actor=voting.focal_point, consultation=voting.place.consultation, kind=VotingKind.APPROVAL,
                texts=title, now=now,
            )  # fmt: skip
        assert client.get(vote_url(voting)).status_code == 404
        client.sign_in(voting.focal_point.user_id or 0)
        assert "تصويت آخر" in client.get(vote_url(voting)).text
