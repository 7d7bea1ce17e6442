"""Passkeys: asked for, added, believed, named, removed. The browser's word counts for nothing by itself."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.features.authenticators import policy, rules
from app.features.authenticators.keeping import require_another_factor
from app.features.authenticators.models import Passkey, PasskeyChallenge
from app.features.authenticators.policy import AuthenticatorPermission
from app.features.authenticators.queries import get_passkey
from app.features.authenticators.telling import tell
from app.features.authenticators.types import ChallengePurpose, SecurityChange, Site
from app.foundation.database import db, insert_into, lock_row
from app.foundation.logs import logger
from app.foundation.policy import Actor

CHALLENGE_BYTES = 32
LONGEST_ANSWER = 20_000


@dataclass(frozen=True, slots=True)
class Spent:
    """A challenge that this answer used up."""

    challenge: bytes
    user_id: int | None
    user_handle: bytes | None


def ask_to_add(*, actor: Actor, site: Site, network: str, account: str, now: datetime) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for the actor's account."""
    policy.authenticators.require(actor, AuthenticatorPermission.MANAGE_OWN)
    user_id = actor.user_id or 0
    held = db.session.scalars(sa.select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()
    handle = held[0].user_handle if held else secrets.token_bytes(32)
    challenge = _new_challenge(ChallengePurpose.ADD, user_id=user_id, user_handle=handle, now=now)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=network,
        user_id=handle,
        user_name=account,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.credential_id) for each in held],
    )
    return options_to_json_dict(options)


def ask_to_enter(*, user_id: int | None, site: Site, now: datetime) -> dict[str, Any]:
    """Return what a browser needs to use a passkey: of one account, or (None) of whoever the passkey says she is."""
    challenge = _new_challenge(ChallengePurpose.ENTER, user_id=user_id, user_handle=None, now=now)
    of_account = sa.select(Passkey.credential_id).where(Passkey.user_id == user_id).order_by(Passkey.id)
    allowed = db.session.scalars(of_account).all() if user_id is not None else []
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=each) for each in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def spend(*, challenge: bytes, purpose: ChallengePurpose, now: datetime) -> Spent | None:
    """Use a challenge up, whatever becomes of its answer; None when it was used, is too old, or never was ours."""
    statement = (
        sa.delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.challenge == challenge,
            PasskeyChallenge.purpose == purpose,
            PasskeyChallenge.expires_at > now,
        )
        .returning(PasskeyChallenge.user_id, PasskeyChallenge.user_handle)
    )
    row = db.session.execute(statement).one_or_none()
    return Spent(challenge, row.user_id, row.user_handle) if row is not None else None


def add(*, actor: Actor, spent: Spent, answer: str, name: str, site: Site, now: datetime) -> Passkey:
    """Keep the passkey that a browser made for the actor's account."""
    policy.authenticators.require(actor, AuthenticatorPermission.MANAGE_OWN)
    checked_name = rules.require_name(name)
    if spent.user_id is None or spent.user_id != actor.user_id or spent.user_handle is None:
        raise rules.PasskeyRefused
    count = sa.select(sa.func.count()).where(Passkey.user_id == spent.user_id)
    if (db.session.scalar(count) or 0) >= rules.MOST_PASSKEYS:
        raise rules.TooManyPasskeys
    try:
        made = verify_registration_response(
            credential=_within_reason(answer),
            expected_challenge=spent.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise _refused(error, user_id=spent.user_id) from error
    values = {
        "user_id": spent.user_id, "credential_id": made.credential_id, "public_key": made.credential_public_key,
        "user_handle": spent.user_handle, "sign_count": made.sign_count, "name": checked_name, "created_at": now,
    }  # fmt: skip
    statement = insert_into(Passkey).values(**values).on_conflict_do_nothing().returning(Passkey.id)
    passkey_id = db.session.scalar(statement)
    if passkey_id is None:
        raise rules.PasskeyRefused
    tell(user_id=spent.user_id, change=SecurityChange.PASSKEY_ADDED, now=now)
    return db.session.get_one(Passkey, passkey_id)


def enter(*, spent: Spent, answer: str, site: Site, now: datetime) -> int:
    """Return the account whose passkey signed the challenge, its person verified by the device."""
    try:
        credential = parse_authentication_credential_json(_within_reason(answer))
        known = sa.select(Passkey.id).where(Passkey.credential_id == credential.raw_id)
        passkey: Passkey | None = lock_row(Passkey, db.session.scalar(known) or 0)
        handle = credential.response.user_handle
        if passkey is None or (handle is not None and handle != passkey.user_handle):
            raise rules.PasskeyRefused
        if spent.user_id not in {None, passkey.user_id} or (spent.user_id is None and handle is None):
            raise rules.PasskeyRefused
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=spent.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise _refused(error, user_id=spent.user_id) from error
    passkey.sign_count, passkey.last_used_at = verified.new_sign_count, now
    db.session.flush()
    return passkey.user_id


def rename(*, actor: Actor, passkey_id: int, name: str) -> None:
    """Give one of the actor's passkeys another name."""
    policy.authenticators.require(actor, AuthenticatorPermission.MANAGE_OWN)
    passkey = get_passkey(user_id=actor.user_id, passkey_id=passkey_id)
    passkey.name = rules.require_name(name)
    db.session.flush()


def remove(*, actor: Actor, passkey_id: int, now: datetime) -> None:
    """Forget one of the actor's passkeys."""
    policy.authenticators.require(actor, AuthenticatorPermission.MANAGE_OWN)
    passkey = get_passkey(user_id=actor.user_id, passkey_id=passkey_id)
    db.session.delete(passkey)
    db.session.flush()
    require_another_factor(passkey.user_id)
    tell(user_id=passkey.user_id, change=SecurityChange.PASSKEY_REMOVED, now=now)


def forget_old(*, now: datetime) -> None:
    """Delete the challenges that nobody answered."""
    db.session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))


def _new_challenge(
    purpose: ChallengePurpose, *, user_id: int | None, user_handle: bytes | None, now: datetime
) -> bytes:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    expires_at = now + rules.CHALLENGE_LASTS
    db.session.add(
        PasskeyChallenge(
            challenge=challenge,
            purpose=purpose,
            user_id=user_id,
            user_handle=user_handle,
            expires_at=expires_at,
        )
    )
    db.session.flush()
    return challenge


def _within_reason(answer: str) -> str:
    if len(answer) > LONGEST_ANSWER:
        raise rules.PasskeyRefused
    return answer


def _refused(error: WebAuthnException, *, user_id: int | None) -> rules.PasskeyRefused:
    logger().warning("passkey_refused", why=type(error).__name__, user_id=user_id)
    return rules.PasskeyRefused()
