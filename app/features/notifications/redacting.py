"""What is taken out of a public reason goes from the news that quotes it too; subscribed in app/wiring.py."""

import sqlalchemy as sa

from app.features.moderation.redaction_events import ReasonRedacted
from app.features.notifications.models import News
from app.features.notifications.types import About
from app.foundation.database import db


def reason_redacted(event: ReasonRedacted) -> None:
    """Put the new words in place of the old ones; mails that are not sent yet are written from the news."""
    about = sa.select(News).where(
        News.collectivity_id == event.collectivity_id,
        News.about == About(event.subject.value),
        News.object_id == event.subject_id,
    )
    for news in db.session.scalars(about):
        if news.values.get("reason") == event.was:
            news.values = {**news.values, "reason": event.text}
    db.session.flush()
