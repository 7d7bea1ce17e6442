"""What stays of an erased account: a number to which its supports and acts in a role still point."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from app.features.accounts import commands as accounts
from app.features.accounts.models import RoleGrant, User
from app.features.privacy.personal_data import HOLDINGS
from app.features.privacy.selecting import rows_of, table_of
from app.features.privacy.types import Erasing, Person
from app.foundation.database import Base, db
from app.foundation.policy import SYSTEM

# Everything else that can be empty is emptied, columns to come included.
KEPT = frozenset({"id", "active", "is_demo", "erased_at", "create_datetime", "language", "fs_uniquifier"})


def end_roles(user_id: int, *, now: datetime) -> None:
    """End every role that the account holds; invitations that it sent go with them."""
    held = sa.select(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.ended_at.is_(None))
    for grant in db.session.scalars(held.order_by(RoleGrant.id)).all():
        accounts.end_role(actor=SYSTEM, grant=grant, now=now)


def erase_rows(person: Person) -> None:
    """Delete or empty the rows that are hers, as the register says of each table."""
    for holding in HOLDINGS:
        table, hers = table_of(holding), rows_of(holding, person)
        if holding.erasing is Erasing.DELETE:
            db.session.execute(sa.delete(table).where(hers))
        elif holding.erasing is Erasing.EMPTY:
            db.session.execute(sa.update(table).where(hers).values(dict(holding.emptied)))


def empty_account(user: User, *, language: str, now: datetime) -> None:
    """Empty the account itself: no address, no name, no password, no session that still opens anything."""
    table = Base.metadata.tables["user_account"]
    values: dict[str, Any] = {
        column.name: None for column in table.columns if column.nullable and column.name not in KEPT
    }
    values |= {
        "active": False,
        "create_datetime": now,
        "erased_at": now,
        "fs_uniquifier": uuid4().hex,
        "language": language,
    }
    db.session.execute(sa.update(table).where(table.c.id == user.id).values(values))
    db.session.expire(user)
