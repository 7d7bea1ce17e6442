"""Reads of supports and opinions: counts for everybody, one's own acts for oneself, never who did what."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.supports.models import ItemTally, Opinion, Support
from app.features.supports.types import Stance
from app.foundation.database import db
from app.foundation.pagination import Page, paginate


def list_own_supported_ids(*, user_id: int | None, proposal_ids: Iterable[int]) -> set[int]:
    """Return which of the proposals the person herself supports; one query."""
    ids = list(proposal_ids)
    if user_id is None or not ids:
        return set()
    statement = sa.select(Support.proposal_id).where(Support.user_id == user_id, Support.proposal_id.in_(ids))
    return set(db.session.scalars(statement))


def own_opinions(*, user_id: int | None, consultation_id: int) -> dict[int, Stance]:
    """Return {item id: stance} of the person herself in a consultation; one query."""
    if user_id is None:
        return {}
    statement = sa.select(Opinion.item_id, Opinion.stance).where(
        Opinion.user_id == user_id, Opinion.consultation_id == consultation_id
    )
    return dict(db.session.execute(statement).all())


def tallies(*, consultation_id: int) -> dict[int, ItemTally]:
    """Return {item id: counts of each opinion} of a consultation; one query."""
    statement = sa.select(ItemTally).where(ItemTally.consultation_id == consultation_id)
    return {tally.item_id: tally for tally in db.session.scalars(statement)}


def count_distinct_supporters(*, proposal_ids: Iterable[int]) -> int:
    """Return how many different accounts support at least one of the proposals."""
    statement = sa.select(sa.func.count(sa.distinct(Support.user_id))).where(
        Support.proposal_id.in_(list(proposal_ids))
    )
    return db.session.scalar(statement) or 0


def count_supports(*, proposal_id: int) -> int:
    """Return a recount of the supports of a proposal, for checking the counter kept beside it."""
    statement = sa.select(sa.func.count()).select_from(Support).where(Support.proposal_id == proposal_id)
    return db.session.scalar(statement) or 0


def page_of_own_supports(*, user_id: int, number: int, size: int) -> Page[Proposal]:
    """Return one page of the published proposals that the person herself supports, the latest support first."""
    statement = (
        sa.select(Proposal)
        .join(Support, Support.proposal_id == Proposal.id)
        .where(Support.user_id == user_id, Proposal.state == ProposalState.PUBLISHED)
        .order_by(Support.given_at.desc(), Support.id.desc())
    )
    return paginate(statement, number=number, size=size)
