"""WHEN the committee groups and writes, and WHAT a theme and a point must hold."""

from collections.abc import Sequence
from typing import Protocol

from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.features.synthesis.models import Theme
from app.foundation.errors import ChangedMeanwhile, Invalid, NotFound, NotNow
from app.foundation.i18n import _l

WORKING_STATES = frozenset({ConsultationState.OPEN, ConsultationState.UNDER_REVIEW})
TITLE_LENGTH = 160
TEXT_LENGTH = 6000


class NotBeingSynthesised(NotNow):
    """The consultation has not opened yet, or its answers are published."""

    message = _l("Grouping is possible from the opening of the consultation until its answers are published.")


class StillRunning(NotNow):
    """The synthesis is published once contributions are closed."""

    message = _l("The synthesis is published after the consultation has closed.")


class ThemeGone(NotNow):
    """The theme was dissolved by somebody else."""

    message = _l("This theme was dissolved in the meantime.")


class NotGroupable(NotNow):
    """Only published proposals of the same consultation are grouped."""

    message = _l("Only published proposals of this consultation can be grouped.")


class SavedMeanwhile(ChangedMeanwhile):
    """Somebody else saved the same thing after the form was opened."""

    message = _l("Somebody else saved this after you opened it. What you typed is kept.")


class Versioned(Protocol):
    """A row that counts its saves."""

    @property
    def lock_version(self) -> int: ...


class UncitedPoint(Invalid):
    """A point of the synthesis rests on proposals."""

    message = _l("A point of the synthesis cites at least one proposal.")


def require_being_synthesised(consultation: Consultation) -> None:
    """Refuse grouping and writing outside the committee's time."""
    if consultation.state not in WORKING_STATES:
        raise NotBeingSynthesised


def require_closed(consultation: Consultation) -> None:
    """Refuse publishing a synthesis while contributions still arrive."""
    if consultation.state is not ConsultationState.UNDER_REVIEW:
        raise StillRunning


def require_standing(theme: Theme) -> None:
    """Refuse acts on a theme that was dissolved."""
    if theme.dissolved_at is not None:
        raise ThemeGone


def require_same_consultation(theme: Theme, *, consultation_id: int) -> None:
    """Refuse a theme of another consultation."""
    if theme.consultation_id != consultation_id:
        raise NotFound


def require_groupable(proposals: Sequence[Proposal], *, consultation_id: int) -> None:
    """Refuse proposals that are not published ones of this consultation."""
    if any(
        each.consultation_id != consultation_id or each.state is not ProposalState.PUBLISHED
        for each in proposals
    ):
        raise NotGroupable


def require_unchanged(row: Versioned | None, *, lock_version: int | None) -> None:
    """Refuse a form opened before somebody else's save; 0 says that it showed no row, None that there was no form."""
    if lock_version is not None and lock_version != (row.lock_version if row is not None else 0):
        raise SavedMeanwhile


def require_title(title: str) -> None:
    """Refuse a theme without a name."""
    if not title.strip():
        raise Invalid(fields={"title": _l("Give the theme a name.")})


def require_citations(*, text: str, proposals: Sequence[Proposal]) -> None:
    """Refuse a point that says nothing or rests on nothing."""
    if not text.strip():
        raise UncitedPoint(fields={"text": _l("Write what the contributions say.")})
    if not proposals:
        raise UncitedPoint(fields={"proposals": _l("Choose at least one proposal that says it.")})
