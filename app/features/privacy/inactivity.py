"""Accounts that nobody uses any more: warned by a message, then erased; texts stay without a name."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import AccountSession, RoleGrant, SecurityEvent, User
from app.features.privacy import messages
from app.features.privacy.models import AccountActivity
from app.features.privacy.types import Periods
from app.foundation.database import db, insert_into, lock_row

PORTION = 500


def note_activity(*, now: datetime) -> None:
    """Note on which day each account was last used; who comes back is no longer warned."""
    for rows in (
        _new_accounts(),
        _seen(AccountSession.user_id, AccountSession.last_seen_at),
        _signed_in(),
    ):
        for start in range(0, len(rows), PORTION):
            _note(rows[start : start + PORTION])


def list_to_warn(kept: Periods, *, now: datetime) -> list[int]:
    """Return one portion of the accounts that will be erased unless they are used."""
    limit = (now - timedelta(days=kept.inactive_account_days - kept.inactive_warning_days)).date()
    return _listed(AccountActivity.warned_at.is_(None), AccountActivity.last_seen_on < limit)


def list_to_erase(kept: Periods, *, now: datetime) -> list[int]:
    """Return one portion of the accounts that were warned in time, and not used since."""
    warned_before = now - timedelta(days=kept.inactive_warning_days)
    limit = (now - timedelta(days=kept.inactive_account_days)).date()
    return _listed(AccountActivity.warned_at <= warned_before, AccountActivity.last_seen_on < limit)


def warn(user_id: int, kept: Periods, *, now: datetime) -> None:
    """Tell a person that her account will be erased unless she signs in; once."""
    activity: AccountActivity | None = lock_row_of(user_id)
    if activity is None or activity.warned_at is not None:
        return
    activity.warned_at = now
    user: User = lock_row(User, user_id)
    messages.post(user, "privacy/inactive", {"days": kept.inactive_warning_days}, now=now)
    db.session.flush()


def lock_row_of(user_id: int) -> AccountActivity | None:
    """Return what is noted of an account's use, locked."""
    statement = sa.select(AccountActivity).where(AccountActivity.user_id == user_id).with_for_update()
    return db.session.scalar(statement)


def _listed(*conditions: Any) -> list[int]:
    holds_a_role = sa.exists().where(RoleGrant.user_id == User.id, RoleGrant.ended_at.is_(None))
    statement = (
        sa.select(AccountActivity.user_id)
        .join(User, User.id == AccountActivity.user_id)
        .where(*conditions, User.erased_at.is_(None), User.is_demo.is_(False), ~holds_a_role)
        .order_by(AccountActivity.user_id)
        .limit(PORTION)
    )
    return list(db.session.scalars(statement))


def _new_accounts() -> Sequence[Any]:
    known = sa.select(AccountActivity.user_id)
    return db.session.execute(
        sa.select(User.id, User.create_datetime).where(User.id.not_in(known), User.erased_at.is_(None))
    ).all()


def _signed_in() -> Sequence[Any]:
    return _seen(SecurityEvent.user_id, SecurityEvent.happened_at, SecurityEvent.kind.startswith("signed_in"))


def _seen(person: Any, moment: Any, *conditions: Any) -> Sequence[Any]:
    in_use = person.in_(sa.select(User.id).where(User.erased_at.is_(None)))
    statement = sa.select(person, sa.func.max(moment, type_=moment.type)).where(in_use, *conditions)
    return db.session.execute(statement.group_by(person)).all()


def _note(rows: Sequence[Any]) -> None:
    table = insert_into(AccountActivity)
    is_later = table.excluded.last_seen_on > AccountActivity.last_seen_on
    statement = table.on_conflict_do_update(
        index_elements=["user_id"],
        set_={"last_seen_on": table.excluded.last_seen_on, "warned_at": None},
        where=is_later,
    )
    values = [{"user_id": user_id, "last_seen_on": _day(seen)} for user_id, seen in rows]
    if values:
        db.session.execute(statement, values)


def _day(moment: datetime) -> date:
    return moment.date()
