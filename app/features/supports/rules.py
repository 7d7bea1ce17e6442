"""WHEN supports and opinions may be given."""

from datetime import datetime

from app.features.consultations.models import Consultation
from app.features.consultations.rules import require_running
from app.features.consultations.types import Round
from app.features.proposals.models import Proposal
from app.features.proposals.types import ProposalState
from app.foundation.errors import NotNow
from app.foundation.i18n import _l


class ProposalNotPublished(NotNow):
    """The proposal is not, or no longer, one that can be supported."""

    message = _l("Only published proposals can be supported.")


class OwnProposal(NotNow):
    """Authors do not support what they wrote themselves."""

    message = _l("You wrote this proposal: your support is already counted in it.")


class NoOpinionInRoundOne(NotNow):
    """Opinions are asked on the items of a draft only."""

    message = _l("Opinions on items are asked in the second round, on the draft plan.")


def require_supportable(proposal: Proposal, consultation: Consultation, *, now: datetime) -> None:
    """Refuse unless the proposal is published and its consultation runs at this instant."""
    require_running(consultation, now=now)
    if proposal.state is not ProposalState.PUBLISHED:
        raise ProposalNotPublished


def require_open_to_opinions(consultation: Consultation, *, now: datetime) -> None:
    """Refuse unless a draft is being consulted at this instant."""
    require_running(consultation, now=now)
    if consultation.round != Round.DRAFT:
        raise NoOpinionInRoundOne
