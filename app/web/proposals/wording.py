"""The names of an item's texts, and the words of counts, in whole phrases."""

from typing import Any

from flask_babel import gettext, ngettext

from app.features.proposals.types import Channel, Outcome, ProposalState
from app.web.plans.wording import FIELD_LABELS

__all__ = [
    "FIELD_LABELS",
    "OUTCOME_KINDS",
    "STATE_KINDS",
    "WRITTEN_LANGUAGES",
    "author_name",
    "comment_words",
    "support_words",
    "tags_of",
]

OUTCOME_KINDS = {
    Outcome.RETAINED: "yes",
    Outcome.RETAINED_IN_PART: "yes",
    Outcome.MERGED: "accent",
    Outcome.ALREADY_PLANNED: "accent",
    Outcome.FORWARDED: "mid",
    Outcome.NOT_RETAINED: "no",
}
STATE_KINDS = {ProposalState.PENDING: "wait", ProposalState.RETURNED: "wait", ProposalState.DRAFT: "neutral"}
# What people call the languages they write in, beside those of the interface.
WRITTEN_LANGUAGES = {
    "ar": "العربية",
    "ary": "الدارجة",
    "ary-Latn": "Darija",
    "fr": "Français",
    "en": "English",
    "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
}


def support_words(count: int) -> str:
    """Say how many support a proposal."""
    return str(ngettext("%(num)s support", "%(num)s supports", count))


def comment_words(count: int) -> str:
    """Say how many comments something has."""
    return str(ngettext("%(num)s comment", "%(num)s comments", count))


def author_name(proposal: Any) -> str:
    """Return the name a proposal is shown under."""
    return proposal.shown_name or gettext("A participant")


def tags_of(proposal: Any) -> list[dict[str, Any]]:
    """Return the tags of a proposal: its outcome, its state when it is not public, its labels."""
    tags: list[dict[str, Any]] = []
    if proposal.outcome is not None:
        tags.append({"label": proposal.outcome.label, "kind": OUTCOME_KINDS[proposal.outcome]})
    if proposal.state in STATE_KINDS:
        tags.append({"label": proposal.state.label, "kind": STATE_KINDS[proposal.state]})
    if proposal.public_label is not None:
        tags.append({"label": proposal.public_label.label, "kind": "mid"})
    tags.append({"label": proposal.kind.label, "kind": "neutral"})
    if proposal.channel is not Channel.WEB:
        tags.append({"label": proposal.channel.label, "kind": "neutral"})
    return tags
