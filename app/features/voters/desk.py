"""What happens at a desk of the collectivity: a person is seen, and her account is verified."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import SecurityEvent, User
from app.features.accounts.queries import get_user
from app.features.collectivities.models import Collectivity
from app.features.voters import digests, policy, queries, rules
from app.features.voters.events import DeskVerificationRevoked, VerifiedAtDesk
from app.features.voters.models import DeskCode, DeskVerification
from app.features.voters.policy import VoterPermission
from app.features.voters.types import DESK_CODE_LASTS, Identity
from app.foundation import clock
from app.foundation.database import db, insert_into, lock_row
from app.foundation.errors import NotFound
from app.foundation.events import announce
from app.foundation.policy import Actor

CODE_DIGITS = 8
TRIES = 5


def own_desk_code(*, actor: Actor, now: datetime) -> str:
    """Return the code that the actor reads out at the desk; it is made anew when it is a day old."""
    policy.voters.require(actor, VoterPermission.SAY_WHO_ONE_IS)
    db.session.execute(
        sa.delete(DeskCode).where(
            DeskCode.user_id == actor.user_id, DeskCode.created_at <= now - DESK_CODE_LASTS
        )
    )
    for _ in range(TRIES):  # a code that somebody else has is drawn again
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        values = {"user_id": actor.user_id, "code": code, "created_at": now}
        db.session.execute(insert_into(DeskCode).values(**values).on_conflict_do_nothing())
        found = db.session.scalar(sa.select(DeskCode.code).where(DeskCode.user_id == actor.user_id))
        if found is not None:
            return found
    raise RuntimeError("no code was free")


def verify_at_desk(
    *, actor: Actor, collectivity: Collectivity, user_id: int, identity: Identity, now: datetime
) -> DeskVerification:
    """Record that the person of an account was seen with her card; doing it again changes nothing.

    The name and the birth date are made into a keyed digest at once and kept nowhere.
    """
    policy.voters.require(actor, VoterPermission.VERIFY_AT_DESK, collectivity)
    user = _confirmed(user_id)
    rules.require_somebody_else(actor, user.id)
    known_as = rules.require_identity(identity, today=clock.local_date(now, collectivity.time_zone))
    lock_row(Collectivity, collectivity.id)  # two desks that begin at once do not begin in two scripts
    rules.require_script(known_as.script, used=queries.find_script(collectivity.id))
    key = digests.key_of(collectivity_id=collectivity.id, now=now)
    digest = digests.of_person(key=key, full_name=known_as.full_name, born_on=known_as.born_on.isoformat())
    values = {
        "collectivity_id": collectivity.id, "user_id": user.id, "person_digest": digest,
        "script": known_as.script, "verified_by_id": actor.user_id, "verified_at": now,
    }  # fmt: skip
    made = db.session.scalar(
        insert_into(DeskVerification).values(**values).on_conflict_do_nothing().returning(DeskVerification.id)
    )
    verification = queries.get_verification(collectivity_id=collectivity.id, user_id=user.id)
    if verification.person_digest != digest:
        raise rules.AlreadyVerified
    if made is not None:
        _log(verification, "verified_at_desk", actor=actor, now=now)
        announce(VerifiedAtDesk(collectivity_id=collectivity.id, user_id=user.id))
    return verification


def revoke_verification(*, actor: Actor, collectivity: Collectivity, user_id: int, now: datetime) -> None:
    """End the verification of an account; a ballot that it cast still counts, and can still be withdrawn."""
    policy.voters.require(actor, VoterPermission.VERIFY_AT_DESK, collectivity)
    verification = queries.get_verification(collectivity_id=collectivity.id, user_id=user_id)
    verification.revoked_at, verification.revoked_by_id = now, actor.user_id
    _log(verification, "desk_verification_revoked", actor=actor, now=now)
    announce(DeskVerificationRevoked(collectivity_id=collectivity.id, user_id=user_id))


def _confirmed(user_id: int) -> User:
    user = get_user(user_id)
    if user.confirmed_at is None or not user.active:
        raise NotFound
    return user


def _log(verification: DeskVerification, kind: str, *, actor: Actor, now: datetime) -> None:
    details = {"collectivity_id": verification.collectivity_id, "by_id": actor.user_id}
    db.session.add(SecurityEvent(user_id=verification.user_id, kind=kind, details=details, happened_at=now))
    db.session.flush()
