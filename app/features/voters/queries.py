"""Reads of verifications and registers: one's own for oneself, counts for the staff, never who anybody is."""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.accounts.queries import find_by_address
from app.features.accounts.types import Address
from app.features.voters.models import (
    DeskCode,
    DeskVerification,
    ProviderIdentity,
    RegisterClaim,
    RegisterImport,
    RegisterNumber,
)
from app.features.voters.normalising import number as normalised_number
from app.features.voters.types import DESK_CODE_LASTS, RegisterPreview, Script
from app.foundation.database import db
from app.foundation.errors import NotFound


def find_account(*, address: Address | None, code: str, now: datetime) -> int | None:
    """Return the account that somebody at the desk names by her address, or else by its code; None when unknown."""
    if address is not None:
        user = find_by_address(address)
        return user.id if user is not None else None
    statement = sa.select(DeskCode.user_id).where(
        DeskCode.code == (normalised_number(code) or ""), DeskCode.created_at > now - DESK_CODE_LASTS
    )
    return db.session.scalar(statement)


def get_verification(*, collectivity_id: int, user_id: int) -> DeskVerification:
    """Return the verification of an account that is in force, or raise NotFound."""
    found = find_verification(collectivity_id=collectivity_id, user_id=user_id)
    if found is None:
        raise NotFound
    return found


def find_verification(*, collectivity_id: int, user_id: int | None) -> DeskVerification | None:
    """Return the verification of an account that is in force, or None."""
    return db.session.scalar(
        sa.select(DeskVerification).where(
            DeskVerification.collectivity_id == collectivity_id,
            DeskVerification.user_id == user_id,
            DeskVerification.revoked_at.is_(None),
        )
    )


def count_verified(*, collectivity_id: int) -> int:
    """Return how many persons, not accounts, are verified at the desks of a collectivity."""
    statement = sa.select(sa.func.count(sa.distinct(DeskVerification.person_digest))).where(
        DeskVerification.collectivity_id == collectivity_id, DeskVerification.revoked_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def find_script(collectivity_id: int) -> Script | None:
    """Return the letters in which the desks of a collectivity copy names, or None before the first one."""
    statement = sa.select(DeskVerification.script).where(DeskVerification.collectivity_id == collectivity_id)
    return db.session.scalar(statement.order_by(DeskVerification.id).limit(1))


def find_claim(*, collectivity_id: int, user_id: int | None) -> RegisterClaim | None:
    """Return the number that an account gave, or None."""
    return db.session.scalar(
        sa.select(RegisterClaim).where(
            RegisterClaim.collectivity_id == collectivity_id, RegisterClaim.user_id == user_id
        )
    )


def is_linked(*, issuer: str, user_id: int | None) -> bool:
    """Say whether an account proved who it is with an identity service."""
    statement = sa.select(ProviderIdentity.id).where(
        ProviderIdentity.issuer == issuer, ProviderIdentity.user_id == user_id
    )
    return db.session.scalar(statement) is not None


def find_user_by_subject(*, issuer: str, subject: str) -> User | None:
    """Return the active account of somebody whom an identity service knows, or None; mail addresses play no part."""
    statement = (
        sa.select(User)
        .join(ProviderIdentity, ProviderIdentity.user_id == User.id)
        .where(ProviderIdentity.issuer == issuer, ProviderIdentity.subject == subject, User.active)
    )
    return db.session.scalar(statement)


def get_import(*, collectivity_id: int, import_id: int) -> RegisterImport:
    """Return a register that was handed in, or raise NotFound."""
    found = db.session.get(RegisterImport, import_id, populate_existing=True)
    if found is None or found.collectivity_id != collectivity_id:
        raise NotFound
    return found


def find_in_force(collectivity_id: int) -> RegisterImport | None:
    """Return the register in force, or None."""
    return db.session.scalar(
        sa.select(RegisterImport).where(
            RegisterImport.collectivity_id == collectivity_id,
            RegisterImport.confirmed_at.is_not(None),
            RegisterImport.replaced_at.is_(None),
        )
    )


def preview_of(handed_in: RegisterImport, *, skipped_heading: bool = False) -> RegisterPreview:
    """Return what a register would change in the one in force."""
    in_force = find_in_force(handed_in.collectivity_id)
    before = in_force.number_count if in_force is not None else 0
    kept = _count_common(handed_in.id, in_force.id) if in_force is not None else 0
    return RegisterPreview(
        import_id=handed_in.id, numbers=handed_in.number_count, repeated=handed_in.repeated_count,
        added=handed_in.number_count - kept, kept=kept, removed=before - kept, skipped_heading=skipped_heading,
    )  # fmt: skip


def _count_common(first_id: int, second_id: int) -> int:
    first, second = sa.orm.aliased(RegisterNumber), sa.orm.aliased(RegisterNumber)
    statement = (
        sa.select(sa.func.count())
        .select_from(first)
        .join(second, second.digest == first.digest)
        .where(first.import_id == first_id, second.import_id == second_id)
    )
    return db.session.scalar(statement) or 0
