"""Every public, consequential act becomes its entry in the ledger, in the transaction of the act."""

import sqlalchemy as sa

from app.features.collectivities.models import Collectivity
from app.features.consultations import events as calendar
from app.features.consultations.models import Consultation
from app.features.council.events import ResponsesPublished, SessionRecorded
from app.features.council.models import CouncilSession, Response
from app.features.moderation.events import AppealDecided, ContributionModerated, DecisionAppealed
from app.features.moderation.models import ModerationDecision
from app.features.plans.events import PlanVersionPublished
from app.features.plans.models import PlanVersion
from app.features.proposals.events import ProposalPublished, ProposalWithdrawn
from app.features.proposals.models import Proposal
from app.features.supports.events import OpinionGiven, OpinionTakenBack, SupportGiven, SupportTakenBack
from app.features.supports.types import Stance
from app.features.synthesis.events import ProposalGrouped, ProposalUngrouped
from app.features.transparency import acts
from app.foundation import clock
from app.foundation.database import db
from app.foundation.ledger.entering import NewEntry, enter, enter_many
from app.foundation.ledger.pseudonyms import key_of

# ── what citizens do ──


def support_given(event: SupportGiven) -> None:
    """Enter a support under the pseudonym of its person and proposal."""
    _support(event.proposal_id, event.user_id, is_given=True)


def support_taken_back(event: SupportTakenBack) -> None:
    """Enter that a support was taken back."""
    _support(event.proposal_id, event.user_id, is_given=False)


def opinion_given(event: OpinionGiven) -> None:
    """Enter an opinion, the first or a later one, under the pseudonym of its person and item."""
    _opinion(event.consultation_id, event.item_id, event.user_id, event.stance)


def opinion_taken_back(event: OpinionTakenBack) -> None:
    """Enter that an opinion was taken back."""
    _opinion(event.consultation_id, event.item_id, event.user_id, None)


def proposal_published(event: ProposalPublished) -> None:
    """Enter that a proposal can be read by everybody."""
    _enter(event.collectivity_id, event.consultation_id, acts.proposal("published", event.proposal_id))


def proposal_withdrawn(event: ProposalWithdrawn) -> None:
    """Enter that an author took back what everybody could read; what nobody saw is nobody's business."""
    if db.session.get_one(Proposal, event.proposal_id).published_at is not None:
        _enter(event.collectivity_id, event.consultation_id, acts.proposal("withdrawn", event.proposal_id))


# ── what moderators, the committee and the council decide ──


def contribution_moderated(event: ContributionModerated) -> None:
    """Enter a decision of moderation."""
    recorded = db.session.get_one(ModerationDecision, event.decision_id)
    entry = acts.decision(
        decision_id=event.decision_id, about=event.subject, about_id=event.subject_id, decided=event.decision
    )
    _enter(event.collectivity_id, recorded.consultation_id, entry)


def decision_appealed(event: DecisionAppealed) -> None:
    """Enter that a decision of moderation is appealed."""
    entry = acts.appeal(
        appeal_id=event.appeal_id, decision_id=event.decision_id, about=event.subject, about_id=event.subject_id
    )  # fmt: skip
    _enter(event.collectivity_id, event.consultation_id, entry)


def appeal_decided(event: AppealDecided) -> None:
    """Enter what somebody else decided on the appeals against a decision."""
    entry = acts.ruling(
        ruling_id=event.ruling_id, decision_id=event.decision_id, about=event.subject, about_id=event.subject_id,
        outcome=event.outcome,
    )  # fmt: skip
    _enter(event.collectivity_id, event.consultation_id, entry)


def proposal_grouped(event: ProposalGrouped) -> None:
    """Enter that a proposal was put into a theme."""
    _grouping("grouped", event)


def proposal_ungrouped(event: ProposalUngrouped) -> None:
    """Enter that a proposal was taken out of a theme."""
    _grouping("ungrouped", event)


def session_recorded(event: SessionRecorded) -> None:
    """Enter the votes of a council session, anew when they are corrected."""
    recorded = db.session.get_one(CouncilSession, event.session_id)
    _enter(recorded.collectivity_id, event.consultation_id, acts.session(recorded))


