"""What a person can do: follow, stop following, note that she read, choose how to be told."""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.consultations.models import Consultation
from app.features.notifications import policy
from app.features.notifications.events import FollowBegun, FollowEnded
from app.features.notifications.models import Follow, Notice, NotificationPreference
from app.features.notifications.policy import NotificationPermission
from app.features.notifications.types import Followed, Pace
from app.features.plans.models import PlanItem
from app.features.proposals.models import Proposal
from app.foundation.database import db, insert_into
from app.foundation.errors import NotFound
from app.foundation.events import announce
from app.foundation.policy import Actor

Subject = Consultation | Proposal | PlanItem


def kind_of(subject: Subject) -> Followed:
    """Return which kind of thing that is."""
    if isinstance(subject, Consultation):
        return Followed.CONSULTATION
    return Followed.PROPOSAL if isinstance(subject, Proposal) else Followed.ITEM


def follow(*, actor: Actor, subject: Subject, now: datetime) -> None:
    """Tell the actor what happens to something from now on; doing it again changes nothing."""
    policy.notifications.require(actor, NotificationPermission.FOLLOW, subject)
    kind = kind_of(subject)
    statement = (
        insert_into(Follow)
        .values(
            collectivity_id=subject.collectivity_id,
            user_id=actor.user_id,
            kind=kind,
            object_id=subject.id,
            since=now,
        )
        .on_conflict_do_nothing(index_elements=["user_id", "kind", "object_id"])
        .returning(Follow.id)
    )
    if db.session.scalar(statement) is not None:
        announce(FollowBegun(kind=kind, object_id=subject.id))


def unfollow(*, actor: Actor, subject: Subject) -> None:
    """Tell the actor no longer; doing it again changes nothing."""
    policy.notifications.require(actor, NotificationPermission.FOLLOW, subject)
    kind = kind_of(subject)
    deleted = db.session.execute(
        sa.delete(Follow)
        .where(Follow.user_id == actor.user_id, Follow.kind == kind, Follow.object_id == subject.id)
        .returning(Follow.id)
    ).all()
    if deleted:
        announce(FollowEnded(kind=kind, object_id=subject.id))


def mark_all_read(*, actor: Actor, now: datetime) -> None:
    """Note that the actor has read every notice she has."""
    policy.notifications.require(actor, NotificationPermission.MANAGE_OWN)
    db.session.execute(
        sa.update(Notice).where(Notice.user_id == actor.user_id, Notice.read_at.is_(None)).values(read_at=now)
    )


def choose_pace(*, actor: Actor, pace: Pace, now: datetime) -> None:
    """Record how the actor wants to be told."""
    policy.notifications.require(actor, NotificationPermission.MANAGE_OWN)
    _record_pace(actor.user_id, pace, now)


def unsubscribe(*, user_id: int, now: datetime) -> None:
    """Send no more mail of this kind to a person who holds the link of one of her mails; notices stay on her page."""
    if db.session.get(User, user_id) is None:
        raise NotFound
    _record_pace(user_id, Pace.NEVER, now)


def _record_pace(user_id: int | None, pace: Pace, now: datetime) -> None:
    db.session.execute(
        insert_into(NotificationPreference)
        .values(user_id=user_id, pace=pace, changed_at=now)
        .on_conflict_do_update(index_elements=["user_id"], set_={"pace": pace, "changed_at": now})
    )
