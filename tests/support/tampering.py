"""Changing the database by hand, past every check of the platform, as whoever runs the server could."""

import sqlalchemy as sa

from app.foundation.database import begin_write, db
from app.jobs import ledger


def tamper(statement: str, *, table: str) -> int:
    """Run a statement on a table whose triggers were taken away first; return how many rows it changed."""
    begin_write()
    if db.engine.dialect.name == "postgresql":
        # For this transaction alone: the same database, with its triggers, serves the tests that follow.
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    else:
        triggers = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        for name in db.session.scalars(triggers, {"table": table}).all():
            db.session.execute(sa.text(f'DROP TRIGGER "{name}"'))
    changed = db.session.execute(sa.text(statement)).rowcount  # type: ignore[attr-defined]
    db.session.commit()
    db.session.remove()
    return int(changed)


def settle() -> None:
    """Let the ledger enter what is older, give every entry its place, and sign."""
    ledger.begin_ledger()
    ledger.sequence_ledger()
