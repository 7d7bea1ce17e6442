"""A second writer that holds what a ballot needs, for as long as a test wants."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from app.foundation.database import SQLITE_MODULE
from tests.support.applications import Workplace
from tests.support.databases import PostgresqlDatabase, SqliteDatabase


@contextmanager
def holding(workplace: Workplace, question_id: int) -> Iterator[None]:
    """Hold the database (SQLite), or the row of the vote (PostgreSQL), during the block."""
    database = workplace.database
    if isinstance(database, SqliteDatabase):
        with closing(SQLITE_MODULE.connect(database.file, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
        return
    assert isinstance(database, PostgresqlDatabase)
    with database.server.connect(database.name) as connection, connection.transaction():
        connection.execute("SELECT id FROM voting_question WHERE id = %s FOR UPDATE", [question_id])
        yield
