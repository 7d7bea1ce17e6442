"""Proving who one is with an identity service: the way there, from the page of the vote and with what was ticked."""

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from app.features.accounts.rules import TooManyAttempts
from app.features.voters import commands
from app.features.voters.types import VoterLevel
from app.foundation.database import db, transaction
from app.foundation.errors import NotFound, NotNow
from app.foundation.identity_provider import provider
from app.web.accounts.sessions import network
from app.web.actors import current_actor
from app.web.ballots.public import keep_ticks, own_vote, vote_url
from app.web.guards import signed_in
from app.web.languages import current_language
from app.web.voters import oidc
from app.web.voters.oidc import WayBack

blueprint = Blueprint("identity", __name__)


@blueprint.before_request
def exist_only_with_a_provider() -> None:
    """Answer as an address that does not exist while the operator names no service."""
    if provider() is None:
        raise NotFound


@blueprint.post("/consultations/<int:consultation_id>/vote/identity")
@signed_in
def begin(consultation_id: int) -> Response:
    """Keep what is ticked and lead the voter to the identity service."""
    service, actor = provider(), current_actor()
    _, question = own_vote(consultation_id)
    if service is None or question.level is not VoterLevel.OIDC:
        raise NotFound
    with transaction() as now:
        within = commands.count_provider_try(actor=actor, network=network(), now=now)
    if not within:
        raise TooManyAttempts
    address = vote_url(consultation_id)
    back = keep_ticks(consultation_id)
    way_back = WayBack(address=address, language=current_language().code)
    db.session.rollback()  # no read stays open while the service is asked
    try:
        return oidc.lead_to_provider(service, user_id=actor.user_id or 0, way_back=way_back)
    except NotNow as refusal:
        flash(str(refusal), "error")
        return back
