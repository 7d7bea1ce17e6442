"""What the council's desk does with answers: record the session, prepare them, publish them all at once."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.features.consultations.commands import mark_answered
from app.features.consultations.models import Consultation
from app.features.council import policy, queries, rules
from app.features.council.events import ResponsesPublished, SessionRecorded
from app.features.council.models import CouncilSession, Response
from app.features.council.policy import CouncilPermission
from app.features.council.types import SessionKind
from app.features.proposals.models import Proposal
from app.features.proposals.outcomes import record_outcome
from app.features.proposals.types import Outcome
from app.features.synthesis.models import Grouping, Theme
from app.features.synthesis.rules import (
    require_groupable,
    require_same_consultation,
    require_standing,
    require_unchanged,
)
from app.foundation.database import db, lock_row
from app.foundation.events import announce
from app.foundation.policy import Actor


def plan_session(
    *, actor: Actor, consultation: Consultation, kind: SessionKind, held_on: date, place: str, now: datetime
) -> CouncilSession:
    """Put a council session on the calendar of a consultation."""
    policy.council.require(actor, CouncilPermission.RECORD_SESSION, consultation)
    rules.require_being_adopted(consultation)
    session = CouncilSession(
        collectivity_id=consultation.collectivity_id,
        consultation_id=consultation.id,
        kind=kind,
        held_on=held_on,
        place=place.strip() or None,
        created_at=now,
    )
    db.session.add(session)
    _flush_session()
    return session


def record_session(
    *,
    actor: Actor,
    session: CouncilSession,
    kind: SessionKind,
    held_on: date,
    place: str,
    votes_for: int | None,
    votes_against: int | None,
    votes_abstaining: int | None,
    deliberation_number: str,
    document_file_id: int | None,
    today: date,
    now: datetime,
    lock_version: int | None = None,
) -> None:
    """Record the session's votes, deliberation and document; a save that does not know the last one is refused."""
    policy.council.require(actor, CouncilPermission.RECORD_SESSION, session)
    locked: Consultation = lock_row(Consultation, session.consultation_id)
    db.session.refresh(session)
    rules.require_correctable(session, locked)
    require_unchanged(session, lock_version=lock_version)
    rules.require_complete_session(
        held_on=held_on,
        votes={"votes_for": votes_for, "votes_against": votes_against, "votes_abstaining": votes_abstaining},
        deliberation_number=deliberation_number,
        today=today,
    )
    session.kind, session.held_on, session.place = kind, held_on, place.strip() or None
    session.votes_for, session.votes_against, session.votes_abstaining = (
        votes_for,
        votes_against,
        votes_abstaining,
    )
    session.deliberation_number = deliberation_number.strip()
    session.document_file_id = document_file_id or session.document_file_id
    session.recorded_at = now
    _flush_session()
    announce(SessionRecorded(session_id=session.id, consultation_id=session.consultation_id))


