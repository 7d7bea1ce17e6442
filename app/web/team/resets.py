"""Removing the second factors of a member of the team who lost them: what the pages of both teams share."""

from collections.abc import Collection
from datetime import datetime

from flask import flash, render_template, url_for
from werkzeug.wrappers import Response

from app.features.accounts.queries import StaffMember, get_grant, get_user
from app.features.accounts.rules import require_held
from app.features.authenticators import policy, queries, resets, rules
from app.features.authenticators.policy import AuthenticatorPermission
from app.foundation.i18n import _l
from app.foundation.policy import Actor
from app.web.accounts import sessions
from app.web.actors import current_actor
from app.web.acts import perform_once


def resettable(actor: Actor, members: Collection[StaffMember]) -> set[int]:
    """Return which of the roles held here, by their grants, are of people whose second factors the actor may remove."""
    guarded = queries.list_guarded([each.user_id for each in members])
    may = policy.authenticators.allows
    return {
        each.grant_id
        for each in members
        if each.user_id in guarded - {actor.user_id} and may(actor, AuthenticatorPermission.RESET, each)
    }


def reset_page(collectivity_id: int | None, grant_id: int, *, layout: str, endpoint: str) -> str:
    """Return the page that asks once more before somebody's second factors are removed."""
    sessions.require_proof()
    actor, grant = current_actor(), get_grant(collectivity_id=collectivity_id, grant_id=grant_id)
    policy.authenticators.require(actor, AuthenticatorPermission.RESET, grant)
    require_held(grant)
    resets.require_answerable(actor, user_id=grant.user_id)
    if not queries.has_factor(grant.user_id):
        raise rules.NoFactorToReset
    user = get_user(grant.user_id)
    return render_template(
        "team/manage/reset_factors.html",
        layout=layout,
        role=grant.role,
        name=user.public_name or user.email or user.us_phone_number,
        action_url=url_for(f"{endpoint}.reset", grant_id=grant_id),
        cancel_url=url_for(f"{endpoint}.members"),
    )


def reset(collectivity_id: int | None, grant_id: int, *, back: str) -> Response:
    """Remove somebody's second factors, and lead back to the team."""
    sessions.require_proof()
    actor = current_actor()

    def act(now: datetime) -> str:
        grant = get_grant(collectivity_id=collectivity_id, grant_id=grant_id)
        resets.reset_of_team(actor=actor, grant=grant, now=now)
        return back

    response = perform_once(act)
    flash(
        str(
            _l(
                "The second factors were removed. The person was told, and sets up new ones when she signs in."
            )
        ),
        "success",
    )
    return response
