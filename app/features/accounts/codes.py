"""Signing up, signing in and recovering by a code or a link sent to an address."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from app.features.accounts import rules, sessions
from app.features.accounts.events import AccountOpened
from app.features.accounts.models import AccountCode, SecurityEvent, User
from app.features.accounts.queries import find_by_address
from app.features.accounts.secrets_at_rest import hash_of, hash_of_code, is_same, new_code, new_link_token
from app.features.accounts.types import Address, CodePurpose, Profile
from app.foundation import outbox
from app.foundation.database import db, insert_into, lock_row
from app.foundation.events import announce
from app.foundation.outbox import Medium


def ask_for_account(
    *, address: Address, profile: Profile, password_hash: str | None, browser: str, now: datetime
) -> AccountCode:
    """Send a code that opens an account with this profile; whoever has one already is signed in by it instead."""
    checked = rules.require_profile(profile)
    pending = {
        "is_phone": address.is_phone,
        "language": checked.language,
        "territory_id": checked.territory_id,
        "public_name": checked.public_name,
        "pseudonym": checked.pseudonym,
        "password_hash": password_hash,
        "notice_accepted_at": now.isoformat(),
    }
    user = find_by_address(address)
    language = user.language if user is not None else checked.language
    return _send_code(
        CodePurpose.SIGN_UP, address, user, browser=browser, language=language, pending=pending, now=now
    )


def ask_for_code(*, address: Address, browser: str, language: str, now: datetime) -> AccountCode:
    """Send a code that signs in; an address without account is told so by mail, never on the page."""
    user = find_by_address(address)
    if user is None:
        return _pretend(address, language=language, now=now)
    language = user.language
    return _send_code(
        CodePurpose.SIGN_IN, address, user, browser=browser, language=language, pending=None, now=now
    )


def send_again(*, code_id: int, browser: str, language: str, now: datetime) -> AccountCode | None:
    """Send another code for what the first was for, or return None when nothing waits any more."""
    first = db.session.get(AccountCode, code_id)
    if first is None or first.used_at is not None or not rules.is_recent(first, now=now):
        return None
    is_phone = "@" not in first.address
    address = Address(first.address, is_phone=is_phone)
    if first.purpose is CodePurpose.SIGN_IN:
        return ask_for_code(address=address, browser=browser, language=language, now=now)
    user = find_by_address(address)
    language = user.language if user is not None else language
    pending = dict(first.pending or {})
    return _send_code(
        first.purpose, address, user, browser=browser, language=language, pending=pending, now=now
    )


def redeem_code(*, code_id: int, code: str, browser: str, now: datetime) -> User | None:
    """Return the account that a typed code opens, or None when it is wrong or spent; every try is counted."""
    sent: AccountCode | None = lock_row(AccountCode, code_id)
    if sent is None or not rules.is_usable(sent, now=now):
        return None
    sent.try_count += 1
    if not is_same(sent.code_hash, hash_of_code(code, browser=browser)):
        db.session.flush()
        return None
    return _open(sent, keep_password=True, now=now)


def find_link(*, token: str, purpose: CodePurpose | None = None, now: datetime) -> AccountCode:
    """Return what a link in a mail is for, without spending it, or raise LinkNoLongerWorks."""
    sent = db.session.scalar(sa.select(AccountCode).where(AccountCode.link_hash == hash_of(token)))
    is_recovery = sent is not None and sent.purpose is CodePurpose.RECOVERY
    if sent is None or not rules.is_usable(sent, now=now) or is_recovery != (purpose is CodePurpose.RECOVERY):
        raise rules.LinkNoLongerWorks
    return sent


def redeem_link(*, token: str, now: datetime) -> User:
    """Return the account that a link opens.

    A password chosen at sign-up is dropped: the link may be followed by somebody else than who filled the form.
    """
    sent: AccountCode = lock_row(AccountCode, find_link(token=token, now=now).id)
    if not rules.is_usable(sent, now=now):
        raise rules.LinkNoLongerWorks
    return _open(sent, keep_password=False, now=now)


def ask_for_recovery(*, address: Address, language: str, now: datetime) -> None:
    """Send a link for choosing a new password, the only one that works; an address without account is told by mail."""
    sent_before = (AccountCode.address == address.text, AccountCode.purpose == CodePurpose.RECOVERY)
    db.session.execute(
        sa.update(AccountCode).where(*sent_before, AccountCode.used_at.is_(None)).values(used_at=now)
    )
    user = find_by_address(address)
    if user is None:
        _pretend(address, language=language, now=now)
        return
    token = new_link_token()
    _store(CodePurpose.RECOVERY, address, user, token=token, code_hash=None, pending=None, now=now)
    _post("reset_password", address, user.language, {"link_token": token}, user=user, now=now)


def reset_password(*, token: str, password_hash: str, now: datetime) -> User:
    """Set a new password by a link of recovery, spend the link, and end every session of the account."""
    sent: AccountCode = lock_row(
        AccountCode, find_link(token=token, purpose=CodePurpose.RECOVERY, now=now).id
    )
    if not rules.is_usable(sent, now=now) or sent.user_id is None:
        raise rules.LinkNoLongerWorks
    user = db.session.get_one(User, sent.user_id)
    sent.used_at = now
    set_password(user=user, password_hash=password_hash, now=now)
    return user


def set_password(*, user: User, password_hash: str, now: datetime) -> None:
    """Give an account a password, end every session it has, spend its links of recovery, and tell its owner."""
    user.password, user.update_datetime = password_hash, now
    sessions.end_all(user_id=user.id, now=now)
    waiting = (AccountCode.user_id == user.id) & AccountCode.used_at.is_(None)
    db.session.execute(sa.update(AccountCode).where(waiting).values(used_at=now))
    db.session.flush()
    record_security_event(user_id=user.id, kind="password_changed", network=None, now=now)
    address = Address(user.email) if user.email else Address(user.us_phone_number or "", is_phone=True)
    _post("password_changed", address, user.language, {}, user=user, now=now)


def record_security_event(
    *,
    user_id: int | None,
    kind: str,
    network: str | None,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Write a line of the security log."""
    event = SecurityEvent(user_id=user_id, kind=kind, network=network, details=details, happened_at=now)
    db.session.add(event)


