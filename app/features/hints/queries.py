"""The hints on texts, in a constant number of queries; figures only, never who supported what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.discussion.models import Comment
from app.features.discussion.types import CommentState
from app.features.hints.models import TextPrint
from app.features.hints.reading import hints_in
from app.features.hints.types import LEAST_SIGNATORIES, Hint, HintKind
from app.features.moderation.types import Subject
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import ProposalState
from app.features.supports.models import Support
from app.foundation.database import db
from app.foundation.i18n import _l, _n

Key = tuple[Subject, int]
SUDDEN = timedelta(days=1)
NEW_SUPPORTER = timedelta(days=2)
LEAST_SUDDEN = 20
LEAST_NEW = 5


@dataclass(frozen=True, slots=True)
class Point:
    """How one point came: by how many people, in how many texts, how many of them by accounts of that day."""

    people: int
    texts: int
    new: int
    first: Sequence[Key]


def hints_for(contributions: Sequence[Proposal | Comment], *, now: datetime) -> dict[Key, list[Hint]]:
    """Return {text: its hints} for proposals and comments; at most six queries whatever their number."""
    if not contributions:
        return {}
    keyed = {_key(each): each for each in contributions}
    texts = _texts(contributions)
    prints = _prints(keyed)
    points = _points(set(prints.values()))
    own = _sent_by_its_author(set(prints.values()), contributions)
    sudden = _sudden_supports([key for key in keyed if key[0] is Subject.PROPOSAL], now=now)
    return {
        key: [
            *hints_in(texts.get(key, "")),
            *_of_point(key, points.get(prints.get(key, 0)), own.get((prints.get(key, 0), each.author_id), 1)),
            *sudden.get(key, ()),
        ]
        for key, each in keyed.items()
    }


def count_signatories(*, proposal_id: int) -> int:
    """Return how many people sent what everybody can read of the point of a proposal; 0 when it is no campaign."""
    mine = sa.select(TextPrint.point).where(
        TextPrint.subject == Subject.PROPOSAL, TextPrint.subject_id == proposal_id
    )
    statement = (
        sa.select(sa.func.count(_signatory(Proposal.author_id).distinct()))
        .select_from(TextPrint)
        .join(Proposal, Proposal.id == TextPrint.subject_id)
        .where(
            TextPrint.subject == Subject.PROPOSAL,
            TextPrint.point.in_(mine),
            Proposal.state == ProposalState.PUBLISHED,
        )
    )
    people = db.session.scalar(statement) or 0
    return people if people >= LEAST_SIGNATORIES else 0


def _key(contribution: Proposal | Comment) -> Key:
    return Subject.PROPOSAL if isinstance(contribution, Proposal) else Subject.COMMENT, contribution.id


def _texts(contributions: Iterable[Proposal | Comment]) -> dict[Key, str]:
    """Return {text: its words}, of the change that waits where there is one; one query."""
    texts = {_key(each): each.body for each in contributions if isinstance(each, Comment)}
    shown = {each.id: each.version_number for each in contributions if isinstance(each, Proposal)}
    statement = (
        sa.select(ProposalVersion)
        .where(ProposalVersion.proposal_id.in_(shown))
        .order_by(ProposalVersion.proposal_id, ProposalVersion.number)
    )
    for version in db.session.scalars(statement):
        words = (
            version.title,
            version.problem,
            version.solution,
            version.expected_result,
            *version.wording.values(),
        )
        texts[Subject.PROPOSAL, version.proposal_id] = "\n".join(filter(None, words))
    return texts


def _among(keys: Iterable[Key]) -> sa.ColumnElement[bool]:
    ids = {subject: [id_ for kind, id_ in keys if kind is subject] for subject in Subject}
    return sa.or_(
        *(
            sa.and_(TextPrint.subject == subject, TextPrint.subject_id.in_(ids[subject]))
            for subject in Subject
        )
    )


def _prints(keys: Iterable[Key]) -> dict[Key, int]:
    """Return {text: the point that it makes}; one query."""
    statement = sa.select(TextPrint.subject, TextPrint.subject_id, TextPrint.point).where(_among(list(keys)))
    return {(subject, id_): point for subject, id_, point in db.session.execute(statement)}


def _signatory(author_id: Any) -> sa.ColumnElement[int]:
    """Return who sent a text: its author, or somebody of her own for each sheet that was typed in."""
    return sa.func.coalesce(author_id, -TextPrint.id)


def _sent() -> Any:
    """Return the texts of points with who sent them, without what was taken back."""
    author_id = sa.func.coalesce(Proposal.author_id, Comment.author_id)
    return (
        sa.select(
            TextPrint.id, TextPrint.point, _signatory(author_id).label("who"), TextPrint.by_new_account,
            TextPrint.subject, TextPrint.subject_id,
        )
        .outerjoin(Proposal, (TextPrint.subject == Subject.PROPOSAL) & (Proposal.id == TextPrint.subject_id))
        .outerjoin(Comment, (TextPrint.subject == Subject.COMMENT) & (Comment.id == TextPrint.subject_id))
        .where(
            sa.or_(Proposal.id.is_(None), Proposal.state != ProposalState.WITHDRAWN),
            sa.or_(Comment.id.is_(None), Comment.state != CommentState.WITHDRAWN),
        )
    )  # fmt: skip


def _points(points: set[int]) -> dict[int, Point]:
    """Return {point: how it came}, with its first two texts; two queries."""
    if not points:
        return {}
    sent = _sent().where(TextPrint.point.in_(points)).subquery()
    place = sa.func.row_number().over(partition_by=sent.c.point, order_by=sent.c.id).label("place")
    ranked = sa.select(sent.c.point, sent.c.subject, sent.c.subject_id, place).subquery()
    first: dict[int, list[Key]] = {}
    for point, subject, subject_id, _place in db.session.execute(
        sa.select(ranked).where(ranked.c.place <= 2).order_by(ranked.c.point, ranked.c.place)
    ):
        first.setdefault(point, []).append((Subject(subject), subject_id))
    new = sa.func.count(sa.case((sent.c.by_new_account, sent.c.who)).distinct())
    counts = sa.select(sent.c.point, sa.func.count(sent.c.who.distinct()), sa.func.count(), new).group_by(
        sent.c.point
    )
    return {
        point: Point(people, texts, from_new, first.get(point, ()))
        for point, people, texts, from_new in db.session.execute(counts)
    }


def _sent_by_its_author(
    points: set[int], contributions: Iterable[Proposal | Comment]
) -> dict[tuple[int, int | None], int]:
    """Return {(point, author): how many texts of it are hers} for the authors of a list; one query."""
    authors = {each.author_id for each in contributions if each.author_id is not None}
    if not points or not authors:
        return {}
    sent = _sent().where(TextPrint.point.in_(points)).subquery()
    statement = (
        sa.select(sent.c.point, sent.c.who, sa.func.count())
        .where(sent.c.who.in_(authors))
        .group_by(sent.c.point, sent.c.who)
    )
    return {(point, who): count for point, who, count in db.session.execute(statement)}


def _of_point(key: Key, point: Point | None, own: int) -> Iterable[Hint]:
    if point is None or point.texts < 2:
        return
    other = next((each for each in point.first if each != key), None)
    if point.people >= LEAST_SIGNATORIES:
        why = _n(
            "Nearly the same text was sent by %(num)s person: it is one point, and every one of its"
            " texts keeps its supports.",
            "Nearly the same text was sent by %(num)s people: it is one point with as many"
            " signatories, and every one of its texts keeps its supports.",
            point.people,
        )
        yield Hint(HintKind.CAMPAIGN, why, other=other)
    elif own < point.texts:
        yield Hint(HintKind.ALIKE, _l("Nearly the same text was sent in this consultation."), other=other)
    if own > 1:
        why = _n(
            "Its author sent nearly the same text %(num)s time.",
            "Its author sent nearly the same text %(num)s times.",
            own,
        )
        yield Hint(HintKind.SENT_AGAIN, why, other=other)
    if point.people >= LEAST_SIGNATORIES and point.new >= LEAST_NEW and 2 * point.new >= point.people:
        why = _l(
            "People who sent it: %(people)s. Those whose account was less than a day old: %(new)s.",
            people=point.people,
            new=point.new,
        )
        yield Hint(HintKind.NEW_ACCOUNTS, why)


def _sudden_supports(keys: Sequence[Key], *, now: datetime) -> dict[Key, list[Hint]]:
    """Return {proposal: the hint that most of its supports came within a day}; one query, figures only."""
    is_new = sa.case((User.create_datetime >= now - NEW_SUPPORTER, 1), else_=0)
    statement = (
        sa.select(Support.proposal_id, Proposal.support_count, sa.func.count(), sa.func.sum(is_new))
        .join(User, User.id == Support.user_id)
        .join(Proposal, Proposal.id == Support.proposal_id)
        .where(Support.proposal_id.in_([id_ for _, id_ in keys]), Support.given_at >= now - SUDDEN)
        .group_by(Support.proposal_id, Proposal.support_count)
        .having(sa.func.count() >= LEAST_SUDDEN)
    )
    return {
        (Subject.PROPOSAL, proposal_id): [_sudden(recent, new or 0)]
        for proposal_id, total, recent, new in db.session.execute(statement)
        if 2 * recent >= total
    }


def _sudden(recent: int, new: int) -> Hint:
    if new < LEAST_NEW:
        why = _l("Supports in the last 24 hours: %(recent)s, most of those that it has.", recent=recent)
    else:
        why = _l(
            "Supports in the last 24 hours: %(recent)s, most of those that it has."
            " From accounts less than two days old: %(new)s.",
            recent=recent,
            new=new,
        )
    return Hint(HintKind.SUDDEN_SUPPORT, why)
