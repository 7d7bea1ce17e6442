"""Sessions: the browsers that people are signed in with; begun, found at every request, listed, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.accounts.models import AccountSession, User
from app.features.accounts.secrets_at_rest import hash_of, new_link_token
from app.features.accounts.types import Browser, Proof, SignInMethod, Strength
from app.foundation.database import db

SEEN_IS_WRITTEN_EVERY = timedelta(minutes=5)
# Between the password (or code) and the second factor: time enough to find the telephone.
HALF_LASTS = timedelta(minutes=15)
PROOF_LASTS = timedelta(minutes=10)
ENDED_IS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lives without being used, and at most; for whoever holds a role, shorter."""

    idle: timedelta
    whole: timedelta
    staff_idle: timedelta
    staff_whole: timedelta


@dataclass(frozen=True, slots=True)
class SessionNow:
    """A session as a request finds it."""

    id: int
    user_id: int
    proof: Proof
    browser: Browser
    created_at: datetime
    last_seen_at: datetime
    proved_at: datetime

    @property
    def is_half(self) -> bool:
        return self.proof.strength is Strength.HALF

    @property
    def is_strong(self) -> bool:
        return self.proof.strength is Strength.TWO_FACTORS

    def is_due(self, *, now: datetime) -> bool:
        """Say whether it is time to write down that the session is in use."""
        return now - self.last_seen_at >= SEEN_IS_WRITTEN_EVERY

    def is_over(self, *, is_staff: bool, lifetimes: Lifetimes, now: datetime) -> bool:
        """Say whether the session is too old, or was left alone for too long."""
        idle = lifetimes.staff_idle if is_staff else lifetimes.idle
        whole = lifetimes.staff_whole if is_staff else lifetimes.whole
        if self.is_half:
            whole = min(whole, HALF_LASTS)
        return now >= self.created_at + whole or now >= self.last_seen_at + idle

    def is_proved_lately(self, *, now: datetime) -> bool:
        """Say whether the person proved who she is so lately that she may change what guards her account."""
        return not self.is_half and (
            self.proof.method is SignInMethod.DEMO or now < self.proved_at + PROOF_LASTS
        )


def begin(
    *, user_id: int, proof: Proof, browser: Browser, now: datetime, proved_at: datetime | None = None
) -> str:
    """Write a new session and return the token that its cookie carries; only the token's hash is kept."""
    token = new_link_token()
    db.session.add(
        AccountSession(
            token_hash=hash_of(token),
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            proved_at=proved_at or now,
            method=proof.method,
            second=proof.second,
            strength=proof.strength,
            network=browser.network,
            browser=browser.name,
        )
    )
    db.session.flush()
    return token


def find(token: str) -> tuple[SessionNow, User] | None:
    """Return the session of a token with its account, in one query; None once either was ended."""
    statement = (
        sa.select(AccountSession, User)
        .join(User, User.id == AccountSession.user_id)
        .where(AccountSession.token_hash == hash_of(token), AccountSession.ended_at.is_(None), User.active)
    )
    found = db.session.execute(statement).one_or_none()
    return (_as_found(found[0]), found[1]) if found is not None else None


def list_of(*, user_id: int, is_staff: bool, lifetimes: Lifetimes, now: datetime) -> list[SessionNow]:
    """Return the sessions of an account that still open something, the one used last first."""
    statement = (
        sa.select(AccountSession)
        .where(
            AccountSession.user_id == user_id,
            AccountSession.ended_at.is_(None),
            AccountSession.strength != Strength.HALF,
        )
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc())
    )
    sessions = [_as_found(row) for row in db.session.scalars(statement)]
    return [each for each in sessions if not each.is_over(is_staff=is_staff, lifetimes=lifetimes, now=now)]


def end(*, user_id: int, session_id: int, now: datetime) -> bool:
    """End one session of an account; False when it is not hers or has ended before."""
    return _end(AccountSession.user_id == user_id, AccountSession.id == session_id, now=now) > 0


def end_others(*, user_id: int, kept_id: int, now: datetime) -> int:
    """End every session of an account but one; return how many there were."""
    return _end(AccountSession.user_id == user_id, AccountSession.id != kept_id, now=now)


def end_all(*, user_id: int, now: datetime) -> int:
    """End every session of an account; return how many there were."""
    return _end(AccountSession.user_id == user_id, now=now)


def note_seen(session_id: int, *, now: datetime) -> sa.Update:
    """Return the statement that writes down that a session is in use."""
    return sa.update(AccountSession).where(AccountSession.id == session_id).values(last_seen_at=now)


def forget(*, user_id: int) -> None:
    """Delete every trace of an account's sessions."""
    db.session.execute(sa.delete(AccountSession).where(AccountSession.user_id == user_id))


def forget_old(*, idle_days: int, now: datetime) -> None:
    """Delete the sessions that ended, or that nobody used any more, a month ago."""
    limit = now - ENDED_IS_KEPT
    over = sa.or_(
        AccountSession.ended_at < limit, AccountSession.last_seen_at < limit - timedelta(days=idle_days)
    )
    db.session.execute(sa.delete(AccountSession).where(over))


def _end(*conditions: sa.ColumnElement[bool], now: datetime) -> int:
    statement = (
        sa.update(AccountSession)
        .where(AccountSession.ended_at.is_(None), *conditions)
        .values(ended_at=now)
        .returning(AccountSession.id)
    )
    return len(db.session.scalars(statement).all())


def _as_found(row: AccountSession) -> SessionNow:
    return SessionNow(
        id=row.id,
        user_id=row.user_id,
        proof=Proof(method=row.method, second=row.second, strength=row.strength),
        browser=Browser(network=row.network, name=row.browser),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        proved_at=row.proved_at,
    )
