"""The browsers that one is signed in with: listed, ended one by one, or all the others at once."""

from datetime import datetime

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.features.accounts import sessions as kept
from app.foundation import clock
from app.foundation.errors import NotFound, SignInNeeded
from app.foundation.i18n import _l
from app.web.accounts import sessions
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import signed_in

blueprint = Blueprint("devices", __name__)


@blueprint.get("/devices")
@signed_in
def all_of() -> str:
    """Show where the account is signed in."""
    actor, here = current_actor(), _here()
    found = kept.list_of(
        user_id=here.user_id,
        is_staff=bool(actor.roles or actor.roles_held_back),
        lifetimes=sessions.lifetimes(),
        now=clock.now(),
    )
    return render_template("security/devices.html", sessions=found, here_id=here.id)


@blueprint.post("/devices/<int:session_id>/end")
@signed_in
def end(session_id: int) -> Response:
    """Sign one other browser out."""
    here = _here()

    def act(now: datetime) -> str:
        if session_id == here.id or not kept.end(user_id=here.user_id, session_id=session_id, now=now):
            raise NotFound
        return url_for("devices.all_of")

    response = perform_once(act)
    flash(str(_l("This device is signed out.")), "success")
    return response


@blueprint.post("/devices/end-others")
@signed_in
def end_others() -> Response:
    """Sign every other browser out."""
    here = _here()

    def act(now: datetime) -> str:
        kept.end_others(user_id=here.user_id, kept_id=here.id, now=now)
        return url_for("devices.all_of")

    response = perform_once(act)
    flash(str(_l("Every other device is signed out.")), "success")
    return response


def _here() -> kept.SessionNow:
    here = sessions.current()
    if here is None:
        raise SignInNeeded
    return here
