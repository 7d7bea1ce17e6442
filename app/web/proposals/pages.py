"""The page of one proposal, its tombstone and its versions, each in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.features.collectivities.queries import territories_by_id
from app.features.consultations.queries import get_consultation
from app.features.consultations.rules import refusal_to_take_part
from app.features.discussion.types import About
from app.features.plans.queries import find_revision
from app.features.proposals import policy, queries, rules
from app.features.proposals.policy import ProposalPermission
from app.features.proposals.types import ProposalKind, ProposalState
from app.features.proposals.wording import wording_of
from app.features.supports import policy as support_policy
from app.features.supports.policy import SupportPermission
from app.features.supports.queries import list_own_supported_ids
from app.foundation.errors import NotNow
from app.foundation.policy import NOT_THROUGH_A_HELPER, Actor
from app.foundation.text.diff import word_diff
from app.web.discussion.threads import ThreadShown, thread_of
from app.web.media.shown import attachments_shown
from app.web.proposals import wording
from app.web.proposals.journey import journey_of
from app.web.proposals.journey_step import JourneyStep
from app.web.template_values import Worded, field_of, name_of

TEXTS = ("problem", "solution", "expected_result")


@dataclass(frozen=True, slots=True)
class Change:
    """One text of an item before and after, word by word."""

    label: Any
    segments: Sequence[Mapping[str, str]]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Everything on the page of one proposal."""

    proposal: Any
    version: Any
    consultation: Any
    consultation_title: Worded
    author: str
    tags: Sequence[Mapping[str, Any]]
    axis: Any
    axis_title: Worded | None
    target: Any
    target_title: Worded | None
    changes: Sequence[Change]
    files: Sequence[Mapping[str, Any]]
    territory: Worded | None
    support_words: str
    is_supported: bool
    support_refusal: str | None
    is_author: bool
    edit_refusal: str | None
    can_withdraw: bool
    later_version: Any
    return_reason: str | None
    can_change_files: bool
    journey: Sequence[JourneyStep]
    thread: ThreadShown


def proposal_page(proposal: Any, *, actor: Actor, now: datetime) -> ProposalPage:
    """Gather the page of a proposal that the actor may read."""
    consultation = get_consultation(
        collectivity_id=proposal.collectivity_id, consultation_id=proposal.consultation_id, actor=actor
    )
    version = queries.shown_version(proposal)
    axis = _revision(consultation, proposal.axis_item_id)
    target = _revision(consultation, proposal.target_item_id)
    is_author = policy.proposals.allows(actor, ProposalPermission.EDIT, proposal)
    return ProposalPage(
        proposal=proposal,
        version=version,
        consultation=consultation,
        consultation_title=field_of(consultation.texts, "title"),
        author=wording.author_name(proposal),
        tags=wording.tags_of(proposal),
        axis=axis,
        axis_title=field_of(axis.texts, "title") if axis is not None else None,
        target=target,
        target_title=field_of(target.texts, "title") if target is not None else None,
        changes=changes_of(proposal, version, target),
        files=attachments_shown(queries.list_files(proposal_ids=[proposal.id]).get(proposal.id, [])),
        territory=_territory(proposal),
        support_words=wording.support_words(proposal.support_count),
        is_supported=bool(list_own_supported_ids(user_id=actor.chooser_id, proposal_ids=[proposal.id])),
        support_refusal=_support_refusal(proposal, consultation, actor=actor, now=now),
        is_author=is_author,
        edit_refusal=_refusal(rules.require_editable, proposal, consultation, now=now) if is_author else None,
        can_withdraw=is_author and _refusal(rules.require_withdrawable, proposal) is None,
        later_version=queries.find_later_version(proposal) if is_author else None,
        return_reason=_return_reason(proposal) if is_author else None,
        can_change_files=is_author
        and _refusal(rules.require_files_changeable, proposal, consultation, now=now) is None,
        journey=journey_of(proposal, consultation, now=now),
        thread=thread_of(
            consultation=consultation,
            about=About(proposal_id=proposal.id),
            actor=actor,
            count=proposal.comment_count,
            now=now,
        ),
    )


def changes_of(proposal: Any, version: Any, target: Any) -> list[Change]:
    """Return the texts of the item that a change of wording changes, before and after."""
    if proposal.kind is not ProposalKind.AMEND or target is None:
        return []
    current = wording_of(target, proposal.language)
    return [
        change(wording.FIELD_LABELS.get(name, name), current.get(name, ""), str(text))
        for name, text in version.wording.items()
        if current.get(name, "") != text
    ]


