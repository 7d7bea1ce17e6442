"""Who is making this request."""

from flask import current_app, g
from flask_login import current_user

from app.features.accounts.queries import load_actor
from app.foundation.policy import VISITOR, Actor


def current_actor() -> Actor:
    """Return the actor of this request: roles are read once for each request, so that a lost role is lost at once."""
    if "actor" not in g:
        known = "security" in current_app.extensions and current_user.is_authenticated
        g.actor = load_actor(current_user.id) if known else VISITOR
    actor: Actor = g.actor
    return actor
