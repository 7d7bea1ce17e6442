"""Who is told of comments, replies and decided reports; subscribed in app/wiring.py like handlers.py."""

from typing import Any

from app.features.discussion import events
from app.features.discussion.models import Comment
from app.features.moderation.events import ReportsDecided
from app.features.moderation.types import ReportState
from app.features.notifications import audiences
from app.features.notifications.telling import Audience, once, tell
from app.features.notifications.types import About, Because, NewsKind, Story
from app.foundation import clock
from app.foundation.database import db


def comment_published(event: events.CommentPublished) -> None:
    """Tell whoever is answered, whoever the collectivity wrote to, and the author who was waiting."""
    if event.is_official:
        _tell(event, NewsKind.OFFICIAL_REPLY, audiences.concerned_by_official_comment(event.comment_id))
    elif db.session.get_one(Comment, event.comment_id).checked_at is not None:
        _tell(event, NewsKind.COMMENT_PUBLISHED, audiences.author_of_comment(event.comment_id))
    _tell(event, NewsKind.REPLY_RECEIVED, audiences.author_answered_by(event.comment_id))


def comment_refused(event: events.CommentRefused) -> None:
    """Tell the author why."""
    _tell_author(event, NewsKind.COMMENT_REFUSED, reason=event.reason)


def comment_hidden(event: events.CommentHidden) -> None:
    """Tell the author why."""
    _tell_author(event, NewsKind.COMMENT_HIDDEN, reason=event.reason)


def comment_restored(event: events.CommentRestored) -> None:
    """Tell the author."""
    _tell_author(event, NewsKind.COMMENT_RESTORED)


def _tell_author(event: events.CommentFact, kind: NewsKind, **values: Any) -> None:
    _tell(event, kind, audiences.author_of_comment(event.comment_id), **values)


def _tell(
    event: events.CommentFact, kind: NewsKind, concerned: dict[Because, Audience], **values: Any
) -> None:
    now = clock.now()
    tell(
        collectivity_id=event.collectivity_id,
        event_key=once(kind, event.comment_id, now),
        kind=kind,
        about=About.COMMENT,
        stories=[Story(event.comment_id, values)],
        audiences=concerned,
        now=now,
    )


def reports_decided(event: ReportsDecided) -> None:
    """Tell each reader who reported the text what came of it; earlier reports were told of in their time."""
    kind = NewsKind.REPORT_UPHELD if event.state is ReportState.UPHELD else NewsKind.REPORT_DISMISSED
    tell(
        collectivity_id=event.collectivity_id,
        event_key=f"{kind}:{event.decision_id}",
        kind=kind,
        about=About(event.subject.value),
        stories=[Story(event.subject_id, {"reason": event.reason})],
        audiences=audiences.reporters(event.subject, event.subject_id, event.decided_at),
        now=clock.now(),
    )
