"""Reads of themes, groupings and the synthesis."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.supports.models import Support
from app.features.synthesis.models import Citation, Grouping, Synthesis, SynthesisPoint, Theme
from app.foundation import search
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.pagination import Page, paginate


def get_theme(*, collectivity_id: int, theme_id: int) -> Theme:
    """Return a theme of a collectivity, or raise NotFound."""
    theme = db.session.get(Theme, theme_id)
    if theme is None or theme.collectivity_id != collectivity_id:
        raise NotFound
    return theme


def list_themes(consultation_id: int) -> list[Theme]:
    """Return the themes of a consultation that stand, in the committee's order."""
    statement = (
        sa.select(Theme)
        .where(Theme.consultation_id == consultation_id, Theme.dissolved_at.is_(None))
        .order_by(Theme.position, Theme.id)
    )
    return list(db.session.scalars(statement))


def grouping_of(proposal_id: int) -> tuple[Grouping, Theme] | None:
    """Return the theme that a proposal stands in now, with since when, or None."""
    statement = (
        sa.select(Grouping, Theme)
        .join(Theme, Theme.id == Grouping.theme_id)
        .where(Grouping.proposal_id == proposal_id, Grouping.removed_at.is_(None))
    )
    row = db.session.execute(statement).first()
    return (row[0], row[1]) if row else None


def list_groupings(proposal_id: int) -> list[tuple[Grouping, Theme]]:
    """Return every theme that a proposal ever stood in, oldest first."""
    statement = (
        sa.select(Grouping, Theme)
        .join(Theme, Theme.id == Grouping.theme_id)
        .where(Grouping.proposal_id == proposal_id)
        .order_by(Grouping.id)
    )
    return [(grouping, theme) for grouping, theme in db.session.execute(statement)]


def theme_ids_by_proposal(consultation_id: int) -> dict[int, int]:
    """Return {proposal id: id of the theme it stands in now} of a consultation; one query."""
    statement = (
        sa.select(Grouping.proposal_id, Grouping.theme_id)
        .join(Theme, Theme.id == Grouping.theme_id)
        .where(Theme.consultation_id == consultation_id, Grouping.removed_at.is_(None))
    )
    return dict(db.session.execute(statement).all())


def list_proposals_of(theme_ids: Iterable[int]) -> dict[int, list[Proposal]]:
    """Return {theme id: its published proposals, most supported first}; one query."""
    statement = (
        sa.select(Grouping.theme_id, Proposal)
        .join(Proposal, Proposal.id == Grouping.proposal_id)
        .where(
            Grouping.theme_id.in_(list(theme_ids)),
            Grouping.removed_at.is_(None),
            Proposal.state == ProposalState.PUBLISHED,
        )
        .order_by(Proposal.support_count.desc(), Proposal.id)
    )
    found: dict[int, list[Proposal]] = {}
    for theme_id, proposal in db.session.execute(statement):
        found.setdefault(theme_id, []).append(proposal)
    return found


def count_distinct_supporters(consultation_id: int) -> dict[int, int]:
    """Return {theme id: how many different accounts support at least one of its readable proposals}; one query."""
    statement = (
        sa.select(Grouping.theme_id, sa.func.count(sa.distinct(Support.user_id)))
        .join(Theme, Theme.id == Grouping.theme_id)
        .join(Proposal, Proposal.id == Grouping.proposal_id)
        .join(Support, Support.proposal_id == Proposal.id)
        .where(
            Theme.consultation_id == consultation_id,
            Grouping.removed_at.is_(None),
            Proposal.state == ProposalState.PUBLISHED,
        )
        .group_by(Grouping.theme_id)
    )
    return dict(db.session.execute(statement).all())


def count_ungrouped(consultation_id: int) -> int:
    """Return how many published proposals of a consultation stand in no theme."""
    statement = (
        sa.select(sa.func.count())
        .select_from(Proposal)
        .where(
            Proposal.consultation_id == consultation_id,
            Proposal.state == ProposalState.PUBLISHED,
            _stands_in_no_theme(),
        )
    )
    return db.session.scalar(statement) or 0


def list_ungrouped_page(*, consultation_id: int, query: str | None, number: int, size: int) -> Page[Proposal]:
    """Return one page of the published proposals that stand in no theme, oldest first; `query` narrows it by words."""
    statement = sa.select(Proposal).where(
        Proposal.consultation_id == consultation_id,
        Proposal.state == ProposalState.PUBLISHED,
        _stands_in_no_theme(),
    )
    matching = search.matching(kind="proposal", query=query) if query else None
    if matching is not None:
        statement = statement.where(Proposal.id.in_(matching))
    return paginate(statement.order_by(Proposal.id), number=number, size=size)


def _stands_in_no_theme() -> sa.ColumnElement[bool]:
    current = sa.select(Grouping.id).where(Grouping.proposal_id == Proposal.id, Grouping.removed_at.is_(None))
    return ~current.exists()


def find_synthesis(consultation_id: int) -> Synthesis | None:
    """Return the synthesis of a consultation, published or being written, or None."""
    return db.session.scalar(sa.select(Synthesis).where(Synthesis.consultation_id == consultation_id))


def get_point(*, collectivity_id: int, point_id: int) -> SynthesisPoint:
    """Return a point of a synthesis of a collectivity, or raise NotFound."""
    point = db.session.get(SynthesisPoint, point_id)
    if point is None or point.collectivity_id != collectivity_id:
        raise NotFound
    return point


def list_points(synthesis_id: int) -> list[SynthesisPoint]:
    """Return the points of a synthesis in their order."""
    statement = (
        sa.select(SynthesisPoint)
        .where(SynthesisPoint.synthesis_id == synthesis_id)
        .order_by(SynthesisPoint.position, SynthesisPoint.id)
    )
    return list(db.session.scalars(statement))


def list_citations(point_ids: Iterable[int]) -> dict[int, list[Proposal]]:
    """Return {point id: the proposals it cites}; one query."""
    statement = (
        sa.select(Citation.point_id, Proposal)
        .join(Proposal, Proposal.id == Citation.proposal_id)
        .where(Citation.point_id.in_(list(point_ids)))
        .order_by(Citation.id)
    )
    found: dict[int, list[Proposal]] = {}
    for point_id, proposal in db.session.execute(statement):
        found.setdefault(point_id, []).append(proposal)
    return found


def list_points_citing(proposal_id: int) -> list[SynthesisPoint]:
    """Return the points of a published synthesis that cite a proposal."""
    statement = (
        sa.select(SynthesisPoint)
        .join(Citation, Citation.point_id == SynthesisPoint.id)
        .join(Synthesis, Synthesis.id == SynthesisPoint.synthesis_id)
        .where(Citation.proposal_id == proposal_id, Synthesis.published_at.is_not(None))
        .order_by(SynthesisPoint.id)
    )
    return list(db.session.scalars(statement))
