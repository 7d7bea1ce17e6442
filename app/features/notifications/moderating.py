"""Who is told of labels and appeals; subscribed in app/wiring.py like handlers.py."""

from typing import Any

from app.features.discussion.events import CommentLabelled
from app.features.moderation.events import AppealDecided, DecisionAppealed
from app.features.moderation.types import AppealOutcome
from app.features.notifications import audiences
from app.features.notifications.telling import Audience, once, tell
from app.features.notifications.types import About, Because, NewsKind, Story
from app.features.proposals.events import ProposalLabelled
from app.features.proposals.types import PublicLabel
from app.foundation import clock

OUTCOMES = {
    AppealOutcome.UPHELD: NewsKind.APPEAL_UPHELD,
    AppealOutcome.OVERTURNED: NewsKind.APPEAL_OVERTURNED,
    AppealOutcome.PARTLY: NewsKind.APPEAL_PARTLY,
}


def proposal_labelled(event: ProposalLabelled) -> None:
    """Tell the author what is said beside her proposal, and why."""
    _labelled(event, About.PROPOSAL, event.proposal_id, audiences.authors([event.proposal_id]))


def comment_labelled(event: CommentLabelled) -> None:
    """Tell the author what is said beside her comment, and why."""
    _labelled(event, About.COMMENT, event.comment_id, audiences.author_of_comment(event.comment_id))


def decision_appealed(event: DecisionAppealed) -> None:
    """Tell those who may decide on the appeal that it waits."""
    key = f"{NewsKind.APPEAL_TO_DECIDE}:{event.appeal_id}"
    _tell(
        event, NewsKind.APPEAL_TO_DECIDE, key, audiences.deciders_of_appeal(event.decision_id),
        decision=event.decision_id,
    )  # fmt: skip


def appeal_decided(event: AppealDecided) -> None:
    """Tell whoever appealed, the author and those who reported the text what somebody else decided, and why."""
    kind = OUTCOMES[event.outcome]
    concerned = audiences.concerned_by_appeal(event.subject, event.subject_id, event.decision_id)
    _tell(event, kind, f"{kind}:{event.ruling_id}", concerned, reason=event.reason)


def _tell(
    event: DecisionAppealed | AppealDecided,
    kind: NewsKind,
    key: str,
    concerned: dict[Because, Audience],
    **values: Any,
) -> None:
    tell(
        collectivity_id=event.collectivity_id, event_key=key, kind=kind, about=About(event.subject.value),
        stories=[Story(event.subject_id, values)], audiences=concerned, now=clock.now(),
    )  # fmt: skip


def _labelled(
    event: ProposalLabelled | CommentLabelled, about: About, object_id: int, author: dict[Because, Audience]
) -> None:
    now = clock.now()
    values = {"label": _code(event.label), "reason": event.reason}
    kind = NewsKind.TEXT_LABELLED if event.label is not None else NewsKind.TEXT_UNLABELLED
    tell(
        collectivity_id=event.collectivity_id, event_key=once(kind, object_id, now), kind=kind, about=about,
        stories=[Story(object_id, values)], audiences=author, now=now,
    )  # fmt: skip


def _code(label: PublicLabel | None) -> str | None:
    return label.value if label is not None else None
