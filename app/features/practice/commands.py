"""What is done in the practice: answer a text, begin again."""

from datetime import datetime

import sqlalchemy as sa

from app.features.practice import policy, rules
from app.features.practice.models import Practice
from app.features.practice.policy import PracticePermission
from app.features.practice.samples import get_sample, list_samples
from app.features.practice.types import Answer, Choice, Verdict
from app.foundation.database import db, insert_into, lock_row
from app.foundation.policy import Actor


def answer(*, actor: Actor, number: int, answer: Answer, now: datetime) -> Verdict:
    """Keep what the actor decides of a text and return whether it fits; the first answer of each time counts."""
    policy.practice.require(actor, PracticePermission.PRACTISE)
    sample = get_sample(number)
    rules.require_ground(answer)
    practice = _own(actor, now)
    if sample.key in practice.answers:
        raise rules.AlreadyAnswered
    ground = None if answer.choice is Choice.KEEP else answer.ground
    practice.answers = {
        **practice.answers,
        sample.key: {"choice": answer.choice.value, "ground": ground},
    }
    if all(each.key in practice.answers for each in list_samples()):
        practice.finished_at = now
    db.session.flush()
    return rules.judge(sample, answer)


def begin_again(*, actor: Actor, now: datetime) -> None:
    """Forget the actor's answers; that she finished once stays known."""
    policy.practice.require(actor, PracticePermission.PRACTISE)
    practice = _own(actor, now)
    practice.answers, practice.begun_at = {}, now
    db.session.flush()


def _own(actor: Actor, now: datetime) -> Practice:
    """Return the actor's row, locked, made when it is not there."""
    db.session.execute(
        insert_into(Practice)
        .values(user_id=actor.user_id, answers={}, begun_at=now)
        .on_conflict_do_nothing(index_elements=["user_id"])
    )
    row_id = db.session.scalar(sa.select(Practice.id).where(Practice.user_id == actor.user_id))
    practice: Practice = lock_row(Practice, row_id or 0)
    return practice
