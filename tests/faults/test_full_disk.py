"""No room left on the disk: the voter is told so, nothing is half-done, and everything goes on once there is room.

The disk is not really full: the page count of SQLite is limited, and the size of files that PostgreSQL may write.
The drill full_disk fills a real one.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from app.foundation.policy import Actor
from tests.support.applications import Workplace, session_cookie
from tests.support.ballot_forms import vote_url
from tests.support.databases import PostgresqlDatabase
from tests.support.soundness import faults_after, faults_of_ledger
from tests.support.stage import Stage
from tests.support.voting import Voting, entries

MORE_THAN_A_SEGMENT = 28_000  # rows of 624 bytes, of which 13 fill a page to its end


@pytest.fixture
def crowded(workplace: Workplace, voting: Voting) -> Iterator[None]:
    """Make one table that each ballot writes larger than what files may be, so that it cannot grow."""
    database = workplace.database
    if not isinstance(database, PostgresqlDatabase):
        yield
        return
    with database.server.connect(database.name) as connection:
        add(connection, MORE_THAN_A_SEGMENT)
        fill_page(connection)
        add(connection, fill_page(connection) - 1)
        yield
        connection.execute("TRUNCATE submission")


def add(connection: Any, rows: int) -> None:
    """Add long rows to the table of spent forms."""
    connection.execute(
        "INSERT INTO submission (key, user_id, content, result_url, created_at)"
        " SELECT gen_random_uuid(), NULL, repeat('x', 64), repeat('y', 480), now() FROM generate_series(1, %s)",
        [rows],
    )


def fill_page(connection: Any) -> int:
    """Add rows until one stands on a new page; return how many that took."""
    size, rows = table_size(connection), 0
    while table_size(connection) == size:
        add(connection, 1)
        rows += 1
    return rows


def table_size(connection: Any) -> int:
    (size,) = connection.execute("SELECT pg_relation_size('submission')").fetchone()
    return int(size)


@pytest.mark.usefixtures("crowded")
def test_trust_13_on_a_full_disk_a_voter_is_told_that_nothing_was_recorded(
    stage: Stage, voting: Voting, people: list[Actor]
) -> None:
    amina, url, question_id = people[0], vote_url(voting), voting.question_id
    ballots = [list(some) for size in (1, 2, 3) for some in combinations(range(1, 5), size)] * 5
    cookie = session_cookie(stage.workplace.app, amina.user_id or 0)
    job = stage.job("vote_by_form", settings={"has_no_room": True}, cookie=cookie, url=url, ballots=ballots)
    outcome = stage.run(job)
    assert outcome.refusals == []
    statuses = outcome.all("status")
    assert statuses == [303] * (len(statuses) - 1) + [503]
    assert outcome.last("retry_after") == "300"
    assert "no room left to record anything. What you sent was not recorded" in outcome.last("page")
    recorded = len(statuses) - 1
    assert len(entries(question_id, "ballot.cast")) == recorded
    assert faults_after(question_id, []) == []
    again = {"user_id": amina.user_id, "url": f"{url}/cast", "form": outcome.last("form")}
    assert [stage.do("press", **again).last("status") for _ in range(2)] == [303, 303]
    assert len(entries(question_id, "ballot.cast")) == recorded + 1
    assert (faults_after(question_id, []), faults_of_ledger()) == ([], [])
