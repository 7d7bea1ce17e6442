"""Who is told when something happened; subscribed in app/wiring.py, run inside the act's transaction."""

from typing import Any

from app.features.consultations import events as consultation_events
from app.features.consultations.models import Consultation
from app.features.consultations.queries import get_by_id
from app.features.consultations.types import Round
from app.features.council.events import PlanAdopted, ResponsesPublished
from app.features.council.queries import responses_by_subject
from app.features.notifications import audiences
from app.features.notifications.telling import Audience, cancelled_key, once, tell
from app.features.notifications.types import About, Because, NewsKind, Story
from app.features.plans.queries import list_revisions
from app.features.projects.events import ProgressReported
from app.features.projects.queries import get_report
from app.features.projects.types import ProgressStatus
from app.features.proposals import events as proposal_events
from app.features.proposals.models import Proposal
from app.features.proposals.queries import list_accepted, list_origins
from app.features.synthesis.events import ProposalGrouped
from app.features.synthesis.queries import theme_ids_by_proposal
from app.foundation import clock
from app.foundation.database import db

# ── proposals: their authors, and those who support or follow what comes and goes ──


def proposal_published(event: proposal_events.ProposalPublished) -> None:
    """Tell the author, unless her text appeared without waiting: she saw it happen."""
    if db.session.get_one(Proposal, event.proposal_id).checked_at is not None:
        _tell_author(event, NewsKind.PROPOSAL_PUBLISHED)


def proposal_returned(event: proposal_events.ProposalReturned) -> None:
    """Tell the author what to change."""
    _tell_author(event, NewsKind.PROPOSAL_RETURNED, reason=event.reason)


def proposal_refused(event: proposal_events.ProposalRefused) -> None:
    """Tell the author why, and its followers."""
    _tell_concerned(event, NewsKind.PROPOSAL_REFUSED, reason=event.reason)


def proposal_hidden(event: proposal_events.ProposalHidden) -> None:
    """Tell the author, supporters, followers and those who commented why, in the words that stay on its page."""
    _tell_with_commenters(event, NewsKind.PROPOSAL_HIDDEN, reason=event.reason)


def proposal_restored(event: proposal_events.ProposalRestored) -> None:
    """Tell the author, supporters, followers and those whose comments come back with it."""
    _tell_with_commenters(event, NewsKind.PROPOSAL_RESTORED)


def proposal_withdrawn(event: proposal_events.ProposalWithdrawn) -> None:
    """Tell supporters, followers and those whose comments go with it; the author did it herself."""
    concerned = audiences.supporters_and_followers(event.proposal_id)
    _tell_of_proposal(
        event, NewsKind.PROPOSAL_WITHDRAWN, concerned | audiences.commenters_on(event.proposal_id)
    )


def change_returned(event: proposal_events.ProposalChangeReturned) -> None:
    """Tell the author what to change."""
    _tell_author(event, NewsKind.CHANGE_RETURNED, reason=event.reason)


def _tell_author(event: proposal_events.ProposalFact, kind: NewsKind, **values: Any) -> None:
    _tell_of_proposal(event, kind, audiences.authors([event.proposal_id]), **values)


def _tell_concerned(event: proposal_events.ProposalFact, kind: NewsKind, **values: Any) -> None:
    _tell_of_proposal(event, kind, audiences.concerned_by([event.proposal_id]), **values)


def _tell_with_commenters(event: proposal_events.ProposalFact, kind: NewsKind, **values: Any) -> None:
    concerned = audiences.concerned_by([event.proposal_id]) | audiences.commenters_on(event.proposal_id)
    _tell_of_proposal(event, kind, concerned, **values)


def _tell_of_proposal(
    event: proposal_events.ProposalFact, kind: NewsKind, concerned: dict[Because, Audience], **values: Any
) -> None:
    now = clock.now()
    tell(
        collectivity_id=event.collectivity_id,
        event_key=once(kind, event.proposal_id, now),
        kind=kind,
        about=About.PROPOSAL,
        stories=[Story(event.proposal_id, values)],
        audiences=concerned,
        now=now,
    )


# ── the committee and the council: authors, supporters, followers ──


def proposal_grouped(event: ProposalGrouped) -> None:
    """Tell those concerned, on their page only: a group is a step that can be taken back, the answer comes by mail."""
    proposal = db.session.get_one(Proposal, event.proposal_id)
    tell(
        collectivity_id=proposal.collectivity_id,
        event_key=f"{NewsKind.PROPOSAL_GROUPED}:{proposal.id}:{event.theme_id}",
        kind=NewsKind.PROPOSAL_GROUPED,
        about=About.PROPOSAL,
        stories=[Story(proposal.id)],
        audiences=audiences.concerned_by([proposal.id]),
        now=clock.now(),
        by_mail=False,
    )


def responses_published(event: ResponsesPublished) -> None:
    """Tell those concerned by each proposal its outcome with the reason: one mail for each person."""
    consultation = get_by_id(event.consultation_id)
    stories = _answers(consultation.id)
    tell(
        collectivity_id=consultation.collectivity_id,
        event_key=_answered_key(consultation.id),
        kind=NewsKind.PROPOSAL_ANSWERED,
        about=About.PROPOSAL,
        stories=stories,
        audiences=audiences.concerned_by([story.object_id for story in stories]),
        now=clock.now(),
    )


