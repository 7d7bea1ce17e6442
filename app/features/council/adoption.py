"""The adopted plan: written by a person from the consulted one, each change with its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from app.features.consultations.models import Consultation
from app.features.council import policy, queries, rules
from app.features.council.events import PlanAdopted
from app.features.council.models import CouncilSession, ItemChange, ItemChangeSource
from app.features.council.policy import CouncilPermission
from app.features.council.types import ChangeKind
from app.features.plans import comparison
from app.features.plans.commands import create_version, publish_version
from app.features.plans.models import ItemRevision, PlanVersion
from app.features.plans.queries import get_plan, list_revisions
from app.features.plans.types import VersionKind
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import ProposalKind
from app.features.proposals.wording import as_text, wording_of
from app.features.synthesis.rules import require_groupable, require_unchanged
from app.foundation.database import db, lock_row
from app.foundation.events import announce
from app.foundation.policy import SYSTEM, Actor
from app.foundation.text.merging import overlapping_changes

KINDS = {comparison.Change.ADDED: ChangeKind.ADDED, comparison.Change.REMOVED: ChangeKind.REMOVED}


@dataclass(frozen=True, slots=True)
class RetainedChange:
    """A retained proposal beside its item; `clashes_with` are the numbers of others that touch the same words."""

    proposal: Proposal
    words: ProposalVersion
    clashes_with: tuple[int, ...]


def start_adopted_version(*, actor: Actor, consultation: Consultation, now: datetime) -> PlanVersion:
    """Return the working adopted version of the consulted plan, made as a copy of it the first time."""
    policy.council.require(actor, CouncilPermission.WRITE_ADOPTED_PLAN, consultation)
    locked: Consultation = lock_row(Consultation, consultation.id)
    rules.require_being_adopted(locked)
    existing = queries.find_adopted_version(locked)
    if existing is not None:
        return existing
    plan = get_plan(collectivity_id=locked.collectivity_id, plan_id=locked.plan_id)
    consulted = db.session.get_one(PlanVersion, locked.version_id)
    return create_version(actor=SYSTEM, plan=plan, kind=VersionKind.ADOPTED, based_on=consulted, now=now)


def retained_by_item(consultation: Consultation) -> dict[int | None, list[RetainedChange]]:
    """Return {item id (None: a new idea without one): the retained changes to lay beside it}, clashes marked."""
    proposals = queries.list_retained(consultation.id)
    words = _shown_words(proposals)
    consulted = {revision.item_id: revision for revision in list_revisions(consultation.version_id or 0)}
    by_item: dict[int | None, list[Proposal]] = {}
    for proposal in proposals:
        by_item.setdefault(proposal.target_item_id or proposal.axis_item_id, []).append(proposal)
    return {
        item_id: _with_clashes(members, words, consulted.get(item_id) if item_id is not None else None)
        for item_id, members in by_item.items()
    }


def explain_change(
    *,
    actor: Actor,
    consultation: Consultation,
    version: PlanVersion,
    difference: comparison.ItemDifference,
    is_councils_own: bool,
    proposals: Sequence[Proposal],
    explanation: dict[str, str],
    now: datetime,
    lock_version: int | None = None,
) -> ItemChange:
    """Say where one change comes from: proposals, or the council; a save that does not know the last is refused."""
    policy.council.require(actor, CouncilPermission.WRITE_ADOPTED_PLAN, consultation)
    rules.require_being_adopted(lock_row(Consultation, consultation.id))
    if version.is_published:
        raise rules.AlreadyAdopted
    require_groupable(proposals, consultation_id=consultation.id)
    rules.require_explanation(explanation)
    item_id, kind = item_of(difference), KINDS.get(difference.change, ChangeKind.AMENDED)
    change: ItemChange | None = queries.changes_of(version.id).get(item_id)
    if change is not None:
        db.session.refresh(change)
    require_unchanged(change, lock_version=lock_version)
    if change is None:
        change = ItemChange(
            collectivity_id=version.collectivity_id,
            version_id=version.id,
            item_id=item_id,
            kind=kind,
            created_at=now,
        )
        db.session.add(change)
    change.kind, change.is_councils_own, change.explanation = kind, is_councils_own, explanation
    flag_modified(change, "explanation")  # other proposals alone are a save too
    db.session.flush()
    db.session.execute(sa.delete(ItemChangeSource).where(ItemChangeSource.change_id == change.id))
    for proposal in proposals:
        db.session.add(
            ItemChangeSource(
                collectivity_id=version.collectivity_id, change_id=change.id, proposal_id=proposal.id
            )
        )
    db.session.flush()
    return change


def list_unexplained(version: PlanVersion) -> list[comparison.ItemDifference]:
    """Return the changed items of a working adopted version that have neither a source nor the council's mark."""
    changes = queries.changes_of(version.id)
    sourced = queries.sources_of(change.id for change in changes.values())
    explained = {
        item_id for item_id, change in changes.items() if change.is_councils_own or sourced.get(change.id)
    }
    return [difference for difference in differences(version) if item_of(difference) not in explained]


