"""Reads of one's own notices and follows, and of the names of what they are about: constant numbers of queries."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.features.collectivities.models import Collectivity
from app.features.consultations.queries import titles_of
from app.features.discussion.models import Comment
from app.features.notifications.models import Follow, News, Notice, NotificationPreference
from app.features.notifications.types import (
    About,
    CommentPlace,
    Followed,
    ItemPlace,
    Named,
    Pace,
    ProposalNamed,
    Told,
)
from app.features.plans.models import ItemRevision, PlanVersion
from app.features.projects.models import FollowedActivity
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.workshops.queries import texts_of
from app.foundation.database import db
from app.foundation.pagination import PAGE_SIZE, Page, paginate


def list_notices(user_id: int, *, number: int = 1, size: int = PAGE_SIZE) -> Page[Told]:
    """Return one page of what a person was told, newest first; two queries."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Notice).where(Notice.user_id == user_id))
    statement = _told().where(Notice.user_id == user_id).order_by(Notice.id.desc())
    rows = db.session.execute(statement.limit(size).offset((number - 1) * size)) if total else ()
    return Page(items=[_as_told(*row) for row in rows], number=number, size=size, total=total or 0)


def list_of_event(*, user_id: int, event_key: str, limit: int = 50) -> list[Told]:
    """Return what a person was told of one event, as its mail says it: what is general first; one query."""
    statement = (
        _told()
        .where(Notice.user_id == user_id, News.event_key == event_key)
        .order_by(sa.case((News.about == About.CONSULTATION, 0), else_=1), News.id)
        .limit(limit)
    )
    return [_as_told(*row) for row in db.session.execute(statement)]


def _told() -> sa.Select[Notice, News, str, str]:
    return (
        sa.select(Notice, News, Collectivity.slug, Collectivity.time_zone)
        .join(News, News.id == Notice.news_id)
        .join(Collectivity, Collectivity.id == News.collectivity_id)
    )


def _as_told(notice: Notice, news: News, slug: str, time_zone: str) -> Told:
    return Told(
        notice_id=notice.id, kind=news.kind, about=news.about, object_id=news.object_id, values=news.values,
        because=notice.because, collectivity_id=news.collectivity_id, slug=slug, time_zone=time_zone,
        happened_at=news.happened_at, is_read=notice.read_at is not None,
    )  # fmt: skip


def count_unread(user_id: int | None) -> int:
    """Return how many notices a person has not read."""
    if user_id is None:
        return 0
    unread = (Notice.user_id == user_id, Notice.read_at.is_(None))
    statement = sa.select(sa.func.count()).select_from(Notice).where(*unread)
    return db.session.scalar(statement) or 0


def pace_of(user_id: int | None) -> Pace:
    """Return how a person wants to be told; at once while she chose nothing."""
    preference = db.session.get(NotificationPreference, user_id) if user_id is not None else None
    return preference.pace if preference is not None else Pace.AT_ONCE


def is_following(*, user_id: int | None, kind: Followed, object_id: int) -> bool:
    """Say whether the person herself follows something."""
    return user_id is not None and bool(list_followed(user_id=user_id, kind=kind, object_ids=[object_id]))


def list_followed(*, user_id: int, kind: Followed, object_ids: Iterable[int]) -> set[int]:
    """Return which of the objects the person herself follows; one query."""
    statement = sa.select(Follow.object_id).where(
        Follow.user_id == user_id, Follow.kind == kind, Follow.object_id.in_(list(object_ids))
    )
    return set(db.session.scalars(statement))


def page_of_follows(*, user_id: int, number: int, size: int) -> Page[Follow]:
    """Return one page of what a person follows, newest first."""
    statement = sa.select(Follow).where(Follow.user_id == user_id).order_by(Follow.id.desc())
    return paginate(statement, number=number, size=size)


def names_for(notices: Sequence[Told], *, user_id: int) -> Named:
    """Return the names of everything that notices are about, for this reader; six queries whatever their number."""
    ids = {about: {each.object_id for each in notices if each.about is about} for about in About}
    comments = _comments(ids[About.COMMENT])
    commented = {each.proposal_id for each in comments.values() if each.proposal_id is not None}
    proposals = _proposals(ids[About.PROPOSAL] | commented, user_id=user_id)
    consultation_ids = ids[About.CONSULTATION] | {each.consultation_id for each in proposals.values()}
    items = ids[About.ITEM] | {each.item_id for each in comments.values() if each.item_id is not None}
    return Named(
        proposals=proposals,
        consultations=titles_of(consultation_ids),
        items=_items(items),
        comments=comments,
        activities=_activities(ids[About.ITEM]),
        workshops=texts_of(ids[About.WORKSHOP]),
    )


def _comments(ids: set[int]) -> dict[int, CommentPlace]:
    statement = sa.select(Comment.id, Comment.consultation_id, Comment.proposal_id, Comment.item_id)
    rows = db.session.execute(statement.where(Comment.id.in_(ids))) if ids else ()
    return {row[0]: CommentPlace(consultation_id=row[1], proposal_id=row[2], item_id=row[3]) for row in rows}


def _proposals(ids: set[int], *, user_id: int) -> dict[int, ProposalNamed]:
    """Name proposals; what was hidden, refused or withdrawn since is only called by its number, save to its author."""
    if not ids:
        return {}
    named = {}
    for each in db.session.scalars(sa.select(Proposal).where(Proposal.id.in_(ids))):
        may_read = each.state is ProposalState.PUBLISHED or each.author_id == user_id
        named[each.id] = ProposalNamed(each.number, each.title if may_read else None, each.consultation_id)
    return named


def _items(ids: set[int]) -> dict[int, ItemPlace]:
    if not ids:
        return {}
    statement = (
        sa.select(ItemRevision.item_id, PlanVersion.plan_id, ItemRevision.code, ItemRevision.texts)
        .join(PlanVersion, PlanVersion.id == ItemRevision.version_id)
        .where(ItemRevision.item_id.in_(ids), PlanVersion.published_at.is_not(None))
        .order_by(PlanVersion.number)
    )
    return {row[0]: ItemPlace(row[1], row[2], row[3]) for row in db.session.execute(statement)}


def _activities(item_ids: set[int]) -> dict[int, int]:
    if not item_ids:
        return {}
    statement = sa.select(FollowedActivity.item_id, FollowedActivity.id).where(
        FollowedActivity.item_id.in_(item_ids)
    )
    return dict(db.session.execute(statement).all())
