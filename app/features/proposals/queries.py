"""Reads of proposals, each in a constant number of queries; what is not public is found by its own people only."""

from collections.abc import Iterable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.features.media.models import StoredFile
from app.features.proposals.models import ItemOrigin, Proposal, ProposalAttachment, ProposalVersion
from app.features.proposals.policy import ProposalPermission, proposals
from app.features.proposals.selecting import conditions, ordering, published_in, waiting_to_be_read
from app.features.proposals.types import (
    Channel,
    ListFilters,
    ProposalOrder,
    ProposalState,
)
from app.foundation import search
from app.foundation.database import db
from app.foundation.errors import NotFound
from app.foundation.history import HistoryStep
from app.foundation.pagination import PAGE_SIZE, Page, paginate
from app.foundation.policy import VISITOR, Actor

KIND = "proposal"
T = TypeVar("T")
ENDINGS = ("hide", "remove", "refuse", "withdraw")


def get_proposal(*, collectivity_id: int, proposal_id: int, actor: Actor = VISITOR) -> Proposal:
    """Return a proposal (or its tombstone) that the actor may know of, or raise NotFound."""
    statement = sa.select(Proposal).where(
        Proposal.id == proposal_id, Proposal.collectivity_id == collectivity_id
    )
    proposal = db.session.scalar(statement)
    if proposal is None or not proposals.allows(actor, ProposalPermission.READ, proposal):
        raise NotFound
    return proposal


def may_read_words(actor: Actor, proposal: Proposal) -> bool:
    """Say whether the actor may read what the proposal says, or only its tombstone."""
    return proposals.allows(actor, ProposalPermission.READ_WORDS, proposal)


def list_by_ids(*, collectivity_id: int, proposal_ids: Iterable[int]) -> dict[int, Proposal]:
    """Return {id: proposal} for those of a collectivity, whatever their state."""
    ids = list(proposal_ids)
    if not ids:
        return {}
    statement = sa.select(Proposal).where(Proposal.id.in_(ids), Proposal.collectivity_id == collectivity_id)
    return {proposal.id: proposal for proposal in db.session.scalars(statement)}


def numbers_and_states(*, collectivity_id: int) -> dict[int, Any]:
    """Return {id: number and state} of every proposal of a collectivity, without its words; one query."""
    statement = sa.select(Proposal.id, Proposal.number, Proposal.state)
    rows = db.session.execute(statement.where(Proposal.collectivity_id == collectivity_id))
    return {row.id: row for row in rows}


def list_page(
    *,
    consultation_id: int,
    filters: ListFilters = ListFilters(),  # noqa: B008 - it is frozen
    order: ProposalOrder = ProposalOrder.FAIR,
    seed: int = 1,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> Page[Proposal]:
    """Return one page of the published proposals of a consultation; the fair order is one's own for each seed."""
    statement = sa.select(Proposal).where(*published_in(consultation_id), *conditions(filters))
    return paginate(statement.order_by(*ordering(order, seed), Proposal.id), number=number, size=size)


def shown_versions(listed: Iterable[Proposal]) -> dict[int, ProposalVersion]:
    """Return {proposal id: the version that is shown}; one query."""
    ids = [proposal.id for proposal in listed]
    if not ids:
        return {}
    statement = (
        sa.select(ProposalVersion)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(Proposal.id.in_(ids), ProposalVersion.number == Proposal.version_number)
    )
    return {version.proposal_id: version for version in db.session.scalars(statement)}


def shown_version(proposal: Proposal) -> ProposalVersion:
    """Return the version that is shown."""
    return shown_versions([proposal])[proposal.id]


def list_versions(proposal: Proposal) -> list[ProposalVersion]:
    """Return the versions that were shown, oldest first."""
    statement = (
        sa.select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal.id, ProposalVersion.number <= proposal.version_number)
        .order_by(ProposalVersion.number)
    )
    return list(db.session.scalars(statement))


def find_later_version(proposal: Proposal) -> ProposalVersion | None:
    """Return the change of a published proposal that waits to be read or was returned, or None."""
    statement = sa.select(ProposalVersion).where(
        ProposalVersion.proposal_id == proposal.id, ProposalVersion.number > proposal.version_number
    )
    return db.session.scalar(statement)


def find_ending(proposal: Proposal) -> HistoryStep | None:
    """Return the step by which a proposal was hidden, refused or withdrawn: its role, reason and instant."""
    return _last_step(proposal, ENDINGS)


