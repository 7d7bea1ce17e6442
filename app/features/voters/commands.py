"""What a voter says of herself: that she lives here, and who she is for an identity service.

It is noted by the hour: people say it just before they vote, and a finer instant would help find their ballots.
"""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts import throttling
from app.features.accounts.models import SecurityEvent
from app.features.accounts.throttling import Limit
from app.features.collectivities.models import Collectivity
from app.features.voters import policy, rules
from app.features.voters.models import ProviderIdentity, ResidenceDeclaration
from app.features.voters.policy import VoterPermission
from app.features.voters.types import ProviderSubject
from app.foundation.database import db, insert_into
from app.foundation.ledger.canonical import start_of_hour
from app.foundation.policy import Actor

TRY_PROVIDER = Limit("try_provider", for_network=300, for_account=20)


def declare_residence(
    *, actor: Actor, collectivity: Collectivity, consultation_id: int, now: datetime
) -> None:
    """Record the actor's own declaration that she lives in the territory; doing it again changes nothing."""
    policy.voters.require(actor, VoterPermission.SAY_WHO_ONE_IS, collectivity)
    statement = insert_into(ResidenceDeclaration).values(
        consultation_id=consultation_id, user_id=actor.user_id, declared_at=start_of_hour(now)
    )
    db.session.execute(statement.on_conflict_do_nothing())


def link_identity(*, actor: Actor, subject: ProviderSubject, now: datetime) -> None:
    """Record who the actor is for the identity service; linking the same again changes nothing."""
    policy.voters.require(actor, VoterPermission.SAY_WHO_ONE_IS)
    rules.require_provider(subject)
    values = {"issuer": subject.issuer, "subject": subject.subject, "user_id": actor.user_id}
    statement = (
        insert_into(ProviderIdentity).values(linked_at=start_of_hour(now), **values).on_conflict_do_nothing()
    )
    if db.session.scalar(statement.returning(ProviderIdentity.id)) is not None:
        _log(actor, "identity_linked", now=now)
        return
    owner = _account_of(subject)
    if owner is None:
        raise rules.AccountNotFree
    if owner != actor.user_id:
        raise rules.IdentityNotFree


def unlink_identity(*, actor: Actor, issuer: str, now: datetime) -> None:
    """Forget who the actor is for an identity service; doing it again changes nothing."""
    policy.voters.require(actor, VoterPermission.SAY_WHO_ONE_IS)
    statement = sa.delete(ProviderIdentity).where(
        ProviderIdentity.issuer == issuer, ProviderIdentity.user_id == actor.user_id
    )
    if db.session.scalars(statement.returning(ProviderIdentity.id)).all():
        _log(actor, "identity_unlinked", now=now)


def _account_of(subject: ProviderSubject) -> int | None:
    statement = sa.select(ProviderIdentity.user_id).where(
        ProviderIdentity.issuer == subject.issuer, ProviderIdentity.subject == subject.subject
    )
    return db.session.scalar(statement)


def count_provider_try(*, actor: Actor, network: str, now: datetime) -> bool:
    """Count a way to the identity service and say whether it is within the limit; in a transaction of its own."""
    return throttling.may_try(TRY_PROVIDER, network=network, account=f"account {actor.user_id}", now=now)


def _log(actor: Actor, kind: str, *, now: datetime) -> None:
    db.session.add(SecurityEvent(user_id=actor.user_id, kind=kind, happened_at=start_of_hour(now)))
    db.session.flush()
