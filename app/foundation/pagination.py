"""Cutting long lists into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from app.foundation.database import db

T = TypeVar("T")
PAGE_SIZE = 20
LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its rows, its number (from 1) and how many rows there are in all."""

    items: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.count

    @property
    def first(self) -> int:
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        return min(self.total, self.number * self.size)


def page_number(text: str | None) -> int:
    """Read a page number from an address; anything odd is the first page."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 6:
        return 1
    return max(1, min(int(text), LAST_PAGE))


def paginate(statement: sa.Select[Any], *, number: int, size: int = PAGE_SIZE) -> Page[Any]:
    """Return one page of a select of one entity: two queries, whatever the length of the list."""
    total = (
        db.session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0
    )
    items = db.session.scalars(statement.limit(size).offset((number - 1) * size)).all() if total else []
    return Page(items=items, number=number, size=size, total=total)
