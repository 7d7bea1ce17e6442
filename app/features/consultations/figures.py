"""The figures of a consultation: each has one definition, shown beside it, and is frozen at closing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.features.consultations.models import Consultation
from app.foundation.i18n import LazyText, _l

# Frozen figures keep the number of the edition whose definitions they were counted by.
EDITION = 1

Counts = Mapping[str, int | Mapping[str, int]]
FigureCounter = Callable[[Consultation], Counts]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one figure is called and what exactly it counts."""

    key: str
    label: LazyText
    definition: LazyText


FIGURES = (
    Figure(
        "participants",
        _l("Participants"),
        _l(
            "Different accounts that made a contribution, supported one, gave an opinion or commented, staff apart."
        ),
    ),
    Figure(
        "proposals",
        _l("Contributions"),
        _l(
            "Ideas and proposals received by every channel, without those withdrawn, refused, hidden or returned."
        ),
    ),
    Figure(
        "supports",
        _l("Supports"),
        _l("Supports of the contributions counted here, one for each account and contribution."),
    ),
    Figure("opinions", _l("Opinions"), _l("Opinions on items of the draft, one for each account and item.")),
    Figure("comments", _l("Comments"), _l("Published comments and replies, those of the staff included.")),
    Figure("workshops", _l("Workshops"), _l("Workshops of this consultation held until closing.")),
    Figure(
        "attendance", _l("Present in workshops"), _l("Persons counted in the minutes of these workshops.")
    ),
)
BREAKDOWNS = (
    Figure(
        "proposals_by_state",
        _l("Contributions by state"),
        _l("Every contribution submitted, by where it stands."),
    ),
    Figure(
        "proposals_by_kind",
        _l("Contributions by kind"),
        _l("The contributions counted above, by what they ask for."),
    ),
    Figure(
        "proposals_by_channel",
        _l("Contributions by channel"),
        _l("The contributions counted above, by how they arrived."),
    ),
)


def freeze(counts: Counts) -> dict[str, Any]:
    """Return what is stored at closing: the counts with the edition of their definitions; unknown ones are refused."""
    known = {figure.key for figure in (*FIGURES, *BREAKDOWNS)}
    if unknown := set(counts) - known:
        raise ValueError(f"figures without a definition: {sorted(unknown)}")
    return {
        "edition": EDITION,
        "counts": {
            key: dict(value) if isinstance(value, Mapping) else value for key, value in counts.items()
        },
    }


def frozen_counts(consultation: Consultation) -> dict[str, Any] | None:
    """Return the counts frozen when the consultation closed, or None while it has not."""
    return consultation.figures["counts"] if consultation.figures else None
