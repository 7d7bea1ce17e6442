"""What is publicly known of a consultation, read from its tables with the instant of each act."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.consultations.models import CalendarChange, Consultation
from app.features.council.models import CouncilSession, Response
from app.features.moderation.models import Appeal, AppealRuling, ModerationDecision
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.synthesis.models import Grouping
from app.features.transparency import acts
from app.foundation.database import db
from app.foundation.history import HistoryStep
from app.foundation.ledger.entering import NewEntry

Dated = tuple[datetime, NewEntry]


def public_acts(consultation: Consultation) -> Iterator[Dated]:
    """Yield every act of a consultation that belongs to no pseudonym, in no order."""
    yield from _of_proposals(consultation)
    yield from _of_moderation(consultation)
    yield from _of_appeals(consultation)
    yield from _of_groups(consultation)
    yield from _of_council(consultation)
    yield from _of_calendar(consultation)


def _of_proposals(consultation: Consultation) -> Iterator[Dated]:
    columns: tuple[Any, ...] = (Proposal.id, Proposal.published_at, Proposal.state, Proposal.ended_at)
    statement = sa.select(*columns).where(
        Proposal.consultation_id == consultation.id, Proposal.published_at.is_not(None)
    )
    for proposal_id, published_at, state, ended_at in db.session.execute(statement.order_by(Proposal.id)):
        yield published_at, acts.proposal("published", proposal_id)
        if state is ProposalState.WITHDRAWN:
            yield ended_at or published_at, acts.proposal("withdrawn", proposal_id)


def _of_moderation(consultation: Consultation) -> Iterator[Dated]:
    statement = sa.select(ModerationDecision).where(ModerationDecision.consultation_id == consultation.id)
    for each in db.session.scalars(statement.order_by(ModerationDecision.id)):
        yield each.decided_at, acts.decision(
            decision_id=each.id, about=each.subject, about_id=each.subject_id, decided=each.decision
        )  # fmt: skip


def _of_appeals(consultation: Consultation) -> Iterator[Dated]:
    appeals = (
        sa.select(Appeal, ModerationDecision)
        .join(ModerationDecision, ModerationDecision.id == Appeal.decision_id)
        .where(Appeal.consultation_id == consultation.id)
    )
    for each, decision in db.session.execute(appeals.order_by(Appeal.id)):
        yield each.lodged_at, acts.appeal(
            appeal_id=each.id, decision_id=decision.id, about=decision.subject, about_id=decision.subject_id
        )  # fmt: skip
    rulings = (
        sa.select(AppealRuling, ModerationDecision)
        .join(ModerationDecision, ModerationDecision.id == AppealRuling.decision_id)
        .where(AppealRuling.consultation_id == consultation.id)
    )
    for ruling, decision in db.session.execute(rulings.order_by(AppealRuling.id)):
        yield ruling.decided_at, acts.ruling(
            ruling_id=ruling.id, decision_id=decision.id, about=decision.subject, about_id=decision.subject_id,
            outcome=ruling.outcome,
        )  # fmt: skip


def _of_groups(consultation: Consultation) -> Iterator[Dated]:
    statement = (
        sa.select(Grouping)
        .join(Proposal, Proposal.id == Grouping.proposal_id)
        .where(Proposal.consultation_id == consultation.id)
        .order_by(Grouping.id)
    )
    for each in db.session.scalars(statement):
        yield each.added_at, acts.grouping("grouped", each.proposal_id, each.theme_id)
        if each.removed_at is not None:
            yield each.removed_at, acts.grouping("ungrouped", each.proposal_id, each.theme_id)


def _of_council(consultation: Consultation) -> Iterator[Dated]:
    sessions = sa.select(CouncilSession).where(
        CouncilSession.consultation_id == consultation.id, CouncilSession.recorded_at.is_not(None)
    )
    for held in db.session.scalars(sessions.order_by(CouncilSession.id)):
        yield held.recorded_at or held.created_at, acts.session(held)
    responses = sa.select(Response).where(
        Response.consultation_id == consultation.id, Response.published_at.is_not(None)
    )
    for response in db.session.scalars(responses.order_by(Response.id)):
        yield response.published_at or response.prepared_at, acts.response(response)


def _of_calendar(consultation: Consultation) -> Iterator[Dated]:
    statement = sa.select(CalendarChange).where(CalendarChange.consultation_id == consultation.id)
    changes = list(db.session.scalars(statement.order_by(CalendarChange.id)))
    announced_at = consultation.announced_at or consultation.created_at
    first_end = changes[0].old_ends_at if changes else consultation.ends_at
    yield announced_at, acts.announced(consultation, ends_at=first_end)
    for change in changes:
        yield change.changed_at, acts.extended(consultation.id, ends_at=change.new_ends_at)
    if consultation.closed_at is not None:
        yield consultation.closed_at, acts.closed(consultation)
    steps = {
        "opened": consultation.opened_at, "answered": consultation.answered_at, "archived": consultation.archived_at,
        "cancelled": _cancelled_at(consultation),
    }  # fmt: skip
    for step, at in steps.items():
        if at is not None:
            yield at, acts.step_of(consultation.id, step)


def _cancelled_at(consultation: Consultation) -> datetime | None:
    statement = sa.select(HistoryStep.happened_at).where(
        HistoryStep.kind == Consultation.__tablename__, HistoryStep.object_id == consultation.id,
        HistoryStep.step == "cancel",
    )  # fmt: skip
    return db.session.scalar(statement.limit(1))
