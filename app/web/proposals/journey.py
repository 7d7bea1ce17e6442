"""The life of a proposal, step by step, as everybody can follow it."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from app.features.proposals import queries
from app.features.proposals.types import Channel, ProposalState
from app.web.template_values import day


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One step: `state` is done, now, late, stopped or next."""

    label: str
    state: str = "done"
    detail: str | None = None
    at: str | None = None
    url: str | None = None
    quote: str | None = None
    quote_lang: str | None = None
    percent: int | None = None
    percent_label: str | None = None
    links: list[dict[str, Any]] = field(default_factory=list)


def journey_of(proposal: Any) -> list[JourneyStep]:
    """Return the steps that a proposal has taken, and the one it waits for."""
    return [_received(proposal), *_moderated(proposal)]


def _received(proposal: Any) -> JourneyStep:
    labels = {
        Channel.WEB: gettext("Received online"),
        Channel.WORKSHOP: gettext("Received at a workshop"),
        Channel.PAPER: gettext("Received on paper"),
        Channel.PHONE: gettext("Received by phone"),
        Channel.DESK: gettext("Received at the desk"),
    }
    return JourneyStep(labels[proposal.channel], at=day(proposal.submitted_at or proposal.created_at))


def _moderated(proposal: Any) -> list[JourneyStep]:
    if proposal.state is ProposalState.PENDING:
        return [JourneyStep(gettext("In review"), state="now")]
    if proposal.state is ProposalState.RETURNED:
        step = queries.find_return(proposal)
        return [
            JourneyStep(
                gettext("Returned to its author"),
                state="now",
                at=day(step.happened_at) if step is not None else None,
                quote=step.reason if step is not None else None,
            )
        ]
    return [JourneyStep(gettext("Published"), at=day(proposal.published_at))]
