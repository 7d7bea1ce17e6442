"""Which rows of a table are a person's, as the register says."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.privacy.personal_data import BY_TABLE
from app.features.privacy.types import By, Holding, Person, Through
from app.foundation.database import Base, db


def person_of(user: User) -> Person:
    """Return an account with its addresses."""
    return Person(user.id, tuple(each for each in (user.email, user.us_phone_number) if each))


def table_of(holding: Holding) -> sa.Table:
    """Return the table that a holding is about."""
    return Base.metadata.tables[holding.table]


def rows_of(holding: Holding, person: Person) -> sa.ColumnElement[bool]:
    """Return the condition that a row of the holding's table is the person's."""
    table = table_of(holding)
    owned = (_is_hers(table.c[name], by, person) for name, by in holding.owners.items())
    hung = (_hangs_on_hers(table, each, person) for each in holding.through)
    return sa.or_(sa.false(), *owned, *hung)


def _is_hers(column: Any, by: By, person: Person) -> sa.ColumnElement[bool]:
    if by is By.ACCOUNT:
        return sa.ColumnElement.__eq__(column, person.id)
    return sa.func.lower(column).in_([address.lower() for address in person.addresses])


def _hangs_on_hers(table: sa.Table, through: Through, person: Person) -> sa.ColumnElement[bool]:
    parent = BY_TABLE[through.parent]
    above = sa.select(table_of(parent).c.id).where(rows_of(parent, person))
    hangs: sa.ColumnElement[bool] = table.c[through.column].in_(above)
    if through.when is None:
        return hangs
    column, kind = through.when
    return sa.and_(sa.cast(table.c[column], sa.String) == kind, hangs)


def read(holding: Holding, person: Person, columns: Iterable[str]) -> list[dict[str, Any]]:
    """Return some columns of the rows that are the person's, oldest first."""
    table = table_of(holding)
    chosen = [table.c[name] for name in columns]
    statement = sa.select(*chosen).where(rows_of(holding, person)).order_by(*table.primary_key.columns)
    return [dict(row) for row in db.session.execute(statement).mappings()]
