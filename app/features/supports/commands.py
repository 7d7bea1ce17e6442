"""What a person can do: support a proposal, take it back, say what she thinks of an item."""

from datetime import datetime

import sqlalchemy as sa

from app.features.consultations.models import Consultation
from app.features.consultations.rules import require_age_declared
from app.features.plans.models import PlanItem
from app.features.plans.queries import find_revision
from app.features.proposals.models import Proposal
from app.features.supports import policy, rules
from app.features.supports.events import OpinionGiven, OpinionTakenBack, SupportGiven, SupportTakenBack
from app.features.supports.models import ItemTally, Opinion, Support
from app.features.supports.policy import SupportPermission
from app.features.supports.types import Stance
from app.foundation.database import db, insert_into, lock_row
from app.foundation.errors import NotFound
from app.foundation.events import announce
from app.foundation.policy import Actor


def give_support(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Count the actor among the supporters; doing it again changes nothing."""
    policy.supports.require(actor, SupportPermission.SUPPORT, proposal)
    consultation = lock_row(Consultation, proposal.consultation_id, shared=True)
    rules.require_supportable(lock_row(Proposal, proposal.id), consultation, now=now)
    require_age_declared(consultation, actor)
    if not _insert_support(proposal, user_id=actor.user_id, now=now):
        return
    _change_count(proposal, by=1)
    announce(SupportGiven(proposal_id=proposal.id, user_id=_person(actor)))


def take_back_support(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Count the actor no longer among the supporters; doing it again changes nothing."""
    policy.supports.require(actor, SupportPermission.SUPPORT, proposal)
    consultation = lock_row(Consultation, proposal.consultation_id, shared=True)
    rules.require_supportable(lock_row(Proposal, proposal.id), consultation, now=now)
    deleted = db.session.execute(
        sa.delete(Support)
        .where(Support.proposal_id == proposal.id, Support.user_id == actor.user_id)
        .returning(Support.id)
    ).all()
    if not deleted:
        return
    _change_count(proposal, by=-1)
    announce(SupportTakenBack(proposal_id=proposal.id, user_id=_person(actor)))


def take_back_opinion(*, actor: Actor, consultation: Consultation, item: PlanItem, now: datetime) -> None:
    """Forget what the actor thinks of an item; doing it again changes nothing."""
    policy.supports.require(actor, SupportPermission.GIVE_OPINION, consultation)
    locked = lock_row(Consultation, consultation.id, shared=True)
    rules.require_open_to_opinions(locked, now=now)
    _require_consulted(locked, item)
    _ensure_tally(consultation, item)
    tally = _lock_tally(consultation, item)
    opinion = _find_opinion(actor, consultation, item)
    if opinion is None:
        return
    _count(tally, opinion.stance, by=-1)
    db.session.delete(opinion)
    db.session.flush()
    announce(OpinionTakenBack(consultation_id=consultation.id, item_id=item.id, user_id=_person(actor)))


def give_opinion(
    *, actor: Actor, consultation: Consultation, item: PlanItem, stance: Stance, now: datetime
) -> None:
    """Record what the actor thinks of an item of the consulted draft; a later opinion replaces the earlier one."""
    policy.supports.require(actor, SupportPermission.GIVE_OPINION, consultation)
    locked = lock_row(Consultation, consultation.id, shared=True)
    rules.require_open_to_opinions(locked, now=now)
    require_age_declared(locked, actor)
    _require_consulted(locked, item)
    _ensure_tally(consultation, item)
    tally = _lock_tally(consultation, item)
    opinion = _find_opinion(actor, consultation, item)
    if opinion is not None:
        _count(tally, opinion.stance, by=-1)
        opinion.stance, opinion.given_at = stance, now
    else:
        db.session.add(
            Opinion(
                collectivity_id=consultation.collectivity_id,
                consultation_id=consultation.id,
                item_id=item.id,
                user_id=_person(actor),
                stance=stance,
                given_at=now,
            )
        )
    _count(tally, stance, by=1)
    db.session.flush()
    announce(
        OpinionGiven(consultation_id=consultation.id, item_id=item.id, user_id=_person(actor), stance=stance)
    )


def _require_consulted(consultation: Consultation, item: PlanItem) -> None:
    """Refuse an item that is not in the version that is consulted."""
    if (
        consultation.version_id is None
        or find_revision(version_id=consultation.version_id, item_id=item.id) is None
    ):
        raise NotFound


def _find_opinion(actor: Actor, consultation: Consultation, item: PlanItem) -> Opinion | None:
    statement = sa.select(Opinion).where(
        Opinion.consultation_id == consultation.id,
        Opinion.item_id == item.id,
        Opinion.user_id == actor.user_id,
    )
    return db.session.scalar(statement)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise ValueError("only people hold opinions")
    return actor.user_id


def _insert_support(proposal: Proposal, *, user_id: int | None, now: datetime) -> bool:
    """Insert unless the same account supports it already; the constraint decides, whatever arrives together."""
    statement = (
        insert_into(Support)
        .values(
            collectivity_id=proposal.collectivity_id, proposal_id=proposal.id, user_id=user_id, given_at=now
        )
        .on_conflict_do_nothing(index_elements=["proposal_id", "user_id"])
        .returning(Support.id)
    )
    return db.session.scalar(statement) is not None


def _change_count(proposal: Proposal, *, by: int) -> None:
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(support_count=Proposal.support_count + by)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(proposal, ["support_count"])


def _ensure_tally(consultation: Consultation, item: PlanItem) -> None:
    db.session.execute(
        insert_into(ItemTally)
        .values(
            collectivity_id=consultation.collectivity_id,
            consultation_id=consultation.id,
            item_id=item.id,
            agree_count=0,
            mixed_count=0,
            disagree_count=0,
        )
        .on_conflict_do_nothing()
    )


def _lock_tally(consultation: Consultation, item: PlanItem) -> ItemTally:
    statement = (
        sa.select(ItemTally)
        .where(ItemTally.consultation_id == consultation.id, ItemTally.item_id == item.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).one()


def _count(tally: ItemTally, stance: Stance, *, by: int) -> None:
    column = f"{stance.value}_count"
    setattr(tally, column, getattr(tally, column) + by)
