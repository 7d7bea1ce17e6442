"""The end of a help session, by the helper or by the person; what she reads of the help she was given."""

from flask import Blueprint, flash, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts import throttling
from app.features.accounts.rules import LinkNoLongerWorks
from app.features.collectivities import queries as collectivities
from app.features.helping import commands, queries
from app.features.helping.types import EndedBy
from app.foundation.database import transaction
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.web import help_under_way
from app.web.accounts import sessions
from app.web.actors import current_actor, own_actor
from app.web.guards import open_to_all, signed_in
from app.web.template_values import worded

blueprint = Blueprint("help_desk", __name__)


@blueprint.post("/help-desk/end")
@signed_in
def end() -> Response:
    """Go back to one's own work; doing it again changes nothing."""
    session_id = help_under_way.session_id()
    if session_id is not None:
        with transaction() as now:
            if queries.is_of_helper(session_id=session_id, helper_id=own_actor().user_id):
                commands.end(session_id=session_id, ended_by=EndedBy.HELPER, now=now)
    help_under_way.leave()
    flash(str(_l("The help session is over. The person is told by a message what was done.")), "success")
    return redirect(url_for("home.front"), 303)


@blueprint.get("/help-desk/<token>")
@open_to_all
def ask_to_stop(token: str) -> str:
    """Ask the person for one press of a button: programs that read mail follow links, but press nothing."""
    if queries.find_by_link(token) is None:
        raise LinkNoLongerWorks
    return render_template("help_desk/public/stop.html", token=token)


@blueprint.post("/help-desk/<token>")
@open_to_all
def stop(token: str) -> str:
    """End the help session that the link is for; doing it again changes nothing."""
    sessions.require_patience(throttling.TRY_CODE, account=token)
    with transaction() as now:
        session = queries.find_by_link(token)
        if session is None:
            raise LinkNoLongerWorks
        commands.end(session_id=session.id, ended_by=EndedBy.PERSON, now=now)
    return render_template("help_desk/public/stop.html", token=None)


@blueprint.get("/me/help")
@signed_in
def received() -> str:
    """Show a person who acted for her, when, and everything that was done."""
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    listed = queries.list_received(user_id)
    places = collectivities.list_by_ids({each.collectivity_id for each in listed})
    return render_template(
        "help_desk/public/received.html",
        received=listed,
        places={place_id: worded(place.names).text for place_id, place in places.items()},
    )
