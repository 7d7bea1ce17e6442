"""Traces of a person in rows that are not hers alone: messages, counted attempts, what was typed, reasons of others."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import Throttle, User
from app.features.discussion.models import Comment
from app.features.moderation.models import AppealRuling, ModerationCase, ModerationDecision, Report
from app.features.moderation.redacting import MARK, replace_reason
from app.features.notifications.models import News
from app.features.notifications.types import About
from app.features.privacy.naming import Naming, naming
from app.features.privacy.personal_data import BY_TABLE
from app.features.privacy.selecting import rows_of
from app.features.privacy.types import Person
from app.features.proposals.models import Proposal
from app.foundation import mail
from app.foundation.database import db
from app.foundation.kept_input import KeptInput
from app.foundation.outbox import OutboxMessage


def naming_of(user: User) -> Naming:
    """Return what finds the words by which others could name the person."""
    said = {user.email, user.us_phone_number, user.public_name, user.pseudonym}
    for column in (Proposal.shown_name, Comment.shown_name):
        said |= set(
            db.session.scalars(sa.select(column).where(column.class_.author_id == user.id).distinct())
        )
    return naming(said=said, phone=user.us_phone_number)


def erase_attempts(person: Person) -> None:
    """Delete what was counted of attempts under her addresses."""
    for account in (*person.addresses, str(person.id)):
        digest = hashlib.sha256(account.encode()).hexdigest()[:32]
        db.session.execute(sa.delete(Throttle).where(Throttle.key.endswith(f":{digest}")))


def erase_messages(person: Person) -> list[str]:
    """Delete every message to her, sent or not; return the files in which mails were kept."""
    db.session.execute(sa.delete(OutboxMessage).where(rows_of(BY_TABLE["outbox_message"], person)))
    return mail.kept_files_to(person.addresses)


def erase_typed(words: Naming) -> None:
    """Delete what was typed before signing in, where it names her."""
    rows = db.session.execute(sa.select(KeptInput.token, KeptInput.fields)).all()
    hers = [token for token, fields in rows if _names_her(fields, words)]
    db.session.execute(sa.delete(KeptInput).where(KeptInput.token.in_(hers)))


def erase_from_messages(words: Naming) -> None:
    """Take her name out of what was sent to those whom she helped at a desk."""
    of_the_desk = OutboxMessage.template.startswith("help_desk/")
    for message in db.session.scalars(sa.select(OutboxMessage).where(of_the_desk)):
        if _names_her(message.values, words):
            message.values = {name: _without_in(each, words) for name, each in message.values.items()}
    db.session.flush()


def erase_from_reasons(person: Person, words: Naming, *, now: datetime) -> None:
    """Take her names and addresses out of what others wrote about her texts; decisions say that it was done."""
    for model in (ModerationDecision, AppealRuling):
        for row in _about_her(model, person):
            if _names_her(row.reason, words):
                replace_reason(row, _without(row.reason, words), by_id=None, by_role="system", now=now)
    for case in _about_her(ModerationCase, person):
        case.facts = _without(case.facts, words) if case.facts else case.facts
    for report in _reports_about(person):
        report.reason = _without(report.reason, words)
    for news in _news_about(person):
        if _names_her(news.values, words):
            news.values = {name: _without_in(each, words) for name, each in news.values.items()}
    db.session.flush()


def _about_her(model: Any, person: Person) -> Sequence[Any]:
    rows: Sequence[Any] = db.session.scalars(
        sa.select(model).where(rows_of(BY_TABLE[model.__tablename__], person)).order_by(model.id)
    ).all()
    return rows


def _reports_about(person: Person) -> Sequence[Report]:
    cases = [case.id for case in _about_her(ModerationCase, person)]
    return db.session.scalars(sa.select(Report).where(Report.case_id.in_(cases))).all()


def _news_about(person: Person) -> Sequence[News]:
    """Return what people were told about her texts: it may quote the reason of a decision."""
    own = {
        About.PROPOSAL: sa.select(Proposal.id).where(Proposal.author_id == person.id),
        About.COMMENT: sa.select(Comment.id).where(Comment.author_id == person.id),
    }
    about = sa.or_(*((News.about == kind) & News.object_id.in_(ids) for kind, ids in own.items()))
    return db.session.scalars(sa.select(News).where(about)).all()


def _without(text: str, words: Naming) -> str:
    return words.without(text, MARK)


def _without_in(said: Any, words: Naming) -> Any:
    """Return a value of any shape without the words."""
    if isinstance(said, dict):
        return {name: _without_in(each, words) for name, each in said.items()}
    if isinstance(said, list):
        return [_without_in(each, words) for each in said]
    return _without(said, words) if isinstance(said, str) else said


def _names_her(said: Any, words: Naming) -> bool:
    if isinstance(said, dict):
        return any(_names_her(each, words) for each in said.values())
    if isinstance(said, list):
        return any(_names_her(each, words) for each in said)
    return isinstance(said, str) and words.is_in(said)