def _answers(consultation_id: int) -> list[Story]:
    by_theme, by_proposal = responses_by_subject(consultation_id)
    themes = theme_ids_by_proposal(consultation_id)
    stories = []
    for proposal in list_accepted(consultation_id=consultation_id):
        response = by_proposal.get(proposal.id) or by_theme.get(themes.get(proposal.id, 0))
        if response is not None:
            reasons = {code: fields.get("reason", "") for code, fields in response.texts.items()}
            stories.append(Story(proposal.id, {"outcome": response.outcome.value, "reasons": reasons}))
    return stories


def plan_adopted(event: PlanAdopted) -> None:
    """Tell those who follow the consultation or took part in it."""
    tell_consultation(
        event.consultation_id, NewsKind.PLAN_ADOPTED, f"{NewsKind.PLAN_ADOPTED}:{event.version_id}"
    )


# ── consultations: followers and participants ──


def consultation_opened(event: consultation_events.ConsultationOpened) -> None:
    """Tell its followers, and those of its first round whose ideas it was drawn from."""
    consultation = get_by_id(event.consultation_id)
    key = f"{NewsKind.CONSULTATION_OPENED}:{consultation.id}"
    if consultation.round == Round.DRAFT:
        _tell_origins(consultation, key)
    tell_consultation(
        consultation.id, NewsKind.CONSULTATION_OPENED, key, taking_part_in=consultation.previous_round_id
    )


def consultation_extended(event: consultation_events.ConsultationExtended) -> None:
    """Tell the new end and the reason."""
    tell_consultation(
        event.consultation_id, NewsKind.CONSULTATION_EXTENDED,
        f"{NewsKind.CONSULTATION_EXTENDED}:{event.consultation_id}:{event.new_ends_at:%Y%m%d%H%M%S}",
        moment=event.new_ends_at.isoformat(), reason=event.reason,
    )  # fmt: skip


def consultation_closed(event: consultation_events.ConsultationClosed) -> None:
    """Tell that contributions are being examined."""
    tell_consultation(
        event.consultation_id,
        NewsKind.CONSULTATION_CLOSED,
        f"{NewsKind.CONSULTATION_CLOSED}:{event.consultation_id}",
    )


def consultation_cancelled(event: consultation_events.ConsultationCancelled) -> None:
    """Tell the reason; whoever has a place in one of its workshops has both in one mail."""
    tell_consultation(
        event.consultation_id, NewsKind.CONSULTATION_CANCELLED,
        cancelled_key(event.consultation_id), reason=event.reason,
    )  # fmt: skip


def consultation_answered(event: consultation_events.ConsultationAnswered) -> None:
    """Tell everybody who took part; whoever is told of single answers too has both in one mail."""
    tell_consultation(
        event.consultation_id, NewsKind.CONSULTATION_ANSWERED, _answered_key(event.consultation_id)
    )


def _answered_key(consultation_id: int) -> str:
    return f"{NewsKind.CONSULTATION_ANSWERED}:{consultation_id}"


def tell_consultation(
    consultation_id: int, kind: NewsKind, key: str, *, taking_part_in: int | None = None, **values: Any
) -> None:
    """Tell the followers of a consultation and those who took part in it, or in the one named."""
    tell(
        collectivity_id=get_by_id(consultation_id).collectivity_id,
        event_key=key,
        kind=kind,
        about=About.CONSULTATION,
        stories=[Story(consultation_id, values)],
        audiences=audiences.concerned_by_consultation(consultation_id, taking_part_in=taking_part_in),
        now=clock.now(),
    )


def _tell_origins(consultation: Consultation, key: str) -> None:
    """Tell those concerned by an idea that it is now part of the draft."""
    revisions = list_revisions(consultation.version_id) if consultation.version_id is not None else []
    origins = list_origins(item_ids=[revision.item_id for revision in revisions])
    ideas = sorted({proposal.id for proposals in origins.values() for proposal in proposals})
    tell(
        collectivity_id=consultation.collectivity_id,
        event_key=key,
        kind=NewsKind.PROPOSAL_IN_DRAFT,
        about=About.PROPOSAL,
        stories=[Story(proposal_id) for proposal_id in ideas],
        audiences=audiences.concerned_by(ideas),
        now=clock.now(),
    )


# ── projects: whoever stands behind an activity ──

PROGRESS = {
    ProgressStatus.UNDER_WAY: NewsKind.ACTIVITY_STARTED,
    ProgressStatus.DELAYED: NewsKind.ACTIVITY_DELAYED,
    ProgressStatus.STOPPED: NewsKind.ACTIVITY_STOPPED,
    ProgressStatus.DONE: NewsKind.ACTIVITY_DONE,
}


def progress_reported(event: ProgressReported) -> None:
    """Tell milestones: a new status, or one more delay; an ordinary report changes nothing for those concerned."""
    kind = PROGRESS.get(event.status)
    if kind is None or (event.status is event.previous_status and event.status is not ProgressStatus.DELAYED):
        return
    report = get_report(event.report_id)
    values = {"reasons": report.reasons, "day": report.new_due_on.isoformat() if report.new_due_on else None}
    tell(
        collectivity_id=report.collectivity_id,
        event_key=f"{kind}:{report.id}",
        kind=kind,
        about=About.ITEM,
        stories=[Story(event.item_id, values)],
        audiences=audiences.concerned_by_activity(event.item_id),
        now=clock.now(),
    )
