"""Who works for the network: coordinators and mentors."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from app.features.accounts import queries
from app.features.accounts.types import NETWORK_ROLES, Role
from app.foundation.i18n import LANGUAGES
from app.web.actors import current_actor
from app.web.guards import network
from app.web.team import pages, resets
from app.web.team.forms import InvitationForm

blueprint = Blueprint("network_team", __name__)
coordinators = network(Role.NETWORK_COORDINATOR)


@blueprint.get("/network/team")
@coordinators
def members() -> str:
    """Show who holds a role in the network, and who was invited."""
    return _page(_form())


@blueprint.post("/network/team")
@coordinators
def invite() -> Response | tuple[str, int]:
    """Send an invitation to a role of the network."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    return pages.send_invitation(form, collectivity_id=None, back=url_for("network_team.members"))


@blueprint.post("/network/team/invitations/<int:invitation_id>/revoke")
@coordinators
def revoke(invitation_id: int) -> Response:
    """Take an invitation back."""
    return pages.revoke_invitation(None, invitation_id, back=url_for("network_team.members"))


@blueprint.get("/network/team/roles/<int:grant_id>/end")
@coordinators
def ask_to_end(grant_id: int) -> str:
    """Ask once more before a role is ended."""
    return pages.end_role_page(None, grant_id, layout="layouts/public.html", endpoint="network_team")


@blueprint.post("/network/team/roles/<int:grant_id>/end")
@coordinators
def end(grant_id: int) -> Response:
    """End a role at once."""
    return pages.end_role(None, grant_id, back=url_for("network_team.members"))


@blueprint.get("/network/team/roles/<int:grant_id>/reset")
@coordinators
def ask_to_reset(grant_id: int) -> str:
    """Ask once more before lost second factors are removed."""
    return resets.reset_page(None, grant_id, layout="layouts/public.html", endpoint="network_team")


@blueprint.post("/network/team/roles/<int:grant_id>/reset")
@coordinators
def reset(grant_id: int) -> Response:
    """Remove the second factors of somebody who lost them."""
    return resets.reset(None, grant_id, back=url_for("network_team.members"))


def _form() -> InvitationForm:
    posts = pages.posts_to_fill(current_actor(), roles=NETWORK_ROLES, collectivity_id=None)
    return pages.invitation_form(posts, languages=LANGUAGES)


def _page(form: InvitationForm) -> str:
    held = queries.list_staff(None)
    return render_template(
        "team/manage/network.html",
        invitation=form,
        members=held,
        endable=pages.endable(current_actor(), held),
        resettable=resets.resettable(current_actor(), held),
        invitations=pages.invitations_shown(None),
    )
