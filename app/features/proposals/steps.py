"""The steps that a proposal takes: its state, its history row, its place in the index, and who is told."""

from datetime import datetime

from app.features.accounts.types import Role
from app.features.consultations.models import Consultation
from app.features.proposals import events, policy, queries, rules, writing
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.policy import ProposalPermission
from app.features.proposals.types import Content, Place
from app.foundation.database import db, lock_row
from app.foundation.errors import NotFound
from app.foundation.events import announce
from app.foundation.history import record_step
from app.foundation.policy import SYSTEM, Actor

AUTHOR = "author"


def facts_of(proposal: Proposal) -> tuple[int, int, int]:
    """Return what every event about a proposal says."""
    return proposal.id, proposal.consultation_id, proposal.collectivity_id


def fill(
    proposal: Proposal,
    consultation: Consultation,
    place: Place,
    content: Content,
    *,
    now: datetime,
    language: str | None,
    complete: bool,
) -> None:
    """Write where a proposal stands and what it says; refuse an incomplete one when it must be complete."""
    revisions = writing.revisions_of(consultation)
    found = writing.placed(place, revisions)
    writing.require_territory(consultation, found.territory_id)
    writing.put_in_place(proposal, found)
    proposal.language = writing.language_of(content, found, revisions, language)
    current = writing.current_wording(found, revisions, proposal.language)
    if complete:
        rules.require_content(content, found, current_wording=current)
    proposal.title = content.title
    db.session.add(proposal)
    db.session.flush()
    writing.write_version(proposal, content, number=1, now=now)


def receive(proposal: Proposal, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """Take a complete proposal in: it gets its number, and is shown at once unless it is read first."""
    number = writing.take_number(consultation.id)
    proposal.number, proposal.submitted_at = number, now
    proposal.state = rules.lifecycle.require(proposal.state, "submit")
    role = AUTHOR if proposal.author_id is not None else Role.FACILITATOR
    record(proposal, "submit", actor=actor, role=role, now=now)
    announce(events.ProposalSubmitted(*facts_of(proposal)))
    was_read = _was_read_while_entered(proposal, actor=actor)
    if was_read or not rules.is_read_before(consultation):
        show(proposal, "publish", actor=SYSTEM, checked_at=now if was_read else None, now=now)
        announce(events.ProposalPublished(*facts_of(proposal)))


def _was_read_while_entered(proposal: Proposal, *, actor: Actor) -> bool:
    """Say whether a moderator typed a sheet in: she has read it, and a focal point alone needs no second reader."""
    is_sheet = proposal.author_id is None
    return is_sheet and policy.proposals.allows(actor, ProposalPermission.READ_WHILE_ENTERING, proposal)


def correct(proposal: Proposal, content: Content, *, actor: Actor, now: datetime) -> None:
    """Change what nobody else has read yet; what was returned waits to be read again."""
    writing.write_version(proposal, content, number=proposal.version_number, now=now)
    if rules.lifecycle.can(proposal.state, "submit_again"):
        proposal.state = rules.lifecycle.require(proposal.state, "submit_again")
        record(proposal, "submit_again", actor=actor, role=AUTHOR, now=now)
        announce(events.ProposalSubmitted(*facts_of(proposal)))
    else:
        record(proposal, "edit", actor=actor, role=AUTHOR, now=now)
        announce(events.ProposalCorrected(*facts_of(proposal)))


def change_published(
    proposal: Proposal, consultation: Consultation, content: Content, *, actor: Actor, now: datetime
) -> None:
    """Change what everybody reads: at once, or after a moderator has read the change."""
    if rules.is_read_before(consultation):
        version = writing.write_version(proposal, content, number=proposal.version_number + 1, now=now)
        record(proposal, "submit_change", actor=actor, role=AUTHOR, now=now)
        announce(events.ProposalChangeSubmitted(*facts_of(proposal), version_number=version.number))
        return
    number = proposal.version_number + (1 if rules.keeps_history(proposal) else 0)
    version = writing.write_version(proposal, content, number=number, now=now)
    proposal.checked_at = None
    writing.show_version(proposal, version)
    record(proposal, "edit", actor=actor, role=AUTHOR, now=now)
    announce(events.ProposalEdited(*facts_of(proposal), version_number=number))


def show(
    proposal: Proposal,
    step: str,
    *,
    actor: Actor,
    now: datetime,
    role: str | None = None,
    checked_at: datetime | None = None,
) -> None:
    """Let everybody read and find a proposal."""
    proposal.state = rules.lifecycle.require(proposal.state, step)
    proposal.published_at = proposal.published_at or now
    proposal.ended_at, proposal.checked_at = None, checked_at
    record(proposal, step, actor=actor, role=role, now=now)
    writing.index(proposal)


def end(
    proposal: Proposal, step: str, *, actor: Actor, role: str | None, now: datetime, reason: str | None = None
) -> None:
    """Leave only a tombstone of a proposal."""
    proposal.state = rules.lifecycle.require(proposal.state, step)
    proposal.ended_at = now
    record(proposal, step, actor=actor, role=role, reason=reason, now=now)
    writing.remove_from_index(proposal)


def record(
    proposal: Proposal, step: str, *, actor: Actor, role: str | None, now: datetime, reason: str | None = None
) -> None:
    """Write the history row of a step."""
    record_step(
        subject=proposal, step=step, state=proposal.state, actor=actor, role=role, reason=reason, now=now
    )
    db.session.flush()


def lock(proposal: Proposal) -> tuple[Proposal, Consultation]:
    """Return a proposal locked, with its consultation, which neither closes nor is answered meanwhile.

    Rows are locked in this order everywhere: consultation, proposal, comment. Nobody then waits in a circle.
    """
    consultation: Consultation = lock_row(Consultation, proposal.consultation_id, shared=True)
    locked: Proposal | None = lock_row(Proposal, proposal.id)
    if locked is None:
        raise NotFound
    return locked, consultation


def lock_to_moderate(actor: Actor, proposal: Proposal) -> tuple[Proposal, Consultation]:
    """Return the same, for a moderator who did not write it."""
    policy.proposals.require(actor, ProposalPermission.MODERATE, proposal)
    return lock(proposal)


def role_of(actor: Actor, proposal: Proposal) -> str | None:
    """Return the role in which somebody moderates a proposal."""
    return policy.moderating_role(actor, proposal.collectivity_id)


def returned_change(proposal: Proposal) -> ProposalVersion:
    """Return the author's change that went back to her, or refuse."""
    version = queries.find_later_version(proposal)
    if version is None or version.returned_at is None:
        raise rules.NothingToRead
    return version


def change_to_read(proposal: Proposal) -> ProposalVersion:
    """Return the author's change that waits to be read, or refuse."""
    version = queries.find_later_version(proposal)
    if version is None or version.returned_at is not None:
        raise rules.NothingToRead
    return version
