"""A process of its own that votes: an application made anew on the same database, as another worker's is."""

import json
import sys
from datetime import datetime
from pathlib import Path

from app import create_app
from app.features.accounts.queries import load_actor
from app.features.ballots import commands, queries
from app.foundation import clock
from app.foundation.database import transaction
from config import Config


def main() -> None:
    """Read what to do from the standard input, say "ready", wait for a line, vote, write the receipts."""
    asked = json.loads(sys.stdin.readline())
    folder = Path(asked["data_folder"])
    app = create_app(Config.for_tests(database_url=asked["database_url"], data_folder=folder))
    with app.app_context(), clock.use(datetime.fromisoformat(asked["now"])):
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps([_vote(asked) for _ in range(asked["times"])]), flush=True)


def _vote(asked: dict[str, int]) -> str:
    with transaction() as now:
        actor, question = load_actor(asked["user_id"]), queries.get_by_id(asked["question_id"])
        return commands.cast(actor=actor, question=question, choices=asked["choices"], now=now).leaf_hash  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
