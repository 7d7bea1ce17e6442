"""Removing the second factors of somebody who lost them all: by whoever answers for her role, or the operator."""

from datetime import datetime

from app.features.accounts import queries, sessions
from app.features.accounts.codes import record_security_event
from app.features.accounts.models import RoleGrant, User
from app.features.accounts.policy import whoever_may_fill
from app.features.accounts.rules import require_held
from app.features.accounts.types import GrantState, Post, Role
from app.features.authenticators import policy, rules
from app.features.authenticators.keeping import forget
from app.features.authenticators.policy import AuthenticatorPermission
from app.features.authenticators.telling import tell
from app.features.authenticators.types import SecurityChange
from app.foundation import history
from app.foundation.database import lock_row
from app.foundation.policy import Actor


def reset_of_team(*, actor: Actor, grant: RoleGrant, now: datetime) -> None:
    """Remove the second factors of a member of the team and end her sessions; she is told, and the log says by whom."""
    policy.authenticators.require(actor, AuthenticatorPermission.RESET, grant)
    locked: RoleGrant = lock_row(RoleGrant, grant.id)
    require_held(locked)
    require_answerable(actor, user_id=locked.user_id)
    _reset(user_id=locked.user_id, now=now)
    details = {"by": actor.user_id, "role": locked.role.value}
    if locked.collectivity_id is None:
        record_security_event(
            user_id=locked.user_id, kind="second_factors_reset", network=None, details=details, now=now
        )
        return
    history.record_step(
        subject=locked, step="reset_factors", state=GrantState.HELD, actor=actor, now=now, details=details
    )


def reset_by_operator(*, user: User, now: datetime) -> None:
    """Remove the second factors of an account and end its sessions; for the operator alone."""
    _reset(user_id=user.id, now=now)
    record_security_event(
        user_id=user.id, kind="second_factors_reset", network=None, details={"by": "operator"}, now=now
    )


def require_answerable(actor: Actor, *, user_id: int) -> None:
    """Refuse one's own reset, and that of somebody for whose other roles the actor does not answer.

    A network coordinator answers for focal points and for the network's people, whatever else they do.
    """
    if user_id == actor.user_id:
        raise rules.NotOneself
    posts = [Post(each.role, each.collectivity_id) for each in queries.list_own_roles(user_id=user_id)]
    fillable = [whoever_may_fill(actor, post) for post in posts]
    leads_network = actor.has(Role.NETWORK_COORDINATOR, None)
    if not (all(fillable) or (leads_network and any(fillable))):
        raise rules.WorksElsewhereToo


def _reset(*, user_id: int, now: datetime) -> None:
    lock_row(User, user_id)
    if not forget(user_id=user_id):
        raise rules.NoFactorToReset
    sessions.end_all(user_id=user_id, now=now)
    tell(user_id=user_id, change=SecurityChange.RESET, now=now)
