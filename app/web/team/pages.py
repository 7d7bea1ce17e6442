"""What the team pages of a collectivity and of the network share."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from flask import flash, render_template, url_for
from werkzeug.wrappers import Response

from app.features.accounts import commands, policy, queries, rules, throttling
from app.features.accounts.policy import AccountPermission
from app.features.accounts.types import Post, Role
from app.foundation import clock
from app.foundation.i18n import LANGUAGES, _l
from app.foundation.policy import Actor
from app.web.accounts import sessions
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.languages import current_language
from app.web.team.forms import InvitationForm


def posts_to_fill(actor: Actor, *, roles: Iterable[Role], collectivity_id: int | None) -> list[Post]:
    """Return the posts that the actor may invite for, in the order of the roles."""
    wanted = frozenset(roles)
    posts = [Post(role, collectivity_id) for role in Role if role in wanted]
    return [post for post in posts if policy.accounts.allows(actor, AccountPermission.INVITE, post)]


def invitation_form(posts: Iterable[Post], *, languages: Collection[str]) -> InvitationForm:
    """Return the form of an invitation for these posts."""
    form = InvitationForm()
    form.role.choices = [(post.role.value, post.role.label) for post in posts]
    form.language.choices = [(code, each.name) for code, each in LANGUAGES.items() if code in languages]
    form.language.data = form.language.data or current_language().code
    return form


def send_invitation(form: InvitationForm, *, collectivity_id: int | None, back: str) -> Response:
    """Invite, and lead back to the team."""
    actor = current_actor()
    post, email, language = Post(Role(form.role.data), collectivity_id), form.email.data, form.language.data
    sessions.require_patience(throttling.INVITE, account=f"invite:{actor.user_id}")

    def act(now: datetime) -> str:
        commands.invite(actor=actor, post=post, email=email, language=language, now=now)
        return back

    response = perform_once(act)
    flash(str(_l("The invitation is on its way. It can be accepted within fourteen days.")), "success")
    return response


def revoke_invitation(collectivity_id: int | None, invitation_id: int, *, back: str) -> Response:
    """Take an invitation back."""
    actor = current_actor()

    def act(now: datetime) -> str:
        invitation = queries.get_invitation(collectivity_id=collectivity_id, invitation_id=invitation_id)
        commands.revoke_invitation(actor=actor, invitation=invitation, now=now)
        return back

    response = perform_once(act)
    flash(str(_l("The invitation is taken back: its link opens nothing any more.")), "success")
    return response


def endable(actor: Actor, members: Iterable[queries.StaffMember]) -> set[int]:
    """Return which of the roles held here, by their grants, the actor may end."""
    may = policy.accounts.allows
    return {each.grant_id for each in members if may(actor, AccountPermission.END_ROLE, each)}


def end_role_page(collectivity_id: int | None, grant_id: int, *, layout: str, endpoint: str) -> str:
    """Return the page that asks once more before a role is ended."""
    grant = queries.get_grant(collectivity_id=collectivity_id, grant_id=grant_id)
    policy.accounts.require(current_actor(), AccountPermission.END_ROLE, grant)
    rules.require_held(grant)
    user = queries.get_user(grant.user_id)
    return render_template(
        "team/manage/end_role.html",
        layout=layout,
        role=grant.role,
        is_own=grant.user_id == current_actor().user_id,
        name=user.public_name or user.email or user.us_phone_number,
        action_url=url_for(f"{endpoint}.end", grant_id=grant_id),
        cancel_url=url_for(f"{endpoint}.members"),
    )


def end_role(collectivity_id: int | None, grant_id: int, *, back: str) -> Response:
    """End a role at once; whoever ended her own is led to her own page."""
    actor = current_actor()
    is_own = queries.get_grant(collectivity_id=collectivity_id, grant_id=grant_id).user_id == actor.user_id

    def act(now: datetime) -> str:
        grant = queries.get_grant(collectivity_id=collectivity_id, grant_id=grant_id)
        commands.end_role(actor=actor, grant=grant, now=now)
        return url_for("participation.mine") if is_own else back

    response = perform_once(act)
    if is_own:
        sessions.renew()
    flash(str(_l("The role has ended. It opens nothing from now on.")), "success")
    return response


def invitations_shown(collectivity_id: int | None) -> list[dict[str, Any]]:
    """Return the invitations nobody answered, with what became of each."""
    now = clock.now()
    return [
        {
            "id": each.id,
            "email": each.email,
            "role": each.role,
            "sent_at": each.created_at,
            "expires_at": each.expires_at,
            "state": rules.state_of(each, now=now),
        }
        for each in queries.list_invitations(collectivity_id)
    ]