def differences(version: PlanVersion) -> list[comparison.ItemDifference]:
    """Return the items that differ between an adopted version and the one it was drawn from."""
    if version.based_on_id is None:
        return []
    compared = comparison.compare(list_revisions(version.based_on_id), list_revisions(version.id))
    return [difference for difference in compared if difference.change is not comparison.Change.SAME]


def item_of(difference: comparison.ItemDifference) -> int:
    """Return the id of the item that a difference is about."""
    return cast(int, difference.shown.identity)


def adopt_plan(
    *, actor: Actor, consultation: Consultation, session: CouncilSession | None, now: datetime
) -> PlanVersion:
    """Publish the adopted version; refused without a recorded session or while a change has no source."""
    policy.council.require(actor, CouncilPermission.ADOPT_PLAN, consultation)
    locked: Consultation = lock_row(Consultation, consultation.id)
    rules.require_being_adopted(locked)
    rules.require_recorded(session)
    version = queries.find_adopted_version(locked)
    if version is None or version.is_published:
        raise rules.AlreadyAdopted
    unexplained = list_unexplained(version)
    if unexplained:
        raise rules.Unexplained(codes=", ".join(difference.shown.code for difference in unexplained[:20]))
    publish_version(actor=SYSTEM, version=version, now=now)
    announce(PlanAdopted(plan_id=version.plan_id, version_id=version.id, consultation_id=locked.id))
    return version


def _shown_words(proposals: Sequence[Proposal]) -> dict[int, ProposalVersion]:
    statement = (
        sa.select(ProposalVersion)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .where(
            ProposalVersion.proposal_id.in_([proposal.id for proposal in proposals]),
            ProposalVersion.number == Proposal.version_number,
        )
    )
    return {words.proposal_id: words for words in db.session.scalars(statement)}


def _with_clashes(
    members: Sequence[Proposal], words: dict[int, ProposalVersion], consulted: ItemRevision | None
) -> list[RetainedChange]:
    clashes: dict[int, set[int]] = {proposal.id: set() for proposal in members}
    for one, other in combinations(members, 2):
        if _touch_the_same_words(one, other, words, consulted):
            clashes[one.id].add(other.number or 0)
            clashes[other.id].add(one.number or 0)
    return [
        RetainedChange(
            proposal=proposal, words=words[proposal.id], clashes_with=tuple(sorted(clashes[proposal.id]))
        )
        for proposal in members
    ]


def _touch_the_same_words(
    one: Proposal, other: Proposal, words: dict[int, ProposalVersion], consulted: ItemRevision | None
) -> bool:
    kinds = {one.kind, other.kind}
    if kinds == {ProposalKind.REMOVE, ProposalKind.AMEND}:
        return True
    if consulted is None or kinds != {ProposalKind.AMEND}:
        return False
    mine, theirs = words[one.id].wording, words[other.id].wording
    both = mine.keys() & theirs.keys()
    if one.language != other.language:
        # The words of two languages cannot be laid over each other: changing the same text is enough.
        return bool(both)
    current = wording_of(consulted, one.language)
    return any(
        overlapping_changes(current.get(field, ""), as_text(mine[field]), as_text(theirs[field]))
        for field in both
    )
