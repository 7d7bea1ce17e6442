"""Which proposals stand in a list, and in which order, the same on every database."""

from typing import Any

import sqlalchemy as sa

from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import FAIR_MODULUS, ListFilters, ProposalOrder, ProposalState
from app.foundation import search


def published_in(consultation_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of what everybody can read in a consultation."""
    return Proposal.consultation_id == consultation_id, Proposal.state == ProposalState.PUBLISHED


def waiting_to_be_read() -> sa.ColumnElement[bool]:
    """Return the condition of what a moderator has still to decide: a proposal, or a change of a published one."""
    changed = sa.select(ProposalVersion.proposal_id).where(
        ProposalVersion.proposal_id == Proposal.id,
        ProposalVersion.number > Proposal.version_number,
        ProposalVersion.returned_at.is_(None),
    )
    is_published = Proposal.state == ProposalState.PUBLISHED
    return sa.or_(Proposal.state == ProposalState.PENDING, is_published & changed.exists())


def conditions(filters: ListFilters) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that narrow a list to what was asked."""
    columns = {
        Proposal.axis_item_id: filters.axis_item_id,
        Proposal.target_item_id: filters.target_item_id,
        Proposal.kind: filters.kind,
        Proposal.outcome: filters.outcome,
        Proposal.channel: filters.channel,
        Proposal.territory_id: filters.territory_id,
    }
    conditions: list[sa.ColumnElement[bool]] = [
        column == value for column, value in columns.items() if value is not None
    ]
    matching = search.matching(kind="proposal", query=filters.query) if filters.query else None
    return conditions if matching is None else [*conditions, Proposal.id.in_(matching)]


def ordering(order: ProposalOrder, seed: int) -> list[sa.ColumnElement[Any]]:
    """Return what a list is ordered by; the fair order is one's own for each seed."""
    if order is ProposalOrder.NEWEST:
        return [Proposal.published_at.desc(), Proposal.id.desc()]
    if order is ProposalOrder.SUPPORTS:
        return [Proposal.support_count.desc()]
    # Multiplying by a seed modulo a prime moves every key to a place of its own, the same on every database.
    multiplier = 1 + seed % (FAIR_MODULUS - 1)
    return [(sa.cast(Proposal.fair_key, sa.BigInteger) * multiplier) % FAIR_MODULUS]