def responses_published(event: ResponsesPublished) -> None:
    """Enter every response of a consultation, all at once."""
    consultation = db.session.get_one(Consultation, event.consultation_id)
    statement = sa.select(Response).where(Response.consultation_id == consultation.id).order_by(Response.id)
    enter_many(
        collectivity_id=consultation.collectivity_id, consultation_id=consultation.id,
        entries=[acts.response(each) for each in db.session.scalars(statement)], now=clock.now(),
    )  # fmt: skip


def plan_version_published(event: PlanVersionPublished) -> None:
    """Enter a version of a plan, with the digest of what everybody reads."""
    version = db.session.get_one(PlanVersion, event.version_id)
    collectivity = db.session.get_one(Collectivity, version.collectivity_id)
    _enter(collectivity.id, None, acts.plan_version(version, collectivity))


# ── what happens to a consultation ──


def consultation_announced(event: calendar.ConsultationAnnounced) -> None:
    """Enter the announced calendar."""
    consultation = db.session.get_one(Consultation, event.consultation_id)
    _enter(event.collectivity_id, consultation.id, acts.announced(consultation, ends_at=consultation.ends_at))


def consultation_opened(event: calendar.ConsultationOpened) -> None:
    """Enter that the consultation opened."""
    _enter(event.collectivity_id, event.consultation_id, acts.step_of(event.consultation_id, "opened"))


def consultation_extended(event: calendar.ConsultationExtended) -> None:
    """Enter the new end."""
    entry = acts.extended(event.consultation_id, ends_at=event.new_ends_at)
    _enter(event.collectivity_id, event.consultation_id, entry)


def consultation_closed(event: calendar.ConsultationClosed) -> None:
    """Enter the closing with the digest of the frozen figures."""
    consultation = db.session.get_one(Consultation, event.consultation_id)
    _enter(event.collectivity_id, consultation.id, acts.closed(consultation))


def consultation_answered(event: calendar.ConsultationAnswered) -> None:
    """Enter that every answer is published."""
    _enter(event.collectivity_id, event.consultation_id, acts.step_of(event.consultation_id, "answered"))


def consultation_archived(event: calendar.ConsultationArchived) -> None:
    """Enter that the consultation is kept for reading only."""
    _enter(event.collectivity_id, event.consultation_id, acts.step_of(event.consultation_id, "archived"))


def consultation_cancelled(event: calendar.ConsultationCancelled) -> None:
    """Enter that the consultation does not go on; the reason stands on its page alone."""
    _enter(event.collectivity_id, event.consultation_id, acts.step_of(event.consultation_id, "cancelled"))


def _support(proposal_id: int, user_id: int, *, is_given: bool) -> None:
    proposal = db.session.get_one(Proposal, proposal_id)
    key = key_of(consultation_id=proposal.consultation_id)
    entry = acts.support(key=key, proposal_id=proposal_id, user_id=user_id, is_given=is_given)
    _enter(proposal.collectivity_id, proposal.consultation_id, entry)


def _opinion(consultation_id: int, item_id: int, user_id: int, stance: Stance | None) -> None:
    consultation = db.session.get_one(Consultation, consultation_id)
    key = key_of(consultation_id=consultation_id)
    entry = acts.opinion(key=key, item_id=item_id, user_id=user_id, stance=stance)
    _enter(consultation.collectivity_id, consultation_id, entry)


def _grouping(step: str, event: ProposalGrouped | ProposalUngrouped) -> None:
    proposal = db.session.get_one(Proposal, event.proposal_id)
    entry = acts.grouping(step, event.proposal_id, event.theme_id)
    _enter(proposal.collectivity_id, proposal.consultation_id, entry)


def _enter(collectivity_id: int, consultation_id: int | None, entry: NewEntry) -> None:
    enter(
        collectivity_id=collectivity_id, consultation_id=consultation_id, kind=entry.kind, facts=entry.facts,
        now=clock.now(), subject=entry.subject, pseudonym=entry.pseudonym,
    )  # fmt: skip
