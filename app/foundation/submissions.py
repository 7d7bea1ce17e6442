"""A form sent twice after a dropped line counts once: each form carries a key that is spent in its transaction.

The same key with other content is not the same act: it is refused, so that nobody believes in a change never made.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Instant, Model, db, insert_into
from app.foundation.errors import NotNow
from app.foundation.i18n import _l

# A form that was open for longer is refused anyway; who did what is not kept beyond that.
KEPT_FOR = timedelta(days=2)
LONGEST_ADDRESS = 500


class SentBefore(NotNow):
    """The form's key was spent on other content."""

    message = _l(
        "This form was sent before, with other content. What was sent first is recorded: "
        "to change it, open the page again."
    )


class Submission(Model):
    """A form's key, who sent it, what it said (as a digest), and the address where its result is."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    content: Mapped[str] = mapped_column(sa.String(64))
    result_url: Mapped[str | None] = mapped_column(sa.String(LONGEST_ADDRESS))
    created_at: Mapped[Instant]


def spend(*, key: str, user_id: int | None, content: str, now: datetime) -> bool:
    """Spend a form's key; False when it was spent before. Call inside a transaction, before the act."""
    statement = (
        insert_into(Submission)
        .values(key=key, user_id=user_id, content=content, created_at=now)
        .on_conflict_do_nothing()
        .returning(Submission.key)
    )
    return db.session.scalar(statement) is not None


def record_result(*, key: str, url: str) -> None:
    """Remember where the result of a spent key can be read; an endless address is not worth remembering."""
    kept = url if len(url) <= LONGEST_ADDRESS else None
    db.session.execute(sa.update(Submission).where(Submission.key == key).values(result_url=kept))


def find_result(*, key: str, user_id: int | None, content: str) -> str | None:
    """Return the address of the result of a key spent by the same person, or None.

    Raises SentBefore when she spent it on other content.
    """
    statement = sa.select(Submission).where(Submission.key == key, Submission.user_id == user_id)
    spent = db.session.scalar(statement)
    if spent is not None and spent.content != content:
        raise SentBefore
    return spent.result_url if spent is not None else None


def forget_old(*, now: datetime) -> None:
    """Delete the keys that no browser sends again."""
    db.session.execute(sa.delete(Submission).where(Submission.created_at <= now - KEPT_FOR))
