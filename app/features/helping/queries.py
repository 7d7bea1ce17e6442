"""Reads of help sessions: the one under way, the log of a collectivity, what a person was helped with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.accounts.secrets_at_rest import hash_of
from app.features.helping import rules
from app.features.helping.models import HelpAct, HelpSession
from app.features.helping.types import EndedBy, HelpActKind
from app.foundation.database import db

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class HelpUnderWay:
    """A help session that runs: who helps whom, where, until when."""

    id: int
    helper_id: int
    person_id: int
    collectivity_id: int
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class HelpLogged:
    """A help session as the log of the collectivity shows it: never who was helped."""

    helper_name: str
    began_at: datetime
    ended_at: datetime | None
    ended_by: EndedBy | None
    act_count: int


@dataclass(frozen=True, slots=True)
class ActShown:
    """One thing done for a person, with its address apart from its language."""

    kind: HelpActKind
    path: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class HelpReceived:
    """A help session as the person it was for reads it."""

    helper_name: str
    collectivity_id: int
    began_at: datetime
    ended_at: datetime | None
    ended_by: EndedBy | None
    acts: Sequence[ActShown]


@dataclass(frozen=True, slots=True)
class HelpFigures:
    """How much help a collectivity gave."""

    sessions: int
    acts: dict[HelpActKind, int]


def find_under_way(*, session_id: int, helper_id: int | None, now: datetime) -> HelpUnderWay | None:
    """Return the help session of a helper while it runs, or None."""
    session = db.session.get(HelpSession, session_id)
    if (
        session is None
        or session.helper_id != helper_id
        or session.person_id is None
        or session.ends_at is None
        or not rules.is_running(session, now=now)
        or not db.session.get_one(User, session.person_id).active
    ):
        return None
    return HelpUnderWay(
        id=session.id,
        helper_id=session.helper_id,
        person_id=session.person_id,
        collectivity_id=session.collectivity_id,
        ends_at=session.ends_at,
    )


def is_of_helper(*, session_id: int, helper_id: int | None) -> bool:
    """Say whether a help session is the one of this helper."""
    session = db.session.get(HelpSession, session_id)
    return session is not None and session.helper_id == helper_id


def find_by_link(token: str) -> HelpSession | None:
    """Return the help session that the link in a message ends, or None."""
    return db.session.scalar(sa.select(HelpSession).where(HelpSession.link_hash == hash_of(token)))


def list_logged(collectivity_id: int) -> list[HelpLogged]:
    """Return the latest help sessions of a collectivity, without the persons they were for."""
    count = sa.select(sa.func.count()).where(HelpAct.session_id == HelpSession.id).scalar_subquery()
    statement = (
        sa.select(HelpSession, User.public_name, User.pseudonym, count)
        .join(User, User.id == HelpSession.helper_id)
        .where(HelpSession.collectivity_id == collectivity_id, HelpSession.began_at.is_not(None))
        .order_by(HelpSession.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        HelpLogged(public_name or pseudonym or "", session.began_at, session.ended_at, session.ended_by, acts)
        for session, public_name, pseudonym, acts in db.session.execute(statement)
    ]


def count_help(collectivity_id: int) -> HelpFigures:
    """Return how many help sessions a collectivity held and what was done in them."""
    of_place = HelpSession.collectivity_id == collectivity_id
    began = HelpSession.began_at.is_not(None)
    sessions = db.session.scalar(sa.select(sa.func.count()).select_from(HelpSession).where(of_place, began))
    acts = db.session.execute(
        sa.select(HelpAct.kind, sa.func.count())
        .join(HelpSession, HelpSession.id == HelpAct.session_id)
        .where(of_place)
        .group_by(HelpAct.kind)
    )
    return HelpFigures(sessions=sessions or 0, acts=dict(acts.all()))


def list_received(user_id: int) -> list[HelpReceived]:
    """Return the help that a person was given, the latest first, with everything done in it; two queries."""
    statement = (
        sa.select(HelpSession, User.public_name, User.pseudonym)
        .join(User, User.id == HelpSession.helper_id)
        .where(HelpSession.person_id == user_id)
        .order_by(HelpSession.id.desc())
        .limit(MOST_SHOWN)
    )
    rows = list(db.session.execute(statement))
    acts = _acts_of([session.id for session, _name, _pseudonym in rows])
    return [
        HelpReceived(
            helper_name=public_name or pseudonym or "",
            collectivity_id=session.collectivity_id,
            began_at=session.began_at or session.asked_at,
            ended_at=session.ended_at,
            ended_by=session.ended_by,
            acts=acts.get(session.id, ()),
        )
        for session, public_name, pseudonym in rows
    ]


def count_acts(session_id: int) -> dict[HelpActKind, int]:
    """Return how often what was done in a help session."""
    statement = (
        sa.select(HelpAct.kind, sa.func.count())
        .where(HelpAct.session_id == session_id)
        .group_by(HelpAct.kind)
    )
    return dict(db.session.execute(statement).all())


def list_due_to_end(*, now: datetime) -> list[int]:
    """Return the help sessions whose half hour is over and which nobody ended."""
    statement = sa.select(HelpSession.id).where(HelpSession.ends_at <= now, HelpSession.ended_at.is_(None))
    return list(db.session.scalars(statement.order_by(HelpSession.id)))


def _acts_of(session_ids: Iterable[int]) -> dict[int, list[ActShown]]:
    statement = sa.select(HelpAct).where(HelpAct.session_id.in_(list(session_ids))).order_by(HelpAct.id)
    found: dict[int, list[ActShown]] = {}
    for act in db.session.scalars(statement):
        found.setdefault(act.session_id, []).append(ActShown(act.kind, act.path, act.happened_at))
    return found
