"""WHEN proposals may be made, changed and decided, and WHAT they may say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from app.features.consultations.models import Consultation
from app.features.consultations.rules import require_running
from app.features.consultations.types import ConsultationState, ModerationMode, Round
from app.features.plans.types import TEXT_FIELDS
from app.features.proposals.models import Proposal
from app.features.proposals.types import (
    MOST_ATTACHMENTS,
    NAME_LENGTH,
    REASON_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Content,
    Place,
    ProposalKind,
    ProposalState,
    PublicLabel,
)
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.lifecycle import Lifecycle, move
from app.foundation.text.clean import clean_line, clean_name, clean_text, is_blank

lifecycle = Lifecycle(
    initial=ProposalState.DRAFT,
    refusal=_l("This proposal is no longer in a state where that can be done."),
    submit=move(ProposalState.DRAFT, to=ProposalState.PENDING),
    submit_again=move(ProposalState.RETURNED, to=ProposalState.PENDING),
    publish=move(ProposalState.PENDING, to=ProposalState.PUBLISHED),
    return_to_author=move(ProposalState.PENDING, to=ProposalState.RETURNED),
    refuse=move(ProposalState.PENDING, to=ProposalState.REFUSED),
    hide=move(ProposalState.PUBLISHED, to=ProposalState.HIDDEN),
    remove=move(
        ProposalState.PENDING,
        ProposalState.PUBLISHED,
        ProposalState.HIDDEN,
        ProposalState.REFUSED,
        to=ProposalState.REMOVED,
    ),
    restore=move(
        ProposalState.HIDDEN, ProposalState.REMOVED, ProposalState.REFUSED, to=ProposalState.PUBLISHED
    ),
    withdraw=move(
        ProposalState.PENDING, ProposalState.RETURNED, ProposalState.PUBLISHED, to=ProposalState.WITHDRAWN
    ),
)

REQUIRED_TEXT: dict[ProposalKind, tuple[str, LazyText]] = {
    ProposalKind.IDEA: ("solution", _l("Say what you propose.")),
    ProposalKind.ADD: ("solution", _l("Say what should be added.")),
    ProposalKind.REMOVE: ("problem", _l("Say why it should be removed.")),
}
TEXTS = ("problem", "solution", "expected_result")
ANSWERED = frozenset({ConsultationState.ANSWERED, ConsultationState.ARCHIVED})
FIXED = ANSWERED | {ConsultationState.CANCELLED}


class NoDraftToChange(NotNow):
    """The first round has no draft whose items could be changed."""

    message = _l(
        "Changes to items are proposed in the second round, on the draft plan. You can add an idea now."
    )


class ProposalIsFixed(NotNow):
    """The texts of this consultation no longer change."""

    message = _l("This consultation is over: its proposals can no longer be changed.")


class AlreadyAnswered(NotNow):
    """What was answered stays, with its answer."""

    message = _l("This proposal was answered. It stays, together with its answer.")


class AnswersArePublished(NotNow):
    """Every published contribution of an answered consultation has its answer: none joins them without one."""

    message = _l(
        "The answers of this consultation are published: what was not answered cannot be published any more."
    )


class NotADraft(NotNow):
    """It was submitted already."""

    message = _l("This proposal was sent already.")


class FilesAreFixed(NotNow):
    """Files come with a text that is read before it is shown."""

    message = _l("Files cannot be changed once the proposal is published.")


class NotYourAssociation(Invalid):
    """The person does not speak for this association."""

    message = _l("You can only speak for an association that you belong to.")


class NothingToRead(NotNow):
    """No change of this proposal waits to be read."""

    message = _l("No change of this proposal is waiting to be read.")


def require_labelled_anew(proposal: Proposal, label: PublicLabel | None) -> None:
    """Refuse a label on what is not public, and the one that it has."""
    if proposal.state is not ProposalState.PUBLISHED or proposal.public_label is label:
        raise NotNow(lifecycle.refusal)


def require_kind(consultation: Consultation, kind: ProposalKind) -> None:
    """Refuse a change to an item where there is no draft yet."""
    if kind is not ProposalKind.IDEA and consultation.round != Round.DRAFT:
        raise NoDraftToChange


def require_open(consultation: Consultation, *, now: datetime) -> None:
    """Refuse unless proposals are received at this instant."""
    require_running(consultation, now=now)


def require_editable(proposal: Proposal, consultation: Consultation, *, now: datetime) -> None:
    """Refuse a change of a published text after the end; one that was returned can be corrected until the answers."""
    if proposal.state is ProposalState.PUBLISHED:
        require_running(consultation, now=now)
    elif proposal.state not in {ProposalState.PENDING, ProposalState.RETURNED}:
        raise NotNow(lifecycle.refusal)
    else:
        require_wording_open(consultation)


def require_draft(proposal: Proposal) -> None:
    """Refuse unless the proposal was not submitted yet."""
    if proposal.state is not ProposalState.DRAFT:
        raise NotADraft


def require_withdrawable(proposal: Proposal) -> None:
    """Refuse to withdraw what was answered."""
    lifecycle.require(proposal.state, "withdraw")
    if proposal.outcome is not None:
        raise AlreadyAnswered


def require_owed_an_answer(proposal: Proposal, consultation: Consultation) -> None:
    """Refuse to publish, among answered proposals, one that will never be answered."""
    if consultation.state in ANSWERED and proposal.outcome is None:
        raise AnswersArePublished


def require_wording_open(consultation: Consultation) -> None:
    """Refuse to change words that were answered, or that belong to a consultation that was cancelled."""
    if consultation.state in FIXED:
        raise ProposalIsFixed


def require_files_changeable(proposal: Proposal, consultation: Consultation, *, now: datetime) -> None:
    """Refuse to change the files of what is published and was read beforehand."""
    if proposal.state is ProposalState.DRAFT:
        return
    require_editable(proposal, consultation, now=now)
    if proposal.state is ProposalState.PUBLISHED and is_read_before(consultation):
        raise FilesAreFixed


def require_room_for_file(count: int) -> None:
    """Refuse one attachment too many."""
    if count >= MOST_ATTACHMENTS:
        raise Invalid(
            fields={
                "files": _n(
                    "At most %(num)s file can be attached.",
                    "At most %(num)s files can be attached.",
                    MOST_ATTACHMENTS,
                )
            }
        )


def is_read_before(consultation: Consultation) -> bool:
    """Say whether texts wait for a moderator before they are shown."""
    return consultation.moderation_mode is ModerationMode.BEFORE


def keeps_history(proposal: Proposal) -> bool:
    """Say whether the next change becomes a version with public differences: somebody supported what it says."""
    return proposal.state is ProposalState.PUBLISHED and (
        proposal.support_count > 0 or proposal.version_number > 1
    )


def cleaned(content: Content) -> Content:
    """Return the content without what cannot be seen; empty texts are None."""
    texts = {name: clean_text(getattr(content, name) or "") or None for name in TEXTS}
    wording = {name: clean_text(text) for name, text in content.wording.items()}
    return replace(content, title=clean_line(content.title), wording=wording, **texts)


def cleaned_name(name: str | None) -> str | None:
    """Return a name typed for somebody, None when there is none; refuse one that is too long."""
    cleaned = clean_name(name or "")
    if len(cleaned) > NAME_LENGTH:
        raise Invalid(
            fields={
                "shown_name": _n("At most %(num)s character.", "At most %(num)s characters.", NAME_LENGTH)
            }
        )
    return cleaned if cleaned and not is_blank(cleaned) else None


def cleaned_reason(reason: str) -> str:
    """Return the public reason of a decision; refuse an empty or endless one."""
    cleaned = clean_text(reason)
    if is_blank(cleaned):
        raise Invalid(fields={"reason": _l("Give the reason: it is shown to the author.")})
    if len(cleaned) > REASON_LENGTH:
        raise Invalid(
            fields={"reason": _n("At most %(num)s character.", "At most %(num)s characters.", REASON_LENGTH)}
        )
    return cleaned


def require_content(content: Content, place: Place, *, current_wording: Mapping[str, str]) -> None:
    """Refuse what is incomplete or too long; `current_wording` is what the changed item says now."""
    fields = {**_too_long(content), **_missing(content, place)}
    if place.kind is ProposalKind.AMEND:
        fields |= _wrong_wording(content, current_wording)
    if fields:
        raise Invalid(fields=fields)


def require_lengths(content: Content) -> None:
    """Refuse what is too long, for drafts, which may be incomplete."""
    fields = _too_long(content)
    if fields:
        raise Invalid(fields=fields)


def changed_wording(content: Content, current_wording: Mapping[str, str]) -> dict[str, str]:
    """Return the fields whose text differs from what the item says now."""
    return {
        name: text
        for name, text in content.wording.items()
        if clean_text(current_wording.get(name, "")) != text
    }


def _too_long(content: Content) -> dict[str, LazyText | str]:
    lengths = {"title": (len(content.title), TITLE_LENGTH)}
    lengths |= {name: (len(getattr(content, name) or ""), TEXT_LENGTH) for name in TEXTS}
    lengths |= {f"wording_{name}": (len(text), TEXT_LENGTH) for name, text in content.wording.items()}
    return {
        name: _n("At most %(num)s character.", "At most %(num)s characters.", most)
        for name, (length, most) in lengths.items()
        if length > most
    }


def _missing(content: Content, place: Place) -> dict[str, LazyText | str]:
    missing: dict[str, LazyText | str] = {}
    if is_blank(content.title):
        missing["title"] = _l("Give your proposal a title.")
    name, sentence = REQUIRED_TEXT.get(place.kind, (None, None))
    if name is not None and sentence is not None and is_blank(getattr(content, name) or ""):
        missing[name] = sentence
    return missing


def _wrong_wording(content: Content, current_wording: Mapping[str, str]) -> dict[str, LazyText | str]:
    unknown = content.wording.keys() - set(TEXT_FIELDS)
    if unknown or not content.wording:
        return {"title": _l("Choose which text of the item should change.")}
    if not changed_wording(content, current_wording):
        first = next(iter(content.wording))
        return {f"wording_{first}": _l("Change at least one word of the text.")}
    return {}