def _flush_session() -> None:
    """Write a session; a second one of its kind on its day is refused."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise rules.SessionExists from error


def prepare_response(
    *,
    actor: Actor,
    consultation: Consultation,
    subject: Theme | Proposal,
    outcome: Outcome,
    language: str,
    reason: str,
    body: str,
    now: datetime,
    session: CouncilSession | None = None,
    merged_into: Proposal | None = None,
    origin: str = "original",
    lock_version: int | None = None,
) -> Response:
    """Write or rewrite, in draft, the response to a theme or to one proposal; a stale save is refused."""
    policy.council.require(actor, CouncilPermission.PREPARE_RESPONSE, consultation)
    locked: Consultation = lock_row(Consultation, consultation.id)
    rules.require_being_decided(locked)
    _require_answerable(subject, merged_into, consultation_id=locked.id)
    rules.require_merged_elsewhere(subject, merged_into)
    merged_into_id = merged_into.id if merged_into is not None else None
    rules.require_reasoned(outcome=outcome, reason=reason, body=body, merged_into_id=merged_into_id)
    existing = _find(subject)
    require_unchanged(existing, lock_version=lock_version)
    response = existing or _begin(subject, locked)
    response.outcome = outcome
    response.merged_into_id = merged_into_id if outcome is Outcome.MERGED else None
    response.texts = {**(response.texts or {}), language: {"reason": reason.strip(), "origin": origin}}
    response.answering_body = {**(response.answering_body or {}), language: body.strip()}
    response.session_id = session.id if session is not None else None
    response.prepared_at = now
    db.session.add(response)
    db.session.flush()
    return response


def discard_response(*, actor: Actor, consultation: Consultation, response: Response) -> None:
    """Throw away a response that is not published."""
    policy.council.require(actor, CouncilPermission.PREPARE_RESPONSE, response)
    rules.require_being_decided(lock_row(Consultation, consultation.id))
    db.session.delete(response)
    db.session.flush()


def publish_responses(*, actor: Actor, consultation: Consultation, now: datetime) -> None:
    """Publish every answer of a consultation at once; refused while an accepted contribution has none."""
    policy.council.require(actor, CouncilPermission.PUBLISH_RESPONSES, consultation)
    locked: Consultation = lock_row(Consultation, consultation.id)
    rules.require_being_decided(locked)
    undecided = queries.list_undecided(locked.id)
    if undecided:
        raise rules.Undecided(undecided)
    unanswered = queries.list_unanswered(locked.id)
    if unanswered:
        raise rules.Unanswered(unanswered)
    stranded = queries.list_stranded(locked.id)
    if stranded:
        raise rules.MergedIntoNothing(stranded)
    _forget_dissolved_themes(locked)
    responses = db.session.scalars(sa.select(Response).where(Response.consultation_id == locked.id)).all()
    for response in responses:
        response.published_at = now
    db.session.flush()
    # A proposal's own response wins over its theme's, so themes leave their outcome first.
    for response in sorted(responses, key=lambda each: each.theme_id is None):
        record_outcome(outcome=response.outcome, proposal_ids=_answered_by(response))
    mark_answered(actor=actor, consultation=locked, now=now)
    announce(ResponsesPublished(consultation_id=locked.id))


def _forget_dissolved_themes(consultation: Consultation) -> None:
    """Delete what was prepared for themes that were undone since: it answers nobody."""
    dissolved = sa.select(Theme.id).where(
        Theme.consultation_id == consultation.id, Theme.dissolved_at.is_not(None)
    )
    db.session.execute(sa.delete(Response).where(Response.theme_id.in_(dissolved)))


def _answered_by(response: Response) -> list[int] | sa.Select[int]:
    """Return the ids of what a response answers; one that is hidden keeps its outcome for when it is restored."""
    if response.proposal_id is not None:
        return [response.proposal_id]
    return sa.select(Grouping.proposal_id).where(
        Grouping.theme_id == response.theme_id, Grouping.removed_at.is_(None)
    )


def _require_answerable(
    subject: Theme | Proposal, merged_into: Proposal | None, *, consultation_id: int
) -> None:
    if isinstance(subject, Theme):
        require_standing(subject)
        require_same_consultation(subject, consultation_id=consultation_id)
    else:
        require_groupable([subject], consultation_id=consultation_id)
    if merged_into is not None:
        require_groupable([merged_into], consultation_id=consultation_id)


def _find(subject: Theme | Proposal) -> Response | None:
    """Return the response to a theme or proposal as it is now that nobody else can write it."""
    is_theme = isinstance(subject, Theme)
    found = queries.find_response(
        theme_id=subject.id if is_theme else None, proposal_id=None if is_theme else subject.id
    )
    if found is not None:
        db.session.refresh(found)
    return found


def _begin(subject: Theme | Proposal, consultation: Consultation) -> Response:
    is_theme = isinstance(subject, Theme)
    return Response(
        collectivity_id=consultation.collectivity_id,
        consultation_id=consultation.id,
        theme_id=subject.id if is_theme else None,
        proposal_id=None if is_theme else subject.id,
    )