def find_return(proposal: Proposal) -> HistoryStep | None:
    """Return the last step by which a proposal was returned to its author, with the reason."""
    return _last_step(proposal, ("return_to_author", "return_change"))


def _last_step(proposal: Proposal, steps: Iterable[str]) -> HistoryStep | None:
    statement = (
        sa.select(HistoryStep)
        .where(
            HistoryStep.kind == KIND, HistoryStep.object_id == proposal.id, HistoryStep.step.in_(list(steps))
        )
        .order_by(HistoryStep.id.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def similar(*, consultation_id: int, text: str, limit: int = 5) -> list[Proposal]:
    """Return the published proposals of a consultation most like a text, best first; two queries."""
    among = sa.select(Proposal.id).where(*published_in(consultation_id))
    found = [each.object_id for each in search.similar(kind=KIND, text=text, among=among, top=limit)]
    if not found:
        return []
    by_id = {each.id: each for each in db.session.scalars(sa.select(Proposal).where(Proposal.id.in_(found)))}
    return [by_id[proposal_id] for proposal_id in found]


def list_accepted(*, consultation_id: int) -> list[Proposal]:
    """Return the accepted contributions of a consultation: published and not withdrawn, each owed an answer."""
    statement = sa.select(Proposal).where(*published_in(consultation_id)).order_by(Proposal.number)
    return list(db.session.scalars(statement))


def list_of_item(*, consultation_id: int, item_id: int, limit: int = 5) -> list[Proposal]:
    """Return the most supported published changes to one item."""
    statement = (
        sa.select(Proposal)
        .where(*published_in(consultation_id), Proposal.target_item_id == item_id)
        .order_by(Proposal.support_count.desc(), Proposal.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def list_of_workshop(*, workshop_id: int) -> list[Proposal]:
    """Return the published contributions that were written down in a workshop, by number."""
    statement = sa.select(Proposal).where(
        Proposal.workshop_id == workshop_id, Proposal.state == ProposalState.PUBLISHED
    )
    return list(db.session.scalars(statement.order_by(Proposal.number)))


def page_of_person(*, user_id: int, drafts: bool, number: int, size: int) -> Page[Proposal]:
    """Return one page of what a person sent, or of her drafts, newest first, in every collectivity."""
    is_draft = Proposal.state == ProposalState.DRAFT
    statement = sa.select(Proposal).where(Proposal.author_id == user_id, is_draft if drafts else ~is_draft)
    newest_first = Proposal.created_at.desc(), Proposal.id.desc()
    return paginate(statement.order_by(*newest_first), number=number, size=size)


def list_drafts(*, consultation_id: int, user_id: int | None) -> list[Proposal]:
    """Return a person's own unsent proposals in a consultation, newest first."""
    statement = (
        sa.select(Proposal)
        .where(
            Proposal.consultation_id == consultation_id,
            Proposal.author_id == user_id,
            Proposal.state == ProposalState.DRAFT,
        )
        .order_by(Proposal.id.desc())
    )
    return list(db.session.scalars(statement)) if user_id is not None else []


def list_entered_by(*, consultation_id: int, user_id: int, limit: int = 10) -> list[Proposal]:
    """Return what somebody wrote down for others lately, newest first."""
    statement = (
        sa.select(Proposal)
        .where(
            Proposal.consultation_id == consultation_id,
            Proposal.entered_by_id == user_id,
            Proposal.state != ProposalState.REMOVED,
        )
        .order_by(Proposal.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def list_to_read(*, collectivity_id: int, consultation_id: int | None = None) -> list[Proposal]:
    """Return what waits for a moderator, oldest first: pending, published unread, or with a change unread."""
    is_unread = (Proposal.state == ProposalState.PUBLISHED) & Proposal.checked_at.is_(None)
    statement = (
        sa.select(Proposal)
        .where(Proposal.collectivity_id == collectivity_id, is_unread | waiting_to_be_read())
        .order_by(Proposal.submitted_at, Proposal.id)
    )
    if consultation_id is not None:
        statement = statement.where(Proposal.consultation_id == consultation_id)
    return list(db.session.scalars(statement))


def count_by_item(*, consultation_id: int) -> dict[int, int]:
    """Return {item id: number of published changes to it} of a consultation; one query."""
    return _count_by(consultation_id, Proposal.target_item_id)


def count_by_axis(*, consultation_id: int) -> dict[int, int]:
    """Return {axis item id: number of published proposals under it} of a consultation; one query."""
    return _count_by(consultation_id, Proposal.axis_item_id)


def count_by_territory(*, consultation_id: int) -> dict[int, int]:
    """Return {territory id: number of published proposals about it} of a consultation; one query."""
    return _count_by(consultation_id, Proposal.territory_id)


def count_by_channel(*, consultation_id: int) -> dict[Channel, int]:
    """Return {channel: number of published proposals} of a consultation; one query."""
    return _count_by(consultation_id, Proposal.channel)


def _count_by(
    consultation_id: int, column: InstrumentedAttribute[T | None] | InstrumentedAttribute[T]
) -> dict[T, int]:
    statement: Any = (
        sa.select(column, sa.func.count())
        .where(*published_in(consultation_id), column.is_not(None))
        .group_by(column)
    )
    return dict(db.session.execute(statement).all())


def list_files(*, proposal_ids: Iterable[int]) -> dict[int, list[StoredFile]]:
    """Return {proposal id: attached files in order}; one query."""
    files: dict[int, list[StoredFile]] = {}
    statement = (
        sa.select(ProposalAttachment.proposal_id, StoredFile)
        .join(StoredFile, StoredFile.id == ProposalAttachment.file_id)
        .where(ProposalAttachment.proposal_id.in_(list(proposal_ids)))
        .order_by(ProposalAttachment.proposal_id, ProposalAttachment.position, ProposalAttachment.id)
    )
    for proposal_id, file in db.session.execute(statement):
        files.setdefault(proposal_id, []).append(file)
    return files


def is_file_visible(*, file_id: int, actor: Actor) -> bool:
    """Say whether the actor may see a file because of a proposal that it is attached to."""
    statement = (
        sa.select(Proposal)
        .join(ProposalAttachment, ProposalAttachment.proposal_id == Proposal.id)
        .where(ProposalAttachment.file_id == file_id)
    )
    return any(may_read_words(actor, proposal) for proposal in db.session.scalars(statement))


def is_file_taken_away(*, file_id: int) -> bool:
    """Say whether a file came with a proposal that was removed: not even whoever uploaded it sees it then."""
    statement = (
        sa.select(ProposalAttachment.id)
        .join(Proposal, Proposal.id == ProposalAttachment.proposal_id)
        .where(ProposalAttachment.file_id == file_id, Proposal.state == ProposalState.REMOVED)
    )
    return db.session.scalar(statement.limit(1)) is not None


def list_origins(*, item_ids: Iterable[int]) -> dict[int, list[Proposal]]:
    """Return {item id: the published ideas it was drawn from}; one query."""
    origins: dict[int, list[Proposal]] = {}
    statement = (
        sa.select(ItemOrigin.item_id, Proposal)
        .join(Proposal, Proposal.id == ItemOrigin.proposal_id)
        .where(ItemOrigin.item_id.in_(list(item_ids)), Proposal.state == ProposalState.PUBLISHED)
        .order_by(ItemOrigin.item_id, Proposal.number)
    )
    for item_id, proposal in db.session.execute(statement):
        origins.setdefault(item_id, []).append(proposal)
    return origins


def list_items_drawn_from(*, proposal_id: int) -> list[int]:
    """Return the ids of the items of a plan that were drawn from an idea."""
    statement = (
        sa.select(ItemOrigin.item_id).where(ItemOrigin.proposal_id == proposal_id).order_by(ItemOrigin.id)
    )
    return list(db.session.scalars(statement))


def list_published(proposal_ids: Iterable[int]) -> dict[int, Proposal]:
    """Return {id: proposal} of those that everybody may read, in whatever collectivity; one query."""
    ids = list(proposal_ids)
    if not ids:
        return {}
    statement = sa.select(Proposal).where(Proposal.id.in_(ids), Proposal.state == ProposalState.PUBLISHED)
    return {proposal.id: proposal for proposal in db.session.scalars(statement)}


def find_by_number(*, consultation_id: int, number: int) -> Proposal | None:
    """Return the published proposal with this number in a consultation, or None."""
    statement = sa.select(Proposal).where(*published_in(consultation_id), Proposal.number == number)
    return db.session.scalar(statement)
