"""What people do with proposals: write, send, change, withdraw, write down for somebody, attach, decide."""

from datetime import datetime

import sqlalchemy as sa

from app.features.accounts.types import NameShown
from app.features.consultations.models import Consultation
from app.features.consultations.rules import require_age_declared
from app.features.media.models import StoredFile
from app.features.plans.models import PlanItem
from app.features.proposals import events, policy, rules, steps, writing
from app.features.proposals.models import ItemOrigin, Proposal, ProposalAttachment, ProposalVersion
from app.features.proposals.policy import ProposalPermission
from app.features.proposals.types import Content, Intake, Place, ProposalState, PublicLabel, Signature
from app.foundation.database import db, insert_into, lock_row
from app.foundation.errors import Invalid, NotFound
from app.foundation.events import announce
from app.foundation.i18n import _l
from app.foundation.policy import Actor

# ── written by the author ──


def save_draft(
    *,
    actor: Actor,
    consultation: Consultation,
    place: Place,
    content: Content,
    signature: Signature,
    now: datetime,
    language: str | None = None,
    draft: Proposal | None = None,
) -> Proposal:
    """Keep an unsent proposal, seen by its author alone; it may be incomplete."""
    policy.proposals.require(actor, ProposalPermission.SUBMIT, consultation)
    rules.require_kind(consultation, place.kind)
    cleaned = rules.cleaned(content)
    rules.require_lengths(cleaned)
    proposal = _signed(actor, consultation, signature, draft=draft, now=now)
    steps.fill(proposal, consultation, place, cleaned, now=now, language=language, complete=False)
    return proposal


def discard_draft(*, actor: Actor, proposal: Proposal) -> None:
    """Delete an unsent proposal, with its files' places."""
    policy.proposals.require(actor, ProposalPermission.EDIT, proposal)
    locked = _lock_draft(proposal)
    for table in (ProposalAttachment, ProposalVersion):
        db.session.execute(sa.delete(table).where(table.proposal_id == locked.id))
    db.session.delete(locked)
    db.session.flush()


def submit(
    *,
    actor: Actor,
    consultation: Consultation,
    place: Place,
    content: Content,
    signature: Signature,
    now: datetime,
    language: str | None = None,
    draft: Proposal | None = None,
) -> Proposal:
    """Send a proposal, new or kept as a draft; it is published at once or read first, as its consultation says."""
    policy.proposals.require(actor, ProposalPermission.SUBMIT, consultation)
    locked = _lock_open(consultation, now=now)
    require_age_declared(locked, actor)
    rules.require_kind(locked, place.kind)
    proposal = _signed(actor, locked, signature, draft=draft, now=now)
    steps.fill(proposal, locked, place, rules.cleaned(content), now=now, language=language, complete=True)
    steps.receive(proposal, locked, actor=actor, now=now)
    return proposal


def enter_for_somebody(
    *,
    actor: Actor,
    consultation: Consultation,
    place: Place,
    content: Content,
    intake: Intake,
    now: datetime,
    language: str | None = None,
) -> Proposal:
    """Write down what somebody proposed in a workshop, on paper, by phone or at a desk; the channel is kept."""
    policy.proposals.require(actor, ProposalPermission.ENTER, consultation)
    locked = _lock_open(consultation, now=now)
    rules.require_kind(locked, place.kind)
    name = rules.cleaned_name(intake.shown_name)
    proposal = writing.new_proposal(
        locked, now, entered_by_id=actor.user_id, channel=intake.channel, workshop_id=intake.workshop_id,
        name_shown=NameShown.PUBLIC_NAME if name else NameShown.HIDDEN, shown_name=name,
    )  # fmt: skip
    steps.fill(proposal, locked, place, rules.cleaned(content), now=now, language=language, complete=True)
    steps.receive(proposal, locked, actor=actor, now=now)
    return proposal


def edit(*, actor: Actor, proposal: Proposal, content: Content, now: datetime) -> Proposal:
    """Change what a sent proposal says: in place while nobody supported it, then by versions that all can compare."""
    policy.proposals.require(actor, ProposalPermission.EDIT, proposal)
    locked, consultation = steps.lock(proposal)
    rules.require_editable(locked, consultation, now=now)
    cleaned = rules.cleaned(content)
    current = writing.wording_changed_by(locked, consultation)
    rules.require_content(cleaned, writing.place_of(locked), current_wording=current)
    if locked.state is ProposalState.PUBLISHED:
        steps.change_published(locked, consultation, cleaned, actor=actor, now=now)
    else:
        steps.correct(locked, cleaned, actor=actor, now=now)
    return locked