def forget_old(*, now: datetime) -> None:
    """Delete the codes and links that no longer work."""
    db.session.execute(sa.delete(AccountCode).where(AccountCode.created_at < now - rules.TYPED_IS_KEPT))


def _send_code(
    purpose: CodePurpose,
    address: Address,
    user: User | None,
    *,
    browser: str,
    language: str,
    pending: dict[str, Any] | None,
    now: datetime,
) -> AccountCode:
    code, token = new_code(), new_link_token()
    code_hash = hash_of_code(code, browser=browser)
    sent = _store(purpose, address, user, token=token, code_hash=code_hash, pending=pending, now=now)
    _post("code", address, language, {"code": code, "link_token": token}, user=user, now=now)
    return sent


def _pretend(address: Address, *, language: str, now: datetime) -> AccountCode:
    """Do for an address without account what is done for one with it, except that no code opens anything."""
    token = new_link_token()
    kept = _store(CodePurpose.SIGN_IN, address, None, token=token, code_hash=None, pending=None, now=now)
    _post("no_account", address, language, {}, user=None, now=now)
    return kept


def _store(
    purpose: CodePurpose,
    address: Address,
    user: User | None,
    *,
    token: str,
    code_hash: str | None,
    pending: dict[str, Any] | None,
    now: datetime,
) -> AccountCode:
    sent = AccountCode(
        purpose=purpose,
        address=address.text,
        user_id=user.id if user is not None else None,
        code_hash=code_hash,
        link_hash=hash_of(token),
        pending=pending,
        created_at=now,
        expires_at=now + rules.CODE_LASTS[purpose],
    )
    db.session.add(sent)
    db.session.flush()
    return sent


def _post(
    template: str,
    address: Address,
    language: str,
    values: dict[str, Any],
    *,
    user: User | None,
    now: datetime,
) -> None:
    outbox.post(
        medium=Medium.SMS if address.is_phone else Medium.MAIL,
        recipient=address.text,
        language=language,
        template=f"accounts/{template}",
        values=values,
        now=now,
        user_id=user.id if user is not None else None,
    )


def _open(sent: AccountCode, *, keep_password: bool, now: datetime) -> User:
    """Spend a code or link and return its account, made if need be: whoever holds it has proved the address."""
    sent.used_at = now
    user = db.session.get(User, sent.user_id) if sent.user_id is not None else None
    if user is None and sent.pending is not None:
        user = _find_or_create(sent, keep_password=keep_password, now=now)
    if user is None or not user.active:
        raise rules.LinkNoLongerWorks
    if user.confirmed_at is None:
        user.confirmed_at = now
    db.session.flush()
    return user


def prove_address(*, address: Address, profile: Profile, now: datetime) -> User:
    """Return the account of an address that was proved by a code, opened with this profile if there is none."""
    user = find_by_address(address)
    if user is None:
        user = _find_or_open(address, profile, password_hash=None, notice_accepted_at=now, now=now)
    if user.confirmed_at is None:
        user.confirmed_at = now
    db.session.flush()
    return user


def _find_or_create(sent: AccountCode, *, keep_password: bool, now: datetime) -> User:
    pending = dict(sent.pending or {})
    profile = Profile(
        **{name: pending[name] for name in ("language", "territory_id", "public_name", "pseudonym")}
    )
    return _find_or_open(
        Address(sent.address, is_phone=pending["is_phone"]),
        profile,
        password_hash=pending["password_hash"] if keep_password else None,
        notice_accepted_at=datetime.fromisoformat(pending["notice_accepted_at"]),
        now=now,
    )


def _find_or_open(
    address: Address,
    profile: Profile,
    *,
    password_hash: str | None,
    notice_accepted_at: datetime,
    now: datetime,
) -> User:
    values = {
        "email": None if address.is_phone else address.text,
        "us_phone_number": address.text if address.is_phone else None,
        "password": password_hash,
        "active": True,
        "fs_uniquifier": uuid4().hex,
        "confirmed_at": now,
        "create_datetime": now,
        "language": profile.language,
        "territory_id": profile.territory_id,
        "is_demo": False,
        "public_name": profile.public_name,
        "pseudonym": profile.pseudonym,
        "notice_accepted_at": notice_accepted_at,
    }
    statement = insert_into(User).values(**values).on_conflict_do_nothing().returning(User.id)
    user_id = db.session.scalar(statement)
    if user_id is not None:
        announce(AccountOpened(user_id=user_id))
    user = db.session.get(User, user_id) if user_id is not None else find_by_address(address)
    if user is None:
        raise rules.LinkNoLongerWorks
    return user
