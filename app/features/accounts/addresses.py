"""Changing where a person can be reached: proved at both addresses, and stopped by whoever owns the old one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.features.accounts import codes, policy, rules, sessions
from app.features.accounts.models import AccountCode, AddressChange, User
from app.features.accounts.policy import AccountPermission
from app.features.accounts.queries import find_by_address
from app.features.accounts.secrets_at_rest import hash_of, hash_of_code, is_same, new_code, new_link_token
from app.features.accounts.types import Address
from app.foundation import outbox
from app.foundation.database import db, lock_row
from app.foundation.outbox import Medium
from app.foundation.policy import Actor


def ask_to_change(*, actor: Actor, address: Address, browser: str, now: datetime) -> AddressChange:
    """Send a code to the new address and another to the present ones, with a link that stops the change.

    Nothing tells whether the new address has an account: its owner is told by a message, and no code opens anything.
    """
    policy.accounts.require(actor, AccountPermission.MANAGE_OWN_ACCOUNT)
    user: User = lock_row(User, actor.user_id or 0)
    rules.require_another_address(address, user)
    db.session.execute(sa.update(AddressChange).where(_waits_for(user.id)).values(stopped_at=now))
    is_free = find_by_address(address) is None
    new, old, token = new_code(), new_code(), new_link_token()
    change = AddressChange(
        user_id=user.id,
        new_address=address.text,
        is_phone=address.is_phone,
        old_email=user.email,
        old_phone=user.us_phone_number,
        new_code_hash=hash_of_code(new, browser=browser) if is_free else None,
        old_code_hash=hash_of_code(old, browser=browser),
        link_hash=hash_of(token),
        asked_at=now,
    )
    db.session.add(change)
    db.session.flush()
    _post(
        "new_address" if is_free else "address_taken",
        address,
        user,
        {"code": new} if is_free else {},
        now=now,
    )
    for present in _addresses_of(user):
        _post("address_change", present, user, {"code": old, "link_token": token}, now=now)
    return change


def confirm_change(
    *, actor: Actor, change_id: int, new_code: str, old_code: str, browser: str, now: datetime
) -> bool:
    """Take the new address when both codes are right; False when one is not, every try being counted."""
    policy.accounts.require(actor, AccountPermission.MANAGE_OWN_ACCOUNT)
    user: User = lock_row(User, actor.user_id or 0)
    change: AddressChange | None = lock_row(AddressChange, change_id)
    if change is None or change.user_id != user.id or not rules.takes_codes(change, now=now):
        return False
    change.try_count += 1
    is_right = [
        is_same(change.new_code_hash, hash_of_code(new_code, browser=browser)),
        is_same(change.old_code_hash, hash_of_code(old_code, browser=browser)),
    ]
    db.session.flush()
    address = Address(change.new_address, is_phone=change.is_phone)
    email = user.email if change.is_phone else address.text
    phone = address.text if change.is_phone else user.us_phone_number
    if not all(is_right) or not _take(user, email=email, phone=phone):
        return False
    change.done_at = user.update_datetime = now
    _forget_codes_of(user.id, now=now)
    codes.record_security_event(user_id=user.id, kind="address_changed", network=None, now=now)
    return True


def find_to_stop(*, token: str, now: datetime) -> AddressChange:
    """Return the change that a link can still stop or undo, or raise LinkNoLongerWorks."""
    change = db.session.scalar(sa.select(AddressChange).where(AddressChange.link_hash == hash_of(token)))
    if change is None or not rules.can_be_stopped(change, now=now):
        raise rules.LinkNoLongerWorks
    return change


def stop_change(*, token: str, now: datetime) -> None:
    """Stop a change, or undo it within three days; every session of the account ends, since somebody else was in."""
    found = find_to_stop(token=token, now=now)
    user: User = lock_row(User, found.user_id)
    change: AddressChange = lock_row(AddressChange, found.id)
    if not rules.can_be_stopped(change, now=now):
        raise rules.LinkNoLongerWorks
    if change.done_at is not None:
        _take(user, email=change.old_email, phone=change.old_phone)
    change.stopped_at = user.update_datetime = now
    db.session.execute(
        sa.update(AddressChange)
        .where(AddressChange.user_id == user.id, AddressChange.stopped_at.is_(None))
        .values(stopped_at=now)
    )
    db.session.flush()
    _forget_codes_of(user.id, now=now)
    sessions.end_all(user_id=user.id, now=now)
    codes.record_security_event(user_id=user.id, kind="address_change_stopped", network=None, now=now)


def forget_old(*, now: datetime) -> None:
    """Delete the changes that nobody can stop any more."""
    db.session.execute(
        sa.delete(AddressChange).where(AddressChange.asked_at < now - rules.CHANGE_CAN_BE_UNDONE * 2)
    )


def _waits_for(user_id: int) -> Any:
    return sa.and_(
        AddressChange.user_id == user_id, AddressChange.done_at.is_(None), AddressChange.stopped_at.is_(None)
    )


def _addresses_of(user: User) -> list[Address]:
    found = [Address(user.email)] if user.email else []
    return found + ([Address(user.us_phone_number, is_phone=True)] if user.us_phone_number else [])


def _take(user: User, *, email: str | None, phone: str | None) -> bool:
    """Give the account these addresses unless somebody else took one meanwhile; the unique constraint decides."""
    try:
        with db.session.begin_nested():
            user.email, user.us_phone_number = email, phone
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _forget_codes_of(user_id: int, *, now: datetime) -> None:
    """Spend the codes and links that were sent to an address which is no longer hers."""
    waiting = (AccountCode.user_id == user_id) & AccountCode.used_at.is_(None)
    db.session.execute(sa.update(AccountCode).where(waiting).values(used_at=now))


def _post(template: str, address: Address, user: User, values: dict[str, Any], *, now: datetime) -> None:
    outbox.post(
        medium=Medium.SMS if address.is_phone else Medium.MAIL,
        recipient=address.text,
        language=user.language,
        template=f"accounts/{template}",
        values=values,
        now=now,
        user_id=user.id,
    )
