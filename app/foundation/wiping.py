"""Make what was deleted unreadable in the files of the database too, not only for those who ask it."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.engine import Engine

from app.foundation.database import LOCK_WAIT_SECONDS, db, transaction

# Whoever writes waits for this at most; the next run does what was left.
BRIEFLY_MS = 500


def wipe_deleted(tables: Iterable[str]) -> bool:
    """Rewrite what the database keeps so that deleted rows are gone from it; False when somebody was in the way.

    SQLite writes the whole file anew and empties its journal; PostgreSQL frees the rows of the tables. Its own journal
    and its backups are the operator's (docs/operations.md). Call outside a transaction.
    """
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        return _wipe_sqlite(db.engine)
    _wipe_postgresql(db.engine, tables)
    return True


def empty_journal() -> bool:
    """Let SQLite keep in its journal nothing of what was changed or deleted; False when somebody was in the way.

    In quiet hours the pages of before would stay there for days. Call outside a transaction.
    """
    db.session.remove()
    if db.engine.dialect.name != "sqlite":
        return True
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BRIEFLY_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, *_pages) = cursor.fetchone() or (1,)
        cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_SECONDS * 1000}")
        cursor.close()
    finally:
        connection.close()
    return not is_busy


def _wipe_sqlite(engine: Engine) -> bool:
    with transaction():  # words of the index stay in its segments until these are merged
        db.session.execute(text("INSERT INTO search_terms (search_terms) VALUES ('optimize')"))
    db.session.remove()
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, *_pages) = cursor.fetchone() or (1,)
        cursor.close()
    finally:
        connection.close()
    return not is_busy


def _wipe_postgresql(engine: Engine, tables: Iterable[str]) -> None:
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.execute(text(f"VACUUM {quote(table)}"))
