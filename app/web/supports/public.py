"""The buttons: support, take it back, say what one thinks of an item. They lead back to where one was."""

from datetime import datetime

from flask import Blueprint, flash, g, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.consultations.queries import get_consultation
from app.features.plans.queries import find_item
from app.features.proposals.queries import get_proposal
from app.features.supports import commands
from app.features.supports.types import Stance
from app.foundation.errors import Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import signed_in
from app.web.reading import chosen_member
from app.web.ways_back import safe_path

blueprint = Blueprint("supports", __name__)


@blueprint.post("/proposals/<int:proposal_id>/support")
@signed_in
def support(proposal_id: int) -> Response:
    """Count the person among the supporters of a proposal."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        actor = current_actor()
        proposal = get_proposal(collectivity_id=collectivity_id, proposal_id=proposal_id, actor=actor)
        commands.give_support(actor=actor, proposal=proposal, now=now)
        flash(gettext("You support this proposal. You will be told what becomes of it."), "success")
        return _way_back(url_for("proposals.page", proposal_id=proposal_id, _anchor="support"))

    return perform_once(act)


@blueprint.post("/proposals/<int:proposal_id>/take-back")
@signed_in
def take_back(proposal_id: int) -> Response:
    """Count the person no longer among the supporters of a proposal."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        actor = current_actor()
        proposal = get_proposal(collectivity_id=collectivity_id, proposal_id=proposal_id, actor=actor)
        commands.take_back_support(actor=actor, proposal=proposal, now=now)
        flash(gettext("You no longer support this proposal."), "success")
        return _way_back(url_for("proposals.page", proposal_id=proposal_id, _anchor="support"))

    return perform_once(act)


@blueprint.post("/consultations/<int:consultation_id>/items/<int:item_id>/opinion")
@signed_in
def opine(consultation_id: int, item_id: int) -> Response:
    """Record what the person thinks of an item of the draft; the pressed opinion, pressed again, is taken back."""
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        actor = current_actor()
        consultation = get_consultation(
            collectivity_id=collectivity_id, consultation_id=consultation_id, actor=actor
        )
        item = find_item(collectivity_id=collectivity_id, item_id=item_id)
        if item is None:
            raise NotFound
        chosen = request.form.get("stance", "")
        stance = chosen_member(Stance, chosen)
        if stance is not None:
            commands.give_opinion(actor=actor, consultation=consultation, item=item, stance=stance, now=now)
            flash(gettext("Your opinion is counted. You can change it until the end."), "success")
        elif chosen == "":
            commands.take_back_opinion(actor=actor, consultation=consultation, item=item, now=now)
            flash(gettext("Your opinion is taken back."), "success")
        else:
            raise Invalid
        fallback = url_for("consultations.page", consultation_id=consultation_id, _anchor=f"item-{item_id}")
        return _way_back(fallback)

    return perform_once(act)


def _way_back(fallback: str) -> str:
    """Return the page that the button stood on, with its place on it."""
    return safe_path(request.form.get("next"), default=fallback)
