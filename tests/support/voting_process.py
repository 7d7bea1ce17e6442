"""A program that votes from several processes at the same moment, each with connections of its own, as workers do."""

import json
import multiprocessing
import sys
from datetime import datetime
from multiprocessing.context import ForkContext
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.features.accounts.queries import load_actor
from app.features.ballots import commands, queries
from app.foundation import clock
from app.foundation.database import db, transaction
from config import Config


def main() -> None:
    """Read what to do from the standard input, let every process vote, write all receipts."""
    asked = json.loads(sys.stdin.readline())
    folder = Path(asked["data_folder"])
    app = create_app(Config.for_tests(database_url=asked["database_url"], data_folder=folder))
    with app.app_context():
        db.engine.dispose()
    print(json.dumps(_vote_together(app, asked, multiprocessing.get_context("fork"))))


def _vote_together(app: Flask, asked: dict[str, Any], context: ForkContext) -> list[str]:
    ready, answers = context.Barrier(asked["processes"]), context.SimpleQueue()

    def work() -> None:
        with app.app_context(), clock.use(datetime.fromisoformat(asked["now"])):
            ready.wait(timeout=60)
            answers.put([_vote(asked) for _ in range(asked["times"])])

    workers = [context.Process(target=work) for _ in range(asked["processes"])]
    for worker in workers:
        worker.start()
    leaves = [leaf for _ in workers for leaf in answers.get()]
    for worker in workers:
        worker.join(timeout=60)
    return leaves


def _vote(asked: dict[str, Any]) -> str:
    with transaction() as now:
        actor, question = load_actor(asked["user_id"]), queries.get_by_id(asked["question_id"])
        return commands.cast(actor=actor, question=question, choices=asked["choices"], now=now).leaf_hash


if __name__ == "__main__":
    main()
