"""The page where everybody reads a consultation and takes part in it."""

from datetime import datetime

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.consultations import commands, queries
from app.features.consultations.rules import require_running
from app.features.supports.types import Stance
from app.foundation import clock
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.consultations import pages
from app.web.guards import open_to_all, signed_in
from app.web.reading import whole_number

blueprint = Blueprint("consultations", __name__)
OPINIONS = [
    {"value": stance.value, "label": stance.label, "kind": pages.STANCE_KINDS[stance]} for stance in Stance
]


@blueprint.get("/consultations/<int:consultation_id>")
@open_to_all
def page(consultation_id: int) -> str:
    """Show a consultation: where it stands, what is put to the public, and how to take part."""
    actor = current_actor()
    consultation = queries.get_consultation(
        collectivity_id=g.collectivity.id, consultation_id=consultation_id, actor=actor
    )
    gathered = pages.consultation_page(
        consultation,
        actor=actor,
        axis_item_id=whole_number(request.args.get("axis")),
        now=clock.now(),
        time_zone=g.collectivity.time_zone,
    )
    return render_template(
        "consultations/public/page.html",
        page=gathered,
        consultation=consultation,
        draft=None if gathered.is_first_round else pages.draft_shown(consultation, actor=actor),
        ideas=pages.ideas_shown(consultation) if gathered.is_first_round else None,
        opinions=OPINIONS,
    )


@blueprint.post("/consultations/<int:consultation_id>/age")
@signed_in
def declare_age(consultation_id: int) -> Response:
    """Record that the participant has the minimum age that this consultation asks for."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        consultation = queries.get_consultation(
            collectivity_id=collectivity_id, consultation_id=consultation_id
        )
        require_running(consultation, now=now)
        commands.declare_age(actor=current_actor(), consultation=consultation, now=now)
        return url_for("consultations.page", consultation_id=consultation_id)

    response = perform_once(act)
    flash(gettext("Thank you: you can take part now."), "success")
    return response
