"""WHEN an account can be erased, and what an export may be asked for."""

import hashlib
from datetime import UTC

from app.features.accounts.models import User
from app.foundation.errors import NotNow
from app.foundation.i18n import _l


class AlreadyErased(NotNow):
    """There is nothing left to erase."""

    message = _l("This account is erased already.")


class EverybodysAccount(NotNow):
    """Accounts of the demonstration are lent to whoever tries it."""

    message = _l("This account belongs to the demonstration: everybody uses it, so nobody can erase it.")


class NoticeNotAccepted(NotNow):
    """The legal notice changed, or the person never read it."""

    message = _l("Read the legal notice of this collectivity first.")


def require_erasable(user: User) -> None:
    """Refuse an account that is empty already, or that is everybody's."""
    if user.erased_at is not None:
        raise AlreadyErased
    if user.is_demo:
        raise EverybodysAccount


def fingerprint_of(user: User) -> str:
    """Return what tells this account from another that has its number in an older copy of the database."""
    made = user.create_datetime.astimezone(UTC).isoformat()
    return hashlib.sha256(f"{user.id}:{made}".encode()).hexdigest()
