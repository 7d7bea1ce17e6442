"""WHO may change second factors: each person her own; those who fill posts, of whoever holds them."""

from enum import StrEnum

from app.features.accounts.policy import whoever_may_fill
from app.features.accounts.types import Post, RoleHeld
from app.foundation.i18n import _l
from app.foundation.policy import Actor, Policy, a_participant


class AuthenticatorPermission(StrEnum):
    """What can be done with second factors."""

    MANAGE_OWN = "manage_own"
    RESET = "reset"


def who_fills_the_post(actor: Actor, held: RoleHeld) -> bool:
    """Whoever may invite somebody to the post that the person holds."""
    return whoever_may_fill(actor, Post(held.role, held.collectivity_id))


authenticators = Policy(
    {
        AuthenticatorPermission.MANAGE_OWN: a_participant,
        AuthenticatorPermission.RESET: who_fills_the_post,
    },
    refusals={
        AuthenticatorPermission.RESET: _l(
            "Only those who lead this space may reset the second factors of its team."
        ),
    },
)
