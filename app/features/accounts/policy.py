"""WHO may invite, give and end roles, and see a team."""

from enum import StrEnum
from typing import Any

from app.features.accounts.types import Post, Role, RoleHeld
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant, nobody


class AccountPermission(StrEnum):
    """What can be done with roles and one's own account."""

    INVITE = "invite"
    GRANT = "grant"
    END_ROLE = "end_role"
    SEE_TEAM = "see_team"
    MANAGE_OWN_ACCOUNT = "manage_own_account"


def whoever_may_fill(actor: Actor, post: Post) -> bool:
    """Focal points fill the posts of their collectivity; network coordinators those of focal points and the network."""
    leads_network = actor.has(Role.NETWORK_COORDINATOR, None)
    if post.role.is_of_network:
        return leads_network
    if post.role is Role.FOCAL_POINT and leads_network:
        return True
    return actor.has(Role.FOCAL_POINT, post.collectivity_id)


def the_holder_or_who_may_fill_the_post(actor: Actor, held: RoleHeld) -> bool:
    """Whoever holds the role, or may invite somebody to it: collectivities run their own spaces."""
    own = actor.is_signed_in and held.user_id == actor.user_id
    return own or whoever_may_fill(actor, Post(held.role, held.collectivity_id))


def who_leads(actor: Actor, subject: Any) -> bool:
    """Focal points of the collectivity, and network coordinators; of the network's own team only the latter."""
    collectivity_id = getattr(subject, "collectivity_id", None)
    in_own_collectivity = collectivity_id is not None and actor.has(Role.FOCAL_POINT, collectivity_id)
    return in_own_collectivity or actor.has(Role.NETWORK_COORDINATOR, None)


accounts = Policy(
    {
        AccountPermission.INVITE: whoever_may_fill,
        AccountPermission.GRANT: nobody,
        AccountPermission.END_ROLE: the_holder_or_who_may_fill_the_post,
        AccountPermission.SEE_TEAM: who_leads,
        AccountPermission.MANAGE_OWN_ACCOUNT: a_participant,
    },
    refusals={
        AccountPermission.INVITE: _l("Only those who lead this space may invite for this role."),
        AccountPermission.GRANT: _l("Roles are given by invitation."),
        AccountPermission.END_ROLE: _l(
            "Only those who lead this space, or the person herself, may end this role."
        ),
    },
)
