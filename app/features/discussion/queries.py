"""Reads of discussions: threads page by page, in a constant number of queries."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.features.discussion.models import Comment
from app.features.discussion.types import THREADS_PER_PAGE, About, CommentState
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.history import HistoryStep
from app.foundation.pagination import Page, paginate

TOMBSTONES = (CommentState.HIDDEN, CommentState.REMOVED, CommentState.WITHDRAWN)
SHOWN = (CommentState.PUBLISHED, *TOMBSTONES)


def get_comment(*, collectivity_id: int, comment_id: int) -> Comment:
    """Return a comment of a collectivity in whatever state, or raise NotFound."""
    statement = sa.select(Comment).where(Comment.id == comment_id, Comment.collectivity_id == collectivity_id)
    comment = db.session.scalar(statement)
    if comment is None:
        raise NotFound
    return comment


def find_parent(*, about: About, consultation_id: int, comment_id: int | None) -> Comment | None:
    """Return the comment of the same discussion that is answered, None for none; NotFound when it is elsewhere."""
    if comment_id is None:
        return None
    statement = sa.select(Comment).where(
        Comment.id == comment_id, Comment.consultation_id == consultation_id, *_about(about)
    )
    parent = db.session.scalar(statement)
    if parent is None:
        raise NotFound
    return parent


def list_threads(
    *,
    consultation_id: int,
    about: About,
    reader_id: int | None,
    number: int = 1,
    size: int = THREADS_PER_PAGE,
) -> Page[Comment]:
    """Return one page of the comments that begin a thread, oldest first, with the reader's own that wait."""
    statement = sa.select(Comment).where(
        Comment.consultation_id == consultation_id,
        Comment.parent_id.is_(None),
        *_about(about),
        _seen_by(reader_id),
    )
    return paginate(statement.order_by(Comment.id), number=number, size=size)


def list_replies(*, parent_ids: Iterable[int], reader_id: int | None) -> dict[int, list[Comment]]:
    """Return {comment id: replies, oldest first}, with the reader's own that wait; one query."""
    ids = list(parent_ids)
    replies: dict[int, list[Comment]] = {}
    if not ids:
        return replies
    statement = sa.select(Comment).where(Comment.parent_id.in_(ids), _seen_by(reader_id)).order_by(Comment.id)
    for reply in db.session.scalars(statement):
        replies.setdefault(reply.parent_id or 0, []).append(reply)
    return replies


def list_endings(*, comments: Iterable[Comment]) -> dict[int, HistoryStep]:
    """Return {comment id: the step by which it was hidden or withdrawn}; at most one query."""
    ids = [comment.id for comment in comments if comment.state in TOMBSTONES]
    if not ids:
        return {}
    statement = (
        sa.select(HistoryStep)
        .where(
            HistoryStep.kind == "comment",
            HistoryStep.object_id.in_(ids),
            HistoryStep.step.in_(["hide", "remove", "withdraw"]),
        )
        .order_by(HistoryStep.id)
    )
    return {step.object_id: step for step in db.session.scalars(statement)}


def count_by_item(*, consultation_id: int) -> dict[int, int]:
    """Return {item id: number of published comments on it} of a consultation; one query."""
    statement = (
        sa.select(Comment.item_id, sa.func.count())
        .where(
            Comment.consultation_id == consultation_id,
            Comment.item_id.is_not(None),
            Comment.state == CommentState.PUBLISHED,
        )
        .group_by(Comment.item_id)
    )
    return {item_id: count for item_id, count in db.session.execute(statement) if item_id is not None}


def count_comments(*, consultation_id: int, about: About) -> int:
    """Return a recount of the published comments on one thing."""
    statement = (
        sa.select(sa.func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.state == CommentState.PUBLISHED,
            *_about(about),
        )
    )
    return db.session.scalar(statement) or 0


def page_of_person(*, user_id: int, number: int, size: int) -> Page[Comment]:
    """Return one page of what a person wrote in discussions, newest first, in every collectivity."""
    statement = sa.select(Comment).where(Comment.author_id == user_id).order_by(Comment.id.desc())
    return paginate(statement, number=number, size=size)


def page_number_of(comment: Comment, *, reader_id: int | None, size: int = THREADS_PER_PAGE) -> int:
    """Return the number of the page of its discussion on which a comment stands."""
    about = About(comment.proposal_id, comment.item_id)
    before = (
        sa.select(sa.func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == comment.consultation_id,
            Comment.parent_id.is_(None),
            Comment.id < (comment.parent_id or comment.id),
            *_about(about),
            _seen_by(reader_id),
        )
    )
    return (db.session.scalar(before) or 0) // size + 1


def _about(about: About) -> tuple[sa.ColumnElement[bool], ...]:
    if about.proposal_id is not None:
        return (Comment.proposal_id == about.proposal_id,)
    return Comment.item_id == about.item_id, Comment.proposal_id.is_(None)


def _seen_by(reader_id: int | None) -> sa.ColumnElement[bool]:
    shown = Comment.state.in_(SHOWN)
    if reader_id is None:
        return shown
    return shown | ((Comment.state == CommentState.PENDING) & (Comment.author_id == reader_id))
