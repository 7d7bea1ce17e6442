"""What the council answered, for everybody."""

from flask import Blueprint, g, render_template, request

from app.features.consultations.queries import get_consultation
from app.features.consultations.types import ConsultationState
from app.features.proposals.types import Outcome
from app.foundation.errors import NotFound
from app.foundation.pagination import page_number
from app.web.council import pages
from app.web.guards import open_to_all
from app.web.proposals.wording import OUTCOME_KINDS
from app.web.reading import chosen_member

blueprint = Blueprint("council", __name__)
ANSWERED = frozenset({ConsultationState.ANSWERED, ConsultationState.ARCHIVED})


@blueprint.get("/consultations/<int:consultation_id>/results")
@open_to_all
def results(consultation_id: int) -> str:
    """Show what was said, what was decided and what it became."""
    consultation = get_consultation(collectivity_id=g.collectivity.id, consultation_id=consultation_id)
    if consultation.state not in ANSWERED:
        raise NotFound
    outcome = chosen_member(Outcome, request.args.get("outcome"))
    shown = pages.results(
        consultation=consultation, outcome=outcome, number=page_number(request.args.get("page"))
    )
    return render_template(
        "council/public/results.html",
        consultation=consultation,
        results=shown,
        outcome=outcome,
        outcomes=Outcome,
        kinds=OUTCOME_KINDS,
    )


@blueprint.get("/answers")
@open_to_all
def figures() -> str:
    """Show, for each closed consultation, how many contributions were answered and how fast."""
    return render_template(
        "council/public/figures.html",
        answers=pages.answers_of_collectivity(g.collectivity.id),
        outcomes=Outcome,
        kinds=OUTCOME_KINDS,
    )
