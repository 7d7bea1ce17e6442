"""What an opened ballot says, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.features.consultations.queries import get_by_id
from app.features.plans.queries import list_revisions
from app.features.proposals.queries import list_published
from app.web.template_values import Worded, field_of


@dataclass(frozen=True, slots=True)
class ChoiceTitle:
    """A choice by its number, with its title where everybody can still read it."""

    number: int
    title: Worded


def choice_titles(consultation_id: int, choices: Sequence[Any]) -> list[ChoiceTitle]:
    """Return what choices of a vote are called."""
    version_id = get_by_id(consultation_id).version_id
    items = {each.item_id: each for each in list_revisions(version_id)} if version_id is not None else {}
    proposals = list_published([each.proposal_id for each in choices if each.proposal_id is not None])
    return [ChoiceTitle(each.number, _title(each, items, proposals)) for each in choices]


def _title(choice: Any, items: dict[int, Any], proposals: dict[int, Any]) -> Worded:
    if choice.item_id in items:
        return field_of(items[choice.item_id].texts, "title")
    proposal = proposals.get(choice.proposal_id)
    return Worded(proposal.title, proposal.language) if proposal is not None else Worded("", "")
