"""A world in which every text, of every table, ends with hostile strings: past every check that lets texts in.

A text is whatever is written in words: it holds a space and a letter. Codes, keys, addresses and instants hold none.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.foundation.database import SQLITE_MODULE, db
from tests.support.databases import SqliteDatabase
from tests.support.hostile import HOSTILE

PROSE = re.compile(r"[^\W\d_]\S* \S")
AT_ONCE = 3
# What no text that people read may hold: unseen characters, and those that turn the direction of what follows.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
LET_BE = frozenset("\n\u200c\u200d")
# What was signed is no text: a byte that changes there is found by the ledger's own tests.
SIGNED = "ledger"
# What was typed is given back to its writer as it was typed, until the form is taken.
TYPED = "kept_input"


def poison(database: SqliteDatabase) -> int:
    """Add hostile strings to every text of a database that nobody is using; return to how many."""
    connection = SQLITE_MODULE.connect(str(database.file))  # type: ignore[attr-defined]
    connection.execute("PRAGMA ignore_check_constraints = ON")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    strings = _strings()
    count = sum(_poison_column(connection, table, column, strings) for table, column in columns_of_text())
    connection.commit()
    connection.close()
    return count


def columns_of_text() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    """Yield every column that may hold words."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            is_text = isinstance(column.type, (sa.String, sa.JSON)) and not isinstance(column.type, sa.Enum)
            if is_text and not table.name.startswith(SIGNED) and not column.primary_key:
                yield table, column


def _poison_column(connection: Any, table: sa.Table, column: sa.Column[Any], strings: Iterator[str]) -> int:
    rows = connection.execute(f'SELECT rowid, "{column.name}" FROM "{table.name}"').fetchall()
    is_json = isinstance(column.type, sa.JSON)
    count = 0
    for key, value in rows:
        if not isinstance(value, str):
            continue
        poisoned = json.dumps(_within(json.loads(value), strings)) if is_json else _ended(value, strings)
        if poisoned != value:
            connection.execute(
                f'UPDATE "{table.name}" SET "{column.name}" = ? WHERE rowid = ?', (poisoned, key)
            )
            count += 1
    return count


def _within(value: Any, strings: Iterator[str]) -> Any:
    if isinstance(value, dict):
        return {key: _within(each, strings) for key, each in value.items()}
    if isinstance(value, list):
        return [_within(each, strings) for each in value]
    return _ended(value, strings) if isinstance(value, str) else value


def _ended(text: str, strings: Iterator[str]) -> str:
    return f"{next(strings)} {text} {next(strings)}" if PROSE.search(text) else text


def _strings() -> Iterator[str]:
    """Yield the strings a few at a time, without what no database of this product can hold."""
    kept = [text.encode("utf-8", "ignore").decode() for text in HOSTILE]
    while True:
        for start in range(0, len(kept), AT_ONCE):
            yield " ".join(kept[start : start + AT_ONCE])


def unseen_in(database: SqliteDatabase) -> list[str]:
    """Return the texts of a database that hold characters which nobody sees, as "table.column: text"."""
    connection = SQLITE_MODULE.connect(str(database.file))  # type: ignore[attr-defined]
    found = [
        f"{table.name}.{column.name}: {value[:80]!r}"
        for table, column in columns_of_text()
        if table.name != TYPED
        for (value,) in connection.execute(f'SELECT "{column.name}" FROM "{table.name}"').fetchall()
        if isinstance(value, str)
        and has_unseen(json.loads(value) if isinstance(column.type, sa.JSON) else value)
    ]
    connection.close()
    return found


def has_unseen(value: Any) -> bool:
    """Say whether a text, or a text within, holds characters that nobody sees."""
    if isinstance(value, dict):
        return any(has_unseen(each) for each in value.values())
    if isinstance(value, list):
        return any(has_unseen(each) for each in value)
    return isinstance(value, str) and any(
        unicodedata.category(character) in UNSEEN and character not in LET_BE for character in value
    )
