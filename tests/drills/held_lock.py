"""A second writer holds what ballots need, for 3 and for 30 seconds, in front of a real web server."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from app.features.ballots import queries
from app.foundation.database import db
from tests.support.applications import Workplace, session_cookie
from tests.support.ballot_forms import reviewed_form, vote_url
from tests.support.clock import FixedClock
from tests.support.holding import holding
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.voting import entries, open_voting
from tests.support.web_server import web_server
from tests.support.web_voter import Answer, WebVoter

VOTERS = 4
SHORT, LONG = 3, 30


def test_trust_14_a_lock_held_3_seconds_is_waited_for_and_one_held_30_is_told_with_when_to_try_again(
    app: Flask, workplace: Workplace, clock: FixedClock, figures: Callable[..., None]
) -> None:
    with app.app_context():
        voting = open_voting(clock)
        url, question_id = vote_url(voting), voting.question_id
        people = [voting.place.person(name=f"Voisine {number}") for number in range(VOTERS)]
        db.session.rollback()
        with web_server(workplace, now=clock(), workers=2) as server:
            cookies = [dict([session_cookie(app, actor.user_id or 0)]) for actor in people]
            voters = [WebVoter(server.port, url, kept) for kept in cookies]
            first = [reviewed(voter, [1, 2]) for voter in voters]
            waited = while_held(workplace, question_id, SHORT, voters, first)
            second = [reviewed(voter, [3]) for voter in voters]
            refused = while_held(workplace, question_id, LONG, voters, second)
            again = [cast(voter, form) for voter, form in zip(voters * 2, second * 2, strict=True)]
        figures(
            waited=sum(answer.status == 303 for answer in waited),
            refused=sum(answer.status == 503 for answer in refused),
            counted=queries.count_ballots(question_id),
        )
        assert [answer.status for answer in waited] == [303] * VOTERS
        assert [(answer.status, answer.retry_after) for answer in refused] == [(503, "5")] * VOTERS
        assert [answer.status for answer in again] == [303] * VOTERS * 2
        assert queries.count_ballots(question_id) == VOTERS
        assert len(entries(question_id, "ballot.cast")) == 2 * VOTERS
        assert (faults_after(question_id, []), faults_of_ledger()) == ([], [])


def while_held(
    workplace: Workplace,
    question_id: int,
    seconds: int,
    voters: list[WebVoter],
    forms: list[dict[str, list[str]]],
) -> list[Answer]:
    """Press every button while another writer holds the lock for so long; return the answers."""
    with ThreadPoolExecutor(max_workers=VOTERS) as pool:
        with holding(workplace, question_id):
            began = time.monotonic()
            pressed = [pool.submit(cast, *pair) for pair in zip(voters, forms, strict=True)]
            while time.monotonic() - began < seconds:
                time.sleep(0.1)
        return [each.result() for each in pressed]


def reviewed(voter: WebVoter, choices: list[int]) -> dict[str, list[str]]:
    """Return the form of a reviewed ballot."""
    return reviewed_form(voter.review(choices).text)


def cast(voter: WebVoter, form: dict[str, list[str]]) -> Answer:
    """Press the button once."""
    return voter.ask("POST", f"{voter.url}/cast", form)
