"""Reads of somebody's own practice; nobody reads another's."""

import sqlalchemy as sa

from app.features.practice import rules
from app.features.practice.models import Practice
from app.features.practice.samples import list_samples
from app.features.practice.types import Answer, Choice, Progress
from app.foundation.database import db


def has_practised(user_id: int) -> bool:
    """Say whether somebody answered every text at least once; one query."""
    statement = sa.select(Practice.finished_at).where(Practice.user_id == user_id)
    return db.session.scalar(statement) is not None


def find_answers(user_id: int) -> dict[str, Answer]:
    """Return {sample: answer} of this time; one query."""
    kept = db.session.scalar(sa.select(Practice.answers).where(Practice.user_id == user_id))
    return {key: Answer(Choice(each["choice"]), each["ground"]) for key, each in (kept or {}).items()}


def progress_of(user_id: int) -> Progress:
    """Return how far somebody is; one query."""
    found = db.session.scalar(sa.select(Practice).where(Practice.user_id == user_id))
    kept = found.answers if found is not None else {}
    samples = list_samples()
    answered = {
        each.key: Answer(Choice(kept[each.key]["choice"]), kept[each.key]["ground"])
        for each in samples
        if each.key in kept
    }
    return Progress(
        answered_count=len(answered),
        right_count=sum(
            rules.judge(each, answered[each.key]).is_right for each in samples if each.key in answered
        ),
        total=len(samples),
        next_number=next(
            (number for number, each in enumerate(samples, start=1) if each.key not in answered), None
        ),
        has_finished_once=found is not None and found.finished_at is not None,
        is_begun=bool(answered),
    )
