"""The published synthesis, for everybody."""

from flask import Blueprint, g, render_template

from app.features.consultations.queries import get_consultation
from app.foundation.errors import NotFound
from app.web.guards import open_to_all
from app.web.synthesis import pages

blueprint = Blueprint("synthesis", __name__)


@blueprint.get("/consultations/<int:consultation_id>/synthesis")
@open_to_all
def page(consultation_id: int) -> str:
    """Show what the contributions say, each point with the proposals it rests on."""
    consultation = get_consultation(collectivity_id=g.collectivity.id, consultation_id=consultation_id)
    shown = pages.synthesis_page(consultation.id)
    if shown.synthesis is None or shown.synthesis.published_at is None:
        raise NotFound
    return render_template("synthesis/public/page.html", consultation=consultation, page=shown)
