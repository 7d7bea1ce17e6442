"""What stays when a factor goes: another one for whoever holds a role, or nothing at all."""

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.accounts.queries import holds_any_role
from app.features.authenticators import rules
from app.features.authenticators.models import AuthenticatorApp, Passkey, PasskeyChallenge, RecoveryCode
from app.features.authenticators.queries import has_factor
from app.foundation.database import db, lock_row


def require_another_factor(user_id: int) -> None:
    """Refuse to leave whoever holds a role without any factor; recovery codes go with the last one.

    The account's row is locked: two factors removed at the same moment are removed one after the other.
    """
    lock_row(User, user_id)
    if has_factor(user_id):
        return
    if holds_any_role(user_id):
        raise rules.LastFactorOfStaff
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def forget(*, user_id: int) -> int:
    """Delete everything that guards an account besides its password and mailbox; return how many rows that was."""
    count = 0
    for model in (AuthenticatorApp, Passkey, RecoveryCode, PasskeyChallenge):
        statement = sa.delete(model).where(model.user_id == user_id).returning(model.id)
        count += len(db.session.scalars(statement).all())
    return count