def withdraw(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Take a proposal back; a page stays that says so."""
    policy.proposals.require(actor, ProposalPermission.WITHDRAW, proposal)
    locked, _consultation = steps.lock(proposal)
    rules.require_withdrawable(locked)
    steps.end(locked, "withdraw", actor=actor, role=steps.AUTHOR, now=now)
    announce(events.ProposalWithdrawn(*steps.facts_of(locked)))


def attach_file(*, actor: Actor, proposal: Proposal, file: StoredFile, now: datetime) -> None:
    """Attach a stored file to a proposal; attaching it again changes nothing."""
    policy.proposals.require(actor, ProposalPermission.EDIT, proposal)
    locked, consultation = steps.lock(proposal)
    rules.require_files_changeable(locked, consultation, now=now)
    if file.collectivity_id != locked.collectivity_id:
        raise NotFound
    count = db.session.scalar(
        sa.select(sa.func.count()).select_from(ProposalAttachment).where(ProposalAttachment.proposal_id == locked.id)
    ) or 0  # fmt: skip
    rules.require_room_for_file(count)
    db.session.execute(
        insert_into(ProposalAttachment)
        .values(
            collectivity_id=locked.collectivity_id, proposal_id=locked.id, file_id=file.id, position=count + 1
        )
        .on_conflict_do_nothing(index_elements=["proposal_id", "file_id"])
    )
    _needs_reading(locked)


def remove_attachment(*, actor: Actor, proposal: Proposal, file_id: int, now: datetime) -> None:
    """Take a file off a proposal; removing it again changes nothing."""
    policy.proposals.require(actor, ProposalPermission.EDIT, proposal)
    locked, consultation = steps.lock(proposal)
    rules.require_files_changeable(locked, consultation, now=now)
    db.session.execute(
        sa.delete(ProposalAttachment).where(
            ProposalAttachment.proposal_id == locked.id, ProposalAttachment.file_id == file_id
        )
    )


# ── decided by moderators; the moderation feature records the decision itself ──


def publish(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Let everybody read a proposal that was waiting."""
    locked, consultation = steps.lock_to_moderate(actor, proposal)
    rules.require_owed_an_answer(locked, consultation)
    steps.show(locked, "publish", actor=actor, role=steps.role_of(actor, locked), checked_at=now, now=now)
    announce(events.ProposalPublished(*steps.facts_of(locked)))


def return_to_author(*, actor: Actor, proposal: Proposal, reason: str, now: datetime) -> None:
    """Ask the author to change something before it is published."""
    locked, _consultation = steps.lock_to_moderate(actor, proposal)
    cleaned = rules.cleaned_reason(reason)
    locked.state = rules.lifecycle.require(locked.state, "return_to_author")
    steps.record(
        locked, "return_to_author", actor=actor, role=steps.role_of(actor, locked), reason=cleaned, now=now
    )
    announce(events.ProposalReturned(*steps.facts_of(locked), reason=cleaned))


def set_return_aside(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Let what went back to its author, a proposal or a change of it, wait again as it is: it was returned wrongly."""
    locked, consultation = steps.lock_to_moderate(actor, proposal)
    rules.require_wording_open(consultation)
    if locked.state is ProposalState.RETURNED:
        locked.state = rules.lifecycle.require(locked.state, "submit_again")
    else:
        steps.returned_change(locked).returned_at = None
    steps.record(locked, "set_return_aside", actor=actor, role=steps.role_of(actor, locked), now=now)


def refuse(*, actor: Actor, proposal: Proposal, reason: str, now: datetime) -> None:
    """Refuse to publish a proposal; a page stays that says so."""
    locked, _consultation = steps.lock_to_moderate(actor, proposal)
    cleaned = rules.cleaned_reason(reason)
    steps.end(locked, "refuse", actor=actor, role=steps.role_of(actor, locked), reason=cleaned, now=now)
    announce(events.ProposalRefused(*steps.facts_of(locked), reason=cleaned))


def hide(*, actor: Actor, proposal: Proposal, reason: str, now: datetime) -> None:
    """Take a published proposal out of sight; a page stays that says so."""
    locked, _consultation = steps.lock_to_moderate(actor, proposal)
    cleaned = rules.cleaned_reason(reason)
    steps.end(locked, "hide", actor=actor, role=steps.role_of(actor, locked), reason=cleaned, now=now)
    announce(events.ProposalHidden(*steps.facts_of(locked), reason=cleaned))


def remove(*, actor: Actor, proposal: Proposal, reason: str, now: datetime) -> None:
    """Take an illegal proposal away from everybody but its author and the moderators; a page stays that says so."""
    locked, _consultation = steps.lock_to_moderate(actor, proposal)
    cleaned, was_public = rules.cleaned_reason(reason), locked.state is ProposalState.PUBLISHED
    steps.end(locked, "remove", actor=actor, role=steps.role_of(actor, locked), reason=cleaned, now=now)
    event = events.ProposalHidden if was_public else events.ProposalRefused
    announce(event(*steps.facts_of(locked), reason=cleaned))


def label(*, actor: Actor, proposal: Proposal, label: PublicLabel | None, reason: str, now: datetime) -> None:
    """Say something beside a published proposal, or take back what was said."""
    locked, _consultation = steps.lock_to_moderate(actor, proposal)
    rules.require_labelled_anew(locked, label)
    locked.public_label, locked.checked_at = label, locked.checked_at or now
    step = "label" if label is not None else "unlabel"
    steps.record(locked, step, actor=actor, role=steps.role_of(actor, locked), reason=reason or None, now=now)
    announce(events.ProposalLabelled(*steps.facts_of(locked), label=label, reason=reason or None))


def restore(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Let everybody read a hidden, removed or refused proposal again."""
    locked, consultation = steps.lock_to_moderate(actor, proposal)
    rules.require_owed_an_answer(locked, consultation)
    steps.show(locked, "restore", actor=actor, role=steps.role_of(actor, locked), checked_at=now, now=now)
    announce(events.ProposalRestored(*steps.facts_of(locked)))


def confirm_read(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Note that a moderator read what was published without waiting, and leaves it."""
    locked, _consultation = steps.lock_to_moderate(actor, proposal)
    if locked.state is not ProposalState.PUBLISHED or locked.checked_at is not None:
        raise rules.NothingToRead
    locked.checked_at = now
    steps.record(locked, "confirm_read", actor=actor, role=steps.role_of(actor, locked), now=now)


def publish_change(*, actor: Actor, proposal: Proposal, now: datetime) -> None:
    """Show the author's change of a published proposal, as its next version."""
    locked, consultation = steps.lock_to_moderate(actor, proposal)
    rules.require_wording_open(consultation)
    version = steps.change_to_read(locked)
    locked.checked_at = now
    writing.show_version(locked, version)
    steps.record(locked, "publish_change", actor=actor, role=steps.role_of(actor, locked), now=now)
    announce(events.ProposalEdited(*steps.facts_of(locked), version_number=version.number))


def return_change(*, actor: Actor, proposal: Proposal, reason: str, now: datetime) -> None:
    """Send a change of a published proposal back to its author; what was shown stays shown."""
    locked, _consultation = steps.lock_to_moderate(actor, proposal)
    cleaned = rules.cleaned_reason(reason)
    steps.change_to_read(locked).returned_at = now
    steps.record(
        locked, "return_change", actor=actor, role=steps.role_of(actor, locked), reason=cleaned, now=now
    )
    announce(events.ProposalChangeReturned(*steps.facts_of(locked), reason=cleaned))


def link_item_origin(*, actor: Actor, item: PlanItem, proposal: Proposal, now: datetime) -> None:
    """Link an item of the plan for ever to an idea it was drawn from; linking again changes nothing."""
    policy.proposals.require(actor, ProposalPermission.LINK_ORIGIN, item)
    if item.collectivity_id != proposal.collectivity_id:
        raise NotFound
    if proposal.state is not ProposalState.PUBLISHED:
        raise Invalid(_l("Only a published idea can be linked to an item."))
    statement = (
        insert_into(ItemOrigin)
        .values(collectivity_id=item.collectivity_id, item_id=item.id, proposal_id=proposal.id, linked_at=now)
        .on_conflict_do_nothing(index_elements=["item_id", "proposal_id"])
        .returning(ItemOrigin.id)
    )
    if db.session.scalar(statement) is not None:
        announce(events.ItemDrawnFromProposal(*steps.facts_of(proposal), item_id=item.id))


def _lock_open(consultation: Consultation, *, now: datetime) -> Consultation:
    locked: Consultation = lock_row(Consultation, consultation.id)
    rules.require_open(locked, now=now)
    return locked


def _signed(
    actor: Actor, consultation: Consultation, signature: Signature, *, draft: Proposal | None, now: datetime
) -> Proposal:
    """Return the draft, or a new proposal, signed as its author chose."""
    if draft is not None:
        policy.proposals.require(actor, ProposalPermission.EDIT, draft)
        draft = _lock_draft(draft)
        if draft.consultation_id != consultation.id:
            raise NotFound
    proposal = draft or writing.new_proposal(consultation, now, author_id=actor.user_id)
    writing.sign(proposal, actor, signature)
    return proposal


def _lock_draft(draft: Proposal) -> Proposal:
    """Return an unsent proposal locked: it is sent or thrown away once."""
    locked: Proposal | None = lock_row(Proposal, draft.id)
    if locked is None:
        raise NotFound
    rules.require_draft(locked)
    return locked


def _needs_reading(proposal: Proposal) -> None:
    if proposal.state is ProposalState.PUBLISHED:
        proposal.checked_at = None
