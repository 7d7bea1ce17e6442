"""Two hundred people vote on a budget through real workers, which are killed at random for a minute."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from random import Random
from statistics import quantiles
from threading import Event

import sqlalchemy as sa
from flask import Flask

from app.features.ballots import queries
from app.features.ballots.models import Ballot
from app.features.ballots.types import VotingKind
from app.foundation.database import db
from app.jobs import worker
from tests.support.applications import Workplace, session_cookie
from tests.support.ballot_forms import vote_url
from tests.support.clock import FixedClock
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.stage import kill
from tests.support.voting import Voting, entries, open_voting
from tests.support.web_server import WebServer, web_server
from tests.support.web_voter import WebVoter

PEOPLE = 200
SECONDS = 60
COSTS = (60, 50, 40, 10)
CEILING = 100
WISHES = [
    wish
    for size in (1, 2, 3)
    for wish in combinations(range(1, 5), size)
    if sum(COSTS[number - 1] for number in wish) <= CEILING
]


def test_trust_11_nothing_answered_is_lost_or_doubled_while_workers_are_killed(
    app: Flask,
    workplace: Workplace,
    clock: FixedClock,
    database_kind: str,
    figures: Callable[..., None],
) -> None:
    with app.app_context():
        voting = open_voting(clock, costs=COSTS, kind=VotingKind.BUDGET, ceiling=CEILING, maximum=4)
        url, people = vote_url(voting), [voting.place.person(name=f"Voisine {n}") for n in range(PEOPLE)]
        db.session.rollback()
        with web_server(workplace, now=clock()) as server:
            cookies = [dict([session_cookie(app, actor.user_id or 0)]) for actor in people]
            voters = [WebVoter(server.port, url, kept) for kept in cookies]
            killed = under_fire(server, voters)
        report(voting, voters, killed, database_kind, figures)


def under_fire(server: WebServer, voters: list[WebVoter]) -> int:
    """Let everybody vote again and again while workers are killed; return how many were."""
    over, dice, killed = Event(), Random(200), 0
    rest = SECONDS * 1.0
    with ThreadPoolExecutor(max_workers=PEOPLE) as pool:
        done = [pool.submit(vote_until, over, voter, Random(number)) for number, voter in enumerate(voters)]
        try:
            while rest > 0:
                pause = dice.uniform(0.5, 3)
                rest -= pause
                over.wait(pause)
                workers = server.workers()
                if workers:
                    kill(dice.choice(workers))
                    killed += 1
                worker.run("sequence_ledger")  # where everybody writes it may have to wait for its next turn
        finally:
            over.set()
        for each in done:
            each.result()
    return killed


def vote_until(over: Event, voter: WebVoter, dice: Random) -> None:
    """Vote, each time otherwise than before; the last ballot is finished."""
    wish: tuple[int, ...] = ()
    while not over.is_set():
        wish = dice.choice([other for other in WISHES if other != wish])
        voter.vote(wish)


def report(
    voting: Voting,
    voters: list[WebVoter],
    killed: int,
    database_kind: str,
    figures: Callable[..., None],
) -> None:
    """Note the figures and compare what was answered with what is recorded."""
    db.session.rollback()
    leaves = [leaf for voter in voters for leaf in voter.leaves]
    recorded = Counter(entry["leaf"] for entry in entries(voting.question_id, "ballot.cast"))
    sent, answered = sum(voter.sent for voter in voters), sum(voter.answered for voter in voters)
    found, doubled = sum(leaf in recorded for leaf in leaves), recorded.total() - sent
    times = quantiles([each for voter in voters for each in voter.milliseconds], n=20)
    figures(
        sent=sent, answered=answered, found=found, lost=answered - found, doubled=doubled, killed=killed,
        again=sum(voter.again for voter in voters),
        **{f"{database_kind}_p50_ms": round(times[9]), f"{database_kind}_p95_ms": round(times[18])},
    )  # fmt: skip
    assert (answered, found, doubled) == (sent, sent, 0)
    assert queries.count_ballots(voting.question_id) == PEOPLE
    spent = [
        sum(COSTS[number - 1] for number in row) for row in db.session.scalars(sa.select(Ballot.choices))
    ]
    assert max(spent) <= CEILING
    assert faults_after(voting.question_id, leaves) == []
    assert faults_of_ledger() == []
    assert killed >= SECONDS // 6
