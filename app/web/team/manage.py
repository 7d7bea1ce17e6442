"""Who works for a collectivity: members, their roles, invitations."""

from flask import Blueprint, g, render_template, url_for
from werkzeug.wrappers import Response

from app.features.accounts import queries
from app.features.accounts.types import STAFF_ROLES, Post, Role
from app.web.actors import current_actor
from app.web.guards import staff
from app.web.team import pages, resets
from app.web.team.forms import InvitationForm

blueprint = Blueprint("manage_team", __name__)
leaders = staff(Role.FOCAL_POINT, also_network=(Role.NETWORK_COORDINATOR,))


@blueprint.get("/team")
@leaders
def members() -> str:
    """Show who holds which role, and who was invited."""
    return _page(pages.invitation_form(_posts(), languages=g.collectivity.languages))


@blueprint.post("/team")
@leaders
def invite() -> Response | tuple[str, int]:
    """Send an invitation."""
    form = pages.invitation_form(_posts(), languages=g.collectivity.languages)
    if not form.validate_on_submit():
        return _page(form), 422
    return pages.send_invitation(form, collectivity_id=g.collectivity.id, back=url_for("manage_team.members"))


@blueprint.post("/team/invitations/<int:invitation_id>/revoke")
@leaders
def revoke(invitation_id: int) -> Response:
    """Take an invitation back."""
    return pages.revoke_invitation(g.collectivity.id, invitation_id, back=url_for("manage_team.members"))


@blueprint.get("/team/roles/<int:grant_id>/end")
@leaders
def ask_to_end(grant_id: int) -> str:
    """Ask once more before a role is ended."""
    return pages.end_role_page(
        g.collectivity.id, grant_id, layout="layouts/manage.html", endpoint="manage_team"
    )


@blueprint.post("/team/roles/<int:grant_id>/end")
@leaders
def end(grant_id: int) -> Response:
    """End a role at once."""
    return pages.end_role(g.collectivity.id, grant_id, back=url_for("manage_team.members"))


@blueprint.get("/team/roles/<int:grant_id>/reset")
@leaders
def ask_to_reset(grant_id: int) -> str:
    """Ask once more before lost second factors are removed."""
    return resets.reset_page(
        g.collectivity.id, grant_id, layout="layouts/manage.html", endpoint="manage_team"
    )


@blueprint.post("/team/roles/<int:grant_id>/reset")
@leaders
def reset(grant_id: int) -> Response:
    """Remove the second factors of somebody who lost them."""
    return resets.reset(g.collectivity.id, grant_id, back=url_for("manage_team.members"))


def _posts() -> list[Post]:
    """Return the posts that the actor may fill here."""
    return pages.posts_to_fill(current_actor(), roles=STAFF_ROLES, collectivity_id=g.collectivity.id)


def _page(form: InvitationForm) -> str:
    held = queries.list_staff(g.collectivity.id)
    return render_template(
        "team/manage/members.html",
        invitation=form,
        members=held,
        endable=pages.endable(current_actor(), held),
        resettable=resets.resettable(current_actor(), held),
        invitations=pages.invitations_shown(g.collectivity.id),
    )
