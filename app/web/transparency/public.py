"""The page of a consultation's ledger, in plain words."""

from flask import Blueprint, Flask, g, render_template, request

from app.features.consultations.queries import get_consultation
from app.foundation.pagination import page_number
from app.web.guards import open_to_all
from app.web.transparency import pages

blueprint = Blueprint("transparency", __name__)


def init_app(app: Flask) -> None:
    """Let every page name the latest checkpoint."""
    pages.init_app(app)


@blueprint.get("/consultations/<int:consultation_id>/ledger")
@open_to_all
def ledger(consultation_id: int) -> str:
    """Show what the ledger of a consultation is, how it stands, and how to check it."""
    consultation = get_consultation(collectivity_id=g.collectivity.id, consultation_id=consultation_id)
    return render_template(
        "transparency/public/ledger.html",
        consultation=consultation,
        ledger=pages.ledger_page(consultation.id, number=page_number(request.args.get("page"))),
        most_findings=pages.FINDINGS_SHOWN,
    )
