"""Tell many people at once: a constant number of statements, however many they are, in the act's own transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.notifications.models import News, Notice, NotificationPreference
from app.features.notifications.types import About, Because, NewsKind, Pace, Story
from app.foundation.database import db, insert_into
from app.foundation.outbox import Medium, OutboxMessage

# A select of (person, object): who is told about which of the stories.
Audience = sa.Select[Any, Any]
MAIL_TEMPLATE = "notice"


def tell(
    *,
    collectivity_id: int,
    event_key: str,
    kind: NewsKind,
    about: About,
    stories: Sequence[Story],
    audiences: Mapping[Because, Audience],
    now: datetime,
    by_mail: bool = True,
) -> None:
    """Tell each distinct person once, for the first reason that applies to her; doing it again changes nothing."""
    if not stories:
        return
    rows = [
        {
            "collectivity_id": collectivity_id,
            "kind": kind,
            "about": about,
            "object_id": story.object_id,
            "values": story.values,
            "event_key": event_key,
            "happened_at": now,
        }
        for story in stories
    ]
    db.session.execute(insert_into(News).on_conflict_do_nothing(), rows)
    for because, audience in audiences.items():
        _write_notices(event_key, kind, because, audience, now=now)
    if by_mail:
        _write_mails(collectivity_id, event_key, now=now)


def once(kind: NewsKind, object_id: int, now: datetime) -> str:
    """Return the key of an event that can happen again to the same object."""
    return f"{kind}:{object_id}:{now:%Y%m%d%H%M%S%f}"


def cancelled_key(consultation_id: int) -> str:
    """Return the key of a cancelled consultation, whose mail says also which workshops are not held."""
    return f"{NewsKind.CONSULTATION_CANCELLED}:{consultation_id}"


def _write_notices(
    event_key: str, kind: NewsKind, because: Because, audience: Audience, *, now: datetime
) -> None:
    people = audience.subquery()
    person, told_about = people.c
    chosen = (
        sa.select(
            News.collectivity_id,
            person,
            News.id,
            sa.literal(because, Notice.because.type),
            sa.literal(now, Notice.created_at.type),
        )
        .join(people, told_about == News.object_id)
        .where(News.event_key == event_key, News.kind == kind, person.is_not(None))
        .distinct()
    )
    columns = ["collectivity_id", "user_id", "news_id", "because", "created_at"]
    db.session.execute(insert_into(Notice).from_select(columns, chosen).on_conflict_do_nothing())


def _write_mails(collectivity_id: int, event_key: str, *, now: datetime) -> None:
    """Write one mail to each person told of this event who takes mail, a short message to whoever has only a phone.

    What it says is read when it leaves.
    """
    told = sa.select(Notice.user_id).join(News, News.id == Notice.news_id).where(News.event_key == event_key)
    refused = sa.select(NotificationPreference.user_id).where(NotificationPreference.pace == Pace.NEVER)
    values = {"collectivity_id": collectivity_id, "event_key": event_key}
    medium = OutboxMessage.medium.type
    chosen = sa.select(
        sa.case(
            (User.email.is_not(None), sa.literal(Medium.MAIL, medium)), else_=sa.literal(Medium.SMS, medium)
        ),
        sa.func.coalesce(User.email, User.us_phone_number),
        User.id,
        User.language,
        sa.literal(MAIL_TEMPLATE),
        sa.literal(values, OutboxMessage.values.type),
        sa.literal(f"{event_key}:") + sa.cast(User.id, sa.String),
        sa.literal(now, OutboxMessage.created_at.type),
        sa.literal(now, OutboxMessage.deliver_after.type),
        sa.literal(0),
    ).where(
        User.id.in_(told),
        User.id.not_in(refused),
        sa.or_(User.email.is_not(None), User.us_phone_number.is_not(None)),
        User.active.is_(True),
        User.erased_at.is_(None),
    )
    columns = [
        "medium", "recipient", "user_id", "language", "template", "values", "dedupe_key", "created_at",
        "deliver_after", "attempt_count",
    ]  # fmt: skip
    db.session.execute(insert_into(OutboxMessage).from_select(columns, chosen).on_conflict_do_nothing())
