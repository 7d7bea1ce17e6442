"""How many times a page asks the database."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.foundation.database import db


def queries_of(act: Callable[[], Any]) -> int:
    """Return how many statements the act sends."""
    seen: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)
