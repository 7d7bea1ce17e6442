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


def forget_reader() -> None:
    """Make the rest of this request that of a visitor on no collectivity's page: nothing is asked of the database."""
    g.pop("collectivity", None)
    g.actor = VISITOR
    if "security" in current_app.extensions:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
