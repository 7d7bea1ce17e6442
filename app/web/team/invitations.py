"""An invitation as the invited person sees it."""

from datetime import datetime

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.features.accounts import commands, queries, rules, throttling
from app.features.collectivities import queries as collectivities
from app.foundation import clock
from app.foundation.i18n import _l
from app.web.accounts import sessions
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import open_to_all, signed_in
from app.web.template_values import worded

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/invitations/<token>")
@open_to_all
def answer(token: str) -> str:
    """Say what the invitation is for; a visitor is asked to sign in or to sign up with its address."""
    invitation = rules.require_waiting(queries.find_invitation(token), now=clock.now())
    place = collectivities.get(invitation.collectivity_id) if invitation.collectivity_id is not None else None
    user_id = current_actor().user_id
    own = queries.get_user(user_id).email if user_id is not None else None
    return render_template(
        "team/public/invitation.html",
        token=token,
        invitation=invitation,
        place_name=worded(place.names).text if place is not None else None,
        is_hers=own is not None and own.casefold() == invitation.email.casefold(),
    )


@blueprint.post("/invitations/<token>/accept")
@signed_in
def accept(token: str) -> Response:
    """Take the role."""
    actor = current_actor()
    sessions.require_patience(throttling.TRY_CODE, account=token)

    def act(now: datetime) -> str:
        grant = commands.accept_invitation(actor=actor, token=token, now=now)
        if grant.collectivity_id is None:
            return url_for("participation.mine")
        return url_for("collectivities.page", slug=collectivities.get(grant.collectivity_id).slug)

    response = perform_once(act)
    flash(str(_l("Thank you: the role is yours from now on.")), "success")
    return response
