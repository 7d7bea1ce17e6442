"""Keep the print of each text, and find the point that it makes among those of its consultation."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.discussion.models import Comment
from app.features.hints.models import TextPrint, TextPrintBand
from app.features.moderation.types import Subject
from app.features.proposals.models import Proposal
from app.foundation.database import db, insert_into
from app.foundation.text.likeness import NEARLY_THE_SAME, bands_of, likeness, print_of

NEW_ACCOUNT = timedelta(days=1)
_MOST_COMPARED = 20


def keep_print(*, subject: Subject, contribution: Proposal | Comment, text: str, now: datetime) -> None:
    """Keep the print of a text in place of its earlier one; a text of a few words has none."""
    _forget(subject, contribution.id)
    places = print_of(text)
    if places is None:
        return
    bands = [_band_of(subject, band) for band in bands_of(places)]
    kept = TextPrint(
        collectivity_id=contribution.collectivity_id, consultation_id=contribution.consultation_id,
        subject=subject, subject_id=contribution.id, places=places, made_at=now,
        point=_point_of(contribution.consultation_id, places, bands),
        by_new_account=_is_by_new_account(contribution, now=now),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    where = {"collectivity_id": kept.collectivity_id, "consultation_id": kept.consultation_id}
    rows = [where | {"print_id": kept.id, "value": band} for band in dict.fromkeys(bands)]
    db.session.execute(insert_into(TextPrintBand), rows)


def _forget(subject: Subject, subject_id: int) -> None:
    mine = sa.select(TextPrint.id).where(TextPrint.subject == subject, TextPrint.subject_id == subject_id)
    for statement in (
        sa.delete(TextPrintBand).where(TextPrintBand.print_id.in_(mine)),
        sa.delete(TextPrint).where(TextPrint.subject == subject, TextPrint.subject_id == subject_id),
    ):
        db.session.execute(statement.execution_options(synchronize_session="fetch"))


def _band_of(subject: Subject, band: int) -> int:
    """Return a band of one kind of text: proposals are compared with proposals, comments with comments."""
    return band if subject is Subject.PROPOSAL else -band


def _point_of(consultation_id: int, places: Sequence[int], bands: Sequence[int]) -> int:
    """Return the point of the text most like this one, or a new one."""
    shared = (
        sa.select(TextPrintBand.print_id)
        .where(TextPrintBand.consultation_id == consultation_id, TextPrintBand.value.in_(bands))
        .group_by(TextPrintBand.print_id)
        .order_by(sa.func.count().desc(), TextPrintBand.print_id)
        .limit(_MOST_COMPARED)
        .subquery()
    )
    statement = sa.select(TextPrint.point, TextPrint.places, TextPrint.id).join(
        shared, shared.c.print_id == TextPrint.id
    )
    scored = [(likeness(places, theirs), -id_, point) for point, theirs, id_ in db.session.execute(statement)]
    score, _, point = max(scored, default=(0.0, 0, 0))
    return point if score >= NEARLY_THE_SAME else secrets.randbits(62)


def _is_by_new_account(contribution: Proposal | Comment, *, now: datetime) -> bool:
    author = db.session.get(User, contribution.author_id) if contribution.author_id is not None else None
    return author is not None and now - author.create_datetime < NEW_ACCOUNT
