"""People, associations, roles and invitations."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from app.features.accounts.types import CodePurpose, Role, SignInMethod, Strength
from app.foundation.database import BigId, Id, Instant, Json, Model, UtcDateTime, enumeration, reference


class User(Model, UserMixin):
    """A person: an e-mail or a phone, a language, a commune; nothing more is needed to take part."""

    __tablename__ = "user_account"
    __table_args__ = (
        sa.CheckConstraint(
            "email IS NOT NULL OR us_phone_number IS NOT NULL OR erased_at IS NOT NULL",
            name="reachable_or_erased",
        ),
        # One number is one account only while it is written in one way: the international one, without spaces.
        sa.CheckConstraint(
            "us_phone_number LIKE '+%' AND us_phone_number NOT LIKE '% %'", name="phone_in_one_form"
        ),
    )

    id: Mapped[Id]
    # Phone-only people have no e-mail address, which the library's own typing does not foresee.
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)  # type: ignore[assignment]
    us_phone_number: Mapped[str | None] = mapped_column(sa.String(32), unique=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    us_totp_secrets: Mapped[str | None] = mapped_column(sa.Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    create_datetime: Mapped[Instant]
    update_datetime: Mapped[datetime | None] = mapped_column(UtcDateTime)  # type: ignore[assignment]
    language: Mapped[str] = mapped_column(sa.String(8))
    territory_id: Mapped[int | None] = reference("territory.id", nullable=True)
    public_name: Mapped[str | None] = mapped_column(sa.String(80))
    pseudonym: Mapped[str | None] = mapped_column(sa.String(80))
    notice_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)
    demo_key: Mapped[str | None] = mapped_column(sa.String(80), unique=True)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Roles are grants scoped to a collectivity (RoleGrant), never the account library's global ones."""
        return []


class Association(Model):
    """An organisation that participants speak for, as they declare it."""

    __tablename__ = "association"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(160))
    territory_id: Mapped[int | None] = reference("territory.id", nullable=True)
    declared_by_id: Mapped[int] = reference("user_account.id")
    created_at: Mapped[Instant]


class AssociationMember(Model):
    """A person who may speak for an association, until `ended_at`."""

    __tablename__ = "association_member"
    __table_args__ = (sa.UniqueConstraint("association_id", "user_id"),)

    id: Mapped[Id]
    association_id: Mapped[int] = reference("association.id")
    user_id: Mapped[int] = reference("user_account.id")
    since: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def _current(collectivity: str) -> dict[str, Any]:
    """Return the condition of an index on grants that have not ended, in a collectivity or in the network."""
    condition = sa.text(f"ended_at IS NULL AND collectivity_id IS {collectivity}")
    return {"sqlite_where": condition, "postgresql_where": condition}


class RoleGrant(Model):
    """A role held by a person in a collectivity (or in the network: none) from one instant to another."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.Index(
            "uq_role_grant_in_collectivity",
            "user_id",
            "collectivity_id",
            "role",
            unique=True,
            **_current("NOT NULL"),
        ),
        sa.Index("uq_role_grant_in_network", "user_id", "role", unique=True, **_current("NULL")),
        sa.CheckConstraint(
            "(collectivity_id IS NULL) = (role IN ('network_coordinator', 'mentor'))", name="scope_fits_role"
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id")
    collectivity_id: Mapped[int | None] = reference("collectivity.id", nullable=True)
    role: Mapped[Role] = mapped_column(enumeration(Role, "role"))
    granted_at: Mapped[Instant]
    granted_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)


class Invitation(Model):
    """An invitation to hold a role: one use, for one address, hashed at rest."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    collectivity_id: Mapped[int | None] = reference("collectivity.id", nullable=True)
    role: Mapped[Role] = mapped_column(enumeration(Role, "role"))
    email: Mapped[str] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(8))
    invited_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountCode(Model):
    """A code and a link sent to an address: they work once, for a short time, and only their hashes are kept.

    The hash of the code includes a secret that only the browser which asked for it holds. `pending` is the account
    to be made when the address proves to be hers; nobody's account exists before.
    """

    __tablename__ = "account_code"
    __table_args__ = (sa.CheckConstraint("try_count >= 0", name="tries_are_counted"),)

    id: Mapped[Id]
    purpose: Mapped[CodePurpose] = mapped_column(enumeration(CodePurpose, "purpose"))
    address: Mapped[str] = mapped_column(sa.String(254), index=True)
    user_id: Mapped[int | None] = reference("user_account.id", nullable=True)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    link_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    pending: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant] = mapped_column(index=True)
    try_count: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccountSession(Model):
    """A browser that a person signed in with; its cookie holds the token, the row only the token's hash.

    `proved_at` is when she last proved who she is, as strongly as her account can.
    """

    __tablename__ = "account_session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = reference("user_account.id")
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    proved_at: Mapped[Instant]
    method: Mapped[SignInMethod] = mapped_column(enumeration(SignInMethod, "method"))
    second: Mapped[SignInMethod | None] = mapped_column(enumeration(SignInMethod, "second"))
    strength: Mapped[Strength] = mapped_column(enumeration(Strength, "strength"))
    network: Mapped[str] = mapped_column(sa.String(60))
    browser: Mapped[str] = mapped_column(sa.String(60))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AddressChange(Model):
    """A change of where a person can be reached: two codes, one for each side, and a link that stops or undoes it."""

    __tablename__ = "address_change"
    __table_args__ = (sa.CheckConstraint("try_count >= 0", name="tries_are_counted"),)

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user_account.id")
    new_address: Mapped[str] = mapped_column(sa.String(254))
    is_phone: Mapped[bool]
    old_email: Mapped[str | None] = mapped_column(sa.String(254))
    old_phone: Mapped[str | None] = mapped_column(sa.String(32))
    new_code_hash: Mapped[str | None] = mapped_column(sa.String(64))
    old_code_hash: Mapped[str] = mapped_column(sa.String(64))
    link_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    try_count: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[Instant] = mapped_column(index=True)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Throttle(Model):
    """How often a guarded act was tried lately, counted in the database so that it holds across processes."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    window_started_at: Mapped[Instant]
    count: Mapped[int] = mapped_column(default=0)


class SecurityEvent(Model):
    """A line of the security log, kept 90 days; network addresses are truncated before they come here."""

    __tablename__ = "security_event"

    id: Mapped[Id]
    user_id: Mapped[int | None] = mapped_column(BigId, index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    network: Mapped[str | None] = mapped_column(sa.String(60))
    details: Mapped[dict[str, Any] | None] = mapped_column(Json)
    happened_at: Mapped[Instant] = mapped_column(index=True)
