"""What a voter says of herself: that she lives here, and who she is for an identity service.

It is noted by the hour: people say it just before they vote, and a finer instant would help find their ballots.
"""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import SecurityEvent
from app.features.collectivities.models import Collectivity
from app.features.voters import policy, rules
from app.features.voters.models import ProviderIdentity, ResidenceDeclaration
from app.features.voters.policy import VoterPermission
from app.features.voters.types import ProviderSubject
from app.foundation.database import db, insert_into
from app.foundation.ledger.canonical import start_of_hour
from app.foundation.policy import Actor


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
    elif not _is_linked(subject, actor):
        raise rules.IdentityNotFree


def unlink_identity(*, actor: Actor, issuer: str, now: datetime) -> None:
    """Forget who the actor is for an identity service; doing it again changes nothing."""
    policy.voters.require(actor, VoterPermission.SAY_WHO_ONE_IS)
    statement = sa.delete(ProviderIdentity).where(
        ProviderIdentity.issuer == issuer, ProviderIdentity.user_id == actor.user_id
    )
    if db.session.scalars(statement.returning(ProviderIdentity.id)).all():
        _log(actor, "identity_unlinked", now=now)


def _is_linked(subject: ProviderSubject, actor: Actor) -> bool:
    statement = sa.select(ProviderIdentity.id).where(
        ProviderIdentity.issuer == subject.issuer,
        ProviderIdentity.subject == subject.subject,
        ProviderIdentity.user_id == actor.user_id,
    )
    return db.session.scalar(statement) is not None


def _log(actor: Actor, kind: str, *, now: datetime) -> None:
    db.session.add(SecurityEvent(user_id=actor.user_id, kind=kind, happened_at=start_of_hour(now)))
    db.session.flush()
