"""What the commands share: placing, signing, numbering, keeping versions, and the search index."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.features.accounts import queries as accounts
from app.features.accounts.models import AssociationMember
from app.features.collectivities import queries as collectivities
from app.features.consultations.models import Consultation
from app.features.plans import queries as plans
from app.features.plans.models import ItemRevision
from app.features.plans.types import ItemKind
from app.features.proposals import queries, rules
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import FAIR_MODULUS, Content, Place, ProposalKind, ProposalState, Signature
from app.features.proposals.wording import language_of_wording, wording_of
from app.foundation import search
from app.foundation.database import db
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.policy import Actor
from app.foundation.text.guess import guess_language

NO_LANGUAGE = "und"


def new_proposal(consultation: Consultation, now: datetime, **values: Any) -> Proposal:
    """Return an unsent proposal of a consultation, not yet written to the database."""
    return Proposal(
        collectivity_id=consultation.collectivity_id, consultation_id=consultation.id, state=ProposalState.DRAFT,
        fair_key=1 + secrets.randbelow(FAIR_MODULUS - 1), created_at=now, version_number=1, **values,
    )  # fmt: skip


def revisions_of(consultation: Consultation) -> dict[int, ItemRevision]:
    """Return {item id: what it is} in the version that the consultation is about."""
    if consultation.version_id is None:
        return {}
    return {revision.item_id: revision for revision in plans.list_revisions(consultation.version_id)}


def placed(place: Place, revisions: Mapping[int, ItemRevision]) -> Place:
    """Return the place with its axis found; refuse an item that is not in the consulted version."""
    if place.kind is ProposalKind.IDEA:
        return replace(place, target_item_id=None, axis_item_id=_axis_chosen(place.axis_item_id, revisions))
    target = revisions.get(place.target_item_id or 0)
    if target is None:
        raise Invalid(fields={"target_item_id": _l("Choose an item of the plan that is being consulted.")})
    if place.kind is ProposalKind.ADD and target.kind.child is None:
        raise Invalid(fields={"target_item_id": _l("Nothing can be added under an activity.")})
    return replace(place, axis_item_id=_axis_above(target, revisions))


def require_territory(consultation: Consultation, territory_id: int | None) -> None:
    """Refuse a place that does not lie in the territory of the collectivity that consults."""
    if territory_id is None:
        return
    container_id = collectivities.get(consultation.collectivity_id).territory_id
    if not collectivities.is_inside(territory_id, container_id=container_id):
        raise Invalid(fields={"territory_id": _l("Choose a place in the territory of this collectivity.")})


def _axis_chosen(item_id: int | None, revisions: Mapping[int, ItemRevision]) -> int | None:
    if item_id is None:
        return None
    chosen = revisions.get(item_id)
    if chosen is None or chosen.kind is not ItemKind.AXIS:
        raise Invalid(fields={"axis_item_id": _l("Choose an axis of the plan that is being consulted.")})
    return item_id


def _axis_above(revision: ItemRevision, revisions: Mapping[int, ItemRevision]) -> int | None:
    above: ItemRevision | None = revision
    for _level in ItemKind:
        if above is None or above.kind is ItemKind.AXIS:
            break
        above = revisions.get(above.parent_item_id or 0)
    return above.item_id if above is not None and above.kind is ItemKind.AXIS else None


def put_in_place(proposal: Proposal, place: Place) -> None:
    """Write where a proposal stands."""
    proposal.kind, proposal.axis_item_id = place.kind, place.axis_item_id
    proposal.target_item_id, proposal.territory_id = place.target_item_id, place.territory_id


def language_of(
    content: Content, place: Place, revisions: Mapping[int, ItemRevision], given: str | None
) -> str:
    """Return the language of a proposal: that of the words it changes, or the given one, or a guess."""
    target = revisions.get(place.target_item_id or 0)
    if place.kind is ProposalKind.AMEND and target is not None:
        return language_of_wording(target, given)
    return given or guess_language(text_of(content)) or NO_LANGUAGE


def current_wording(place: Place, revisions: Mapping[int, ItemRevision], language: str) -> dict[str, str]:
    """Return what the item that would change says now, in the language of the change."""
    target = revisions.get(place.target_item_id or 0)
    return wording_of(target, language) if target is not None else {}


def place_of(proposal: Proposal) -> Place:
    """Return what a proposal is about."""
    return Place(
        kind=proposal.kind, axis_item_id=proposal.axis_item_id, target_item_id=proposal.target_item_id,
        territory_id=proposal.territory_id,
    )  # fmt: skip


def wording_changed_by(proposal: Proposal, consultation: Consultation) -> dict[str, str]:
    """Return {field: text} of the item that a proposal changes, before the change."""
    if (
        proposal.kind is not ProposalKind.AMEND
        or consultation.version_id is None
        or proposal.target_item_id is None
    ):
        return {}
    revision = plans.find_revision(version_id=consultation.version_id, item_id=proposal.target_item_id)
    return wording_of(revision, proposal.language) if revision is not None else {}


def sign(proposal: Proposal, actor: Actor, signature: Signature) -> None:
    """Write how the author appears, as she chose at this act."""
    if actor.user_id is None:
        raise ValueError("only people sign proposals")
    require_membership(actor, signature.association_id)
    proposal.name_shown, proposal.association_id = signature.name_shown, signature.association_id
    proposal.shown_name = accounts.shown_name(
        user_id=actor.user_id, name_shown=signature.name_shown, association_id=signature.association_id
    )


def require_membership(actor: Actor, association_id: int | None) -> None:
    """Refuse to let somebody speak for an association that she does not belong to."""
    if association_id is None:
        return
    statement = sa.select(AssociationMember.id).where(
        AssociationMember.association_id == association_id,
        AssociationMember.user_id == actor.user_id,
        AssociationMember.ended_at.is_(None),
    )
    if db.session.scalar(statement) is None:
        raise rules.NotYourAssociation(fields={"association_id": rules.NotYourAssociation.message})


def take_number(consultation_id: int) -> int:
    """Take the next number of a consultation; two proposals never get the same."""
    statement = (
        sa.update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(last_proposal_number=Consultation.last_proposal_number + 1)
        .returning(Consultation.last_proposal_number)
        .execution_options(synchronize_session=False)
    )
    return int(db.session.execute(statement).scalar_one())


def write_version(proposal: Proposal, content: Content, *, number: int, now: datetime) -> ProposalVersion:
    """Write what a version of a proposal says, in place of what it said before when there was such a version."""
    version = db.session.scalar(
        sa.select(ProposalVersion).where(
            ProposalVersion.proposal_id == proposal.id, ProposalVersion.number == number
        )
    )
    if version is None:
        version = ProposalVersion(
            collectivity_id=proposal.collectivity_id, proposal_id=proposal.id, number=number
        )
        db.session.add(version)
    version.title, version.problem, version.solution = content.title, content.problem, content.solution
    version.expected_result, version.wording = content.expected_result, dict(content.wording)
    version.created_at, version.returned_at = now, None
    if number == 1:
        proposal.title = content.title
    db.session.flush()
    return version


def show_version(proposal: Proposal, version: ProposalVersion) -> None:
    """Make a version the one that everybody reads and finds."""
    proposal.version_number, proposal.title = version.number, version.title
    db.session.flush()
    index(proposal, version)


def index(proposal: Proposal, version: ProposalVersion | None = None) -> None:
    """Make a published proposal found by its words."""
    shown = version or queries.shown_version(proposal)
    search.index(
        kind=queries.KIND, object_id=proposal.id, collectivity_id=proposal.collectivity_id,
        text=text_of(content_of(shown)),
    )  # fmt: skip


def remove_from_index(proposal: Proposal) -> None:
    """Make a proposal found no more."""
    search.remove(kind=queries.KIND, object_id=proposal.id)


def content_of(version: ProposalVersion) -> Content:
    """Return what a version says."""
    return Content(
        title=version.title, problem=version.problem, solution=version.solution,
        expected_result=version.expected_result, wording=dict(version.wording),
    )  # fmt: skip


def text_of(content: Content) -> str:
    """Return all the words of a proposal, for guessing its language and for finding it."""
    texts = (
        content.title,
        content.problem,
        content.solution,
        content.expected_result,
        *content.wording.values(),
    )
    return "\n".join(text for text in texts if text)