def change(label: Any, before: str, after: str) -> Change:
    """Return one text before and after, word by word."""
    segments = [{"kind": each.kind.value, "text": each.text} for each in word_diff(before, after)]
    return Change(label, segments, before, after)


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version of a proposal with what it changed of the one before."""

    number: int
    created_at: datetime
    changes: Sequence[Change]


def versions_shown(proposal: Any) -> list[VersionShown]:
    """Return the versions of a proposal, the latest first, each with its differences."""
    versions = queries.list_versions(proposal)
    shown = [
        VersionShown(later.number, later.created_at, _differences(earlier, later))
        for earlier, later in zip([None, *versions], versions, strict=False)
    ]
    return shown[::-1]


def _differences(earlier: Any, later: Any) -> list[Change]:
    """Return what a version says where it differs from the one before; all of it for the first."""
    labels = {
        "title": gettext("Title"),
        "problem": gettext("Problem"),
        "solution": gettext("Proposal"),
        "expected_result": gettext("Expected result"),
    }
    pairs = [
        (label, (getattr(earlier, name) or "") if earlier is not None else "", getattr(later, name) or "")
        for name, label in labels.items()
    ]
    before = earlier.wording if earlier is not None else {}
    names = dict.fromkeys([*before, *later.wording])
    pairs += [
        (wording.FIELD_LABELS.get(name, name), before.get(name, ""), later.wording.get(name, ""))
        for name in names
    ]
    return [change(label, old, new) for label, old, new in pairs if old != new]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a proposal that was withdrawn, hidden or refused."""

    proposal: Any
    sentence: str
    reason: str | None
    at: datetime | None
    consultation_url: str


def tombstone_of(proposal: Any) -> Tombstone:
    """Return what happened to a proposal whose words can no longer be read, by which role, when and why."""
    ending = queries.find_ending(proposal)
    sentences = {
        ProposalState.WITHDRAWN: gettext("This proposal was withdrawn by its author."),
        ProposalState.HIDDEN: gettext("This proposal was hidden."),
        ProposalState.REMOVED: gettext("This proposal was removed because it is against the law."),
        ProposalState.REFUSED: gettext("This proposal was refused before it was published."),
    }
    by_role = {
        "moderator": {
            ProposalState.HIDDEN: gettext("This proposal was hidden by a moderator."),
            ProposalState.REFUSED: gettext("A moderator refused to publish this proposal."),
        },
        "focal_point": {
            ProposalState.HIDDEN: gettext("This proposal was hidden by the focal point."),
            ProposalState.REFUSED: gettext("The focal point refused to publish this proposal."),
        },
    }
    role = ending.actor_role if ending is not None else None
    return Tombstone(
        proposal=proposal,
        sentence=by_role.get(role or "", {}).get(proposal.state) or sentences[proposal.state],
        reason=ending.reason if ending is not None else None,
        at=ending.happened_at if ending is not None else proposal.ended_at,
        consultation_url=url_for("consultations.page", consultation_id=proposal.consultation_id),
    )


def _revision(consultation: Any, item_id: int | None) -> Any:
    if consultation.version_id is None or item_id is None:
        return None
    return find_revision(version_id=consultation.version_id, item_id=item_id)


def _territory(proposal: Any) -> Worded | None:
    if proposal.territory_id is None:
        return None
    found = territories_by_id([proposal.territory_id]).get(proposal.territory_id)
    return name_of(found.names) if found is not None else None


def _support_refusal(proposal: Any, consultation: Any, *, actor: Actor, now: datetime) -> str | None:
    """Say why the button cannot be pressed, or None; a visitor may press it and signs in first."""
    if proposal.state is not ProposalState.PUBLISHED:
        return gettext("Supporting is possible once the proposal is published.")
    closed = refusal_to_take_part(consultation, now=now)
    if closed is not None or not actor.is_signed_in:
        return closed
    if actor.user_id == proposal.author_id:
        return gettext("You wrote this proposal: it counts as yours already.")
    if actor.helped_by is not None:
        return str(NOT_THROUGH_A_HELPER)
    if not support_policy.supports.allows(actor, SupportPermission.SUPPORT, proposal):
        return gettext("Confirm your e-mail address or phone first: then you can support it.")
    return None


def _return_reason(proposal: Any) -> str | None:
    step = queries.find_return(proposal)
    return step.reason if step is not None else None


def _refusal(require: Any, *subjects: Any, **options: Any) -> str | None:
    try:
        require(*subjects, **options)
    except NotNow as refusal:
        return str(refusal)
    return None
