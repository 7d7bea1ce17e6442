"""A disk that really is full, with the database, its log and all on it: a clear refusal, and everything goes on later.

Where this account may mount no disk, the line says "disks 0": the tests of faults limit files instead.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import combinations
from pathlib import Path

import pytest

from app.foundation.database import db
from tests.support.applications import Workplace, session_cookie
from tests.support.ballot_forms import vote_url
from tests.support.clock import FixedClock
from tests.support.crashing import CrashingCluster
from tests.support.databases import (
    PostgresqlDatabase,
    SqliteDatabase,
    make_postgresql_template,
    make_sqlite_template,
)
from tests.support.small_disk import fill, may_mount, small_disk
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.stage import Stage, StageHands
from tests.support.voting import entries, open_voting

LEFT = 160 * 1024
BALLOTS = [list(some) for size in (1, 2, 3) for some in combinations(range(1, 5), size)] * 60


@pytest.fixture
def hands() -> Iterator[StageHands]:
    """The process that forks the others."""
    made = StageHands()
    yield made
    made.close()


@contextmanager
def on_small_disk(kind: str, disk: Path, rest: Path) -> Iterator[tuple[Workplace, Callable[[], None]]]:
    """Yield a workplace whose database stands on a small disk, and what an operator does once there is room."""
    with ExitStack() as stack:
        if kind == "sqlite":
            stack.enter_context(small_disk(disk, megabytes=24))
            place = Workplace(
                database=SqliteDatabase(template=make_sqlite_template(rest), folder=disk),
                data_folder=rest / "data",
            )
            stack.callback(place.close)
            yield place, lambda: None
            return
        cluster = CrashingCluster()
        stack.enter_context(small_disk(cluster.folder, megabytes=256))
        cluster.start()
        stack.callback(cluster.stop)
        make_postgresql_template(cluster.server, rest)
        database = PostgresqlDatabase(server=cluster.server, name="small")
        place = Workplace(database=database, data_folder=rest / "data")
        stack.callback(place.close)
        yield place, cluster.start_if_ended


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_trust_13_on_a_disk_that_is_full_nothing_is_answered_that_is_not_there(
    kind: str, tmp_path: Path, hands: StageHands, clock: FixedClock, figures: Callable[..., None]
) -> None:
    if not may_mount(tmp_path / "probe"):
        figures(disks=0)
        return
    with on_small_disk(kind, tmp_path / "disk", tmp_path) as (place, repair), place.app.app_context():
        disk = Path(str(db.engine.url.query.get("host") or Path(db.engine.url.database or "").parent))
        voting = open_voting(clock)
        amina, url, stage = voting.place.person(), vote_url(voting), Stage(hands, place)
        cookie = session_cookie(place.app, amina.user_id or 0)
        ballast = fill(disk, leave=LEFT)
        outcome = stage.do("vote_by_form", cookie=cookie, url=url, ballots=BALLOTS)
        statuses = outcome.all("status")
        assert outcome.refusals == []
        assert statuses == [303] * (len(statuses) - 1) + [503]
        assert outcome.last("retry_after") is not None
        ballast.unlink()
        repair()
        db.session.remove()
        db.engine.dispose()
        recorded = len(entries(voting.question_id, "ballot.cast"))
        again = {"user_id": amina.user_id, "url": f"{url}/cast", "form": outcome.last("form")}
        assert [stage.do("press", **again).last("status") for _ in range(2)] == [303, 303]
        found = len(entries(voting.question_id, "ballot.cast"))
        figures(disks=1, answered=len(statuses) - 1, refused=1, found=found)
        assert (recorded, found) == (len(statuses) - 1, len(statuses))
        assert faults_after(voting.question_id, []) == []
        assert faults_of_ledger() == []
        db.session.remove()
        db.engine.dispose()
