"""Workers killed in the middle of it all: who was answered with success is recorded, and counted once."""

from random import Random
from typing import Any

from app.features.ballots import queries
from app.foundation.policy import Actor
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.stage import Stage, kill
from tests.support.voting import Voting, entries

WORKERS = 3
ROUNDS = 3


def test_trust_11_workers_killed_in_mid_vote_lose_nothing_that_was_answered(
    stage: Stage, voting: Voting, people: list[Actor]
) -> None:
    dice, question_id = Random(11), voting.question_id
    user_ids, answered = [actor.user_id for actor in people], set[str]()
    for number in range(ROUNDS):
        jobs = [
            stage.job("cast_for_ever", people=user_ids, question_id=question_id, seed=10 * number + each)
            for each in range(WORKERS)
        ]
        outcomes = stage.run_together(jobs, Killer(dice))
        assert [outcome.code for outcome in outcomes.values()] == [-9] * WORKERS
        answered |= {leaf for outcome in outcomes.values() for leaf in outcome.leaves}
        assert faults_after(question_id, answered) == []
    assert len(answered) > ROUNDS * WORKERS
    assert queries.count_ballots(question_id) <= len(people)
    # Of each killed worker, one act at most was recorded and not answered.
    assert len(entries(question_id, "ballot.cast")) - len(answered) <= ROUNDS * WORKERS
    assert faults_of_ledger() == []


class Killer:
    """Ends one process after the other, each at a place or an answer drawn by lot."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.dead: set[int] = set()
        self.patience = dice.randint(5, 25)

    def __call__(self, said: dict[str, Any], pids: list[int]) -> None:
        """Hear one line of a process."""
        self.patience -= 1
        alive = [pid for pid in pids if pid not in self.dead]
        if alive and self.patience <= 0:
            self.dead.add(alive[0])
            self.patience = self.dice.randint(2, 12)
            kill(alive[0])
