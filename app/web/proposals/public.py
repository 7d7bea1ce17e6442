"""Reading proposals: the list of a consultation, one proposal, its versions, or its tombstone."""

from typing import Any

from flask import g, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.consultations.queries import get_consultation
from app.features.consultations.rules import refusal_to_take_part
from app.features.hints.queries import count_signatories
from app.features.moderation.publishing import find_decision_in_force
from app.features.moderation.types import Subject
from app.features.proposals import queries
from app.features.proposals.types import ProposalState
from app.foundation import clock
from app.web.actors import current_actor
from app.web.guards import open_to_all
from app.web.moderation.public_pages import ground_words
from app.web.proposals import listing, pages
from app.web.proposals.authoring import draft_address
from app.web.proposals.group import blueprint


@blueprint.get("/consultations/<int:consultation_id>/proposals")
@open_to_all
def all_of(consultation_id: int) -> str:
    """List the proposals of a consultation, narrowed and ordered as the address says."""
    actor = current_actor()
    consultation = get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=actor
    )
    return render_template(
        "proposals/public/all_of.html",
        consultation=consultation,
        listed=listing.list_of(consultation, actor=actor),
        refusal=refusal_to_take_part(consultation, now=clock.now()),
        here=request.full_path.rstrip("?"),
    )


@blueprint.get("/proposals/<int:proposal_id>")
@open_to_all
def page(proposal_id: int) -> str | tuple[str, int] | Response:
    """Show a proposal with what became of it, or what stays of it."""
    actor = current_actor()
    proposal = _known(proposal_id)
    if proposal.state is ProposalState.DRAFT:
        return redirect(draft_address(proposal), 303)
    if not queries.may_read_words(actor, proposal):
        return _tombstone(proposal)
    shown = pages.proposal_page(proposal, actor=actor, now=clock.now())
    return render_template(
        "proposals/public/page.html",
        page=shown,
        proposal=proposal,
        signatories=count_signatories(proposal_id=proposal_id),
    )


@blueprint.get("/proposals/<int:proposal_id>/versions")
@open_to_all
def versions(proposal_id: int) -> str | tuple[str, int]:
    """Show every version of a proposal with what it changed."""
    proposal = _known(proposal_id)
    if not queries.may_read_words(current_actor(), proposal):
        return _tombstone(proposal)
    return render_template(
        "proposals/public/versions.html", proposal=proposal, versions=pages.versions_shown(proposal)
    )


def _known(proposal_id: int) -> Any:
    return queries.get_proposal(
        collectivity_id=g.collectivity.id, proposal_id=proposal_id, actor=current_actor()
    )


def _tombstone(proposal: Any) -> tuple[str, int]:
    decision = (
        find_decision_in_force(subject=Subject.PROPOSAL, subject_id=proposal.id)
        if proposal.state is not ProposalState.WITHDRAWN
        else None
    )
    ground, ground_url = ground_words(decision) if decision is not None else (None, None)
    return render_template(
        "proposals/public/tombstone.html",
        tombstone=pages.tombstone_of(proposal),
        ground=ground,
        ground_url=ground_url,
        decision=decision,
    ), 410
