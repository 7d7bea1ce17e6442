"""The database itself refuses to change, delete or replace what the ledger holds."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.foundation.database import db, transaction
from app.foundation.ledger.entering import enter

TABLES = ["ledger_entry", "ledger_sequence", "ledger_node", "ledger_checkpoint", "ledger_verification"]
DIGEST = "a" * 64


@pytest.fixture
def filled(db_session: Any) -> None:
    """One row in each table."""
    with transaction() as now:
        entry = enter(collectivity_id=1, consultation_id=2, kind="proposal.published", facts={}, now=now,
                      subject="proposal:1", pseudonym=DIGEST)  # fmt: skip
        log, number = entry.log_id, entry.id
        for statement in (
            f"INSERT INTO ledger_sequence (log_id, position, entry_id, batch) VALUES ({log}, 0, {number}, 1)",
            f"INSERT INTO ledger_node (log_id, level, number, hash) VALUES ({log}, 0, 0, '{DIGEST}')",
            f"INSERT INTO ledger_checkpoint VALUES (1, {log}, 1, '{DIGEST}', 'note', '2026-11-22 20:00:00')",
            f"INSERT INTO ledger_verification VALUES (1, {log}, '2026-11-22 20:00:00', 1, '[]')",
        ):
            db.session.execute(sa.text(statement))


def refused(statement: str) -> None:
    with pytest.raises(DBAPIError, match="never"), transaction():
        db.session.execute(sa.text(statement))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.usefixtures("filled")
def test_no_row_is_changed_or_deleted(table: str) -> None:
    refused(f"UPDATE {table} SET log_id = log_id")
    refused(f"DELETE FROM {table}")
    if db.engine.dialect.name == "postgresql":
        refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.usefixtures("filled")
def test_no_row_is_replaced_even_where_triggers_do_not_recur(table: str, recursive: str) -> None:
    if db.engine.dialect.name == "sqlite":
        columns = [column["name"] for column in sa.inspect(db.engine).get_columns(table)]
        db.session.rollback()
        db.session.execute(sa.text(f"PRAGMA recursive_triggers={recursive}"))
        refused(f"INSERT OR REPLACE INTO {table} SELECT {', '.join(columns)} FROM {table}")
        db.session.execute(sa.text("PRAGMA recursive_triggers=ON"))
    else:
        refused(f"INSERT INTO {table} SELECT * FROM {table}")


@pytest.mark.usefixtures("filled")
def test_no_entry_takes_the_place_of_another_by_its_leaf_or_its_revision() -> None:
    copied = "log_id, kind, body, {}, subject, pseudonym, {}, recorded_at"
    names = copied.format("leaf_hash", "revision")
    for values in (copied.format("leaf_hash", "9"), copied.format("'b'", "revision")):
        refused(f"INSERT INTO ledger_entry ({names}) SELECT {values} FROM ledger_entry")


@pytest.mark.usefixtures("filled")
def test_a_key_is_not_replaced_by_another_nor_forgotten(db_session: Any) -> None:
    with transaction():
        db.session.execute(
            sa.text(
                "INSERT INTO pseudonym_key (consultation_id, fingerprint, created_at)"
                f" VALUES (2, '{DIGEST}', '2026-11-22 20:00:00')"
            )
        )
    refused("UPDATE pseudonym_key SET fingerprint = 'other'")
    refused("DELETE FROM pseudonym_key")
