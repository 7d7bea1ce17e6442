"""The register of a collectivity: handed in as a file, kept as keyed digests, claimed number by number."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.accounts import throttling
from app.features.accounts.models import SecurityEvent
from app.features.accounts.throttling import Allowance, Limit
from app.features.collectivities.models import Collectivity
from app.features.voters import digests, policy, queries, rules
from app.features.voters.events import RegisterReplaced
from app.features.voters.models import RegisterClaim, RegisterImport, RegisterNumber
from app.features.voters.policy import VoterPermission
from app.features.voters.reading import read_register
from app.features.voters.types import RegisterPreview
from app.foundation.database import db, insert_into, lock_row
from app.foundation.errors import NotFound
from app.foundation.events import announce
from app.foundation.ledger.canonical import start_of_hour
from app.foundation.policy import Actor

TRY_NUMBER = Limit("try_number", for_network=300, for_account=10)
# Numbers follow one another: whoever tries many from many networks is stopped by her own account.
TRIES_OF_ACCOUNT = Allowance("try_number_of_account", for_network=20, window=timedelta(days=1))
ROWS_AT_ONCE = 1000


def preview_import(
    *, actor: Actor, collectivity: Collectivity, data: bytes, now: datetime
) -> RegisterPreview:
    """Read a register and say what it would change; only digests are kept, and nothing is in force yet."""
    policy.voters.require(actor, VoterPermission.IMPORT_REGISTER, collectivity)
    rules.require_register_authorised(collectivity)
    read = read_register(data)
    key = digests.key_of(collectivity_id=collectivity.id, now=now)
    found = {digests.of_number(key=key, number=number) for number in read.numbers}
    _forget_previews(collectivity.id)
    handed_in = RegisterImport(
        collectivity_id=collectivity.id, number_count=len(found), repeated_count=len(read.numbers) - len(found),
        created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    db.session.add(handed_in)
    db.session.flush()
    # In the order of the digests: the order of the file would tell which digest belongs to which number.
    rows = [{"import_id": handed_in.id, "digest": digest} for digest in sorted(found)]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        db.session.execute(sa.insert(RegisterNumber), rows[start : start + ROWS_AT_ONCE])
    return queries.preview_of(handed_in, skipped_heading=read.skipped_heading)


def confirm_import(
    *, actor: Actor, collectivity: Collectivity, import_id: int, now: datetime
) -> RegisterImport:
    """Put a previewed register in force in place of the one before; confirming it again changes nothing."""
    policy.voters.require(actor, VoterPermission.IMPORT_REGISTER, collectivity)
    locked = lock_row(Collectivity, collectivity.id)
    rules.require_register_authorised(locked)
    handed_in = queries.get_import(collectivity_id=locked.id, import_id=import_id)
    if handed_in.confirmed_at is not None:
        return handed_in
    _replace(queries.find_in_force(locked.id), now=now)
    handed_in.confirmed_at = now
    details = {"collectivity_id": locked.id, "numbers": handed_in.number_count}
    _log("register_replaced", user_id=actor.user_id, details=details, now=now)
    announce(RegisterReplaced(collectivity_id=locked.id, numbers=handed_in.number_count))
    return handed_in


def count_try(*, actor: Actor, network: str, now: datetime) -> bool:
    """Count an attempt to give a number and say whether it is within the limits.

    Call it in a transaction of its own, so that a refused attempt stays counted.
    """
    account = f"account {actor.user_id}"
    within = throttling.may_try(TRY_NUMBER, network=network, account=account, now=now)
    return throttling.may_use(TRIES_OF_ACCOUNT, network=account, amount=1, now=now) and within


def claim_number(*, actor: Actor, collectivity: Collectivity, number: str, now: datetime) -> None:
    """Record that a number of the register is the actor's; giving the same again changes nothing.

    It is noted by the hour: people give it just before they vote, and a finer instant would help find their ballots.
    """
    policy.voters.require(actor, VoterPermission.SAY_WHO_ONE_IS, collectivity)
    rules.require_register_authorised(collectivity)
    digest, hour = _digest(collectivity, number, now=now), start_of_hour(now)
    if not rules.is_on_register(collectivity_id=collectivity.id, digest=digest):
        raise rules.NumberNotAccepted
    if _insert_claim(collectivity, user_id=actor.user_id, digest=digest, now=hour):
        _log("number_given", user_id=actor.user_id, details={"collectivity_id": collectivity.id}, now=hour)
        return
    own = queries.find_claim(collectivity_id=collectivity.id, user_id=actor.user_id)
    if own is None:
        raise rules.NumberNotAccepted
    if own.digest != digest:
        raise rules.NumberAlreadyGiven


def take_back_number(*, actor: Actor, collectivity: Collectivity, now: datetime) -> None:
    """Free the number that the actor gave; doing it again changes nothing."""
    policy.voters.require(actor, VoterPermission.SAY_WHO_ONE_IS, collectivity)
    own = queries.find_claim(collectivity_id=collectivity.id, user_id=actor.user_id)
    if own is not None:
        _free(own, "number_taken_back", by=actor, now=now)


def free_number(*, actor: Actor, collectivity: Collectivity, number: str, now: datetime) -> None:
    """Free a number that another account gave, for the person who shows at the desk that it is hers."""
    policy.voters.require(actor, VoterPermission.VERIFY_AT_DESK, collectivity)
    rules.require_register_authorised(collectivity)
    digest = _digest(collectivity, number, now=now)
    claim = db.session.scalar(
        sa.select(RegisterClaim).where(
            RegisterClaim.collectivity_id == collectivity.id, RegisterClaim.digest == digest
        )
    )
    if claim is None:
        raise NotFound
    _free(claim, "number_freed_at_desk", by=actor, now=now)


def _digest(collectivity: Collectivity, number: str, *, now: datetime) -> str:
    normalised = rules.require_number(number)
    return digests.of_number(key=digests.key_of(collectivity_id=collectivity.id, now=now), number=normalised)


def _insert_claim(collectivity: Collectivity, *, user_id: int | None, digest: str, now: datetime) -> bool:
    """Insert unless the account or the number is taken; the constraints decide, whatever arrives together."""
    values = {"collectivity_id": collectivity.id, "user_id": user_id, "digest": digest, "claimed_at": now}
    statement = insert_into(RegisterClaim).values(**values).on_conflict_do_nothing()
    return db.session.scalar(statement.returning(RegisterClaim.id)) is not None


def _replace(in_force: RegisterImport | None, *, now: datetime) -> None:
    if in_force is None:
        return
    in_force.replaced_at = now
    db.session.flush()
    db.session.execute(sa.delete(RegisterNumber).where(RegisterNumber.import_id == in_force.id))


def _forget_previews(collectivity_id: int) -> None:
    waiting = sa.select(RegisterImport.id).where(
        RegisterImport.collectivity_id == collectivity_id, RegisterImport.confirmed_at.is_(None)
    )
    db.session.execute(sa.delete(RegisterNumber).where(RegisterNumber.import_id.in_(waiting)))
    db.session.execute(
        sa.delete(RegisterImport).where(
            RegisterImport.collectivity_id == collectivity_id, RegisterImport.confirmed_at.is_(None)
        )
    )


def _free(claim: RegisterClaim, kind: str, *, by: Actor, now: datetime) -> None:
    details = {"collectivity_id": claim.collectivity_id, "by_id": by.user_id}
    _log(kind, user_id=claim.user_id, details=details, now=now)
    db.session.delete(claim)
    db.session.flush()


def _log(kind: str, *, user_id: int | None, details: dict[str, int | None], now: datetime) -> None:
    db.session.add(SecurityEvent(user_id=user_id, kind=kind, details=details, happened_at=now))
    db.session.flush()
