"""Who is making this request."""

from flask import g

from app.foundation.policy import VISITOR, Actor
from app.web import help_under_way
from app.web.accounts import sessions


def current_actor() -> Actor:
    """Return the actor of this request: roles are read once for each request, so that a lost role is lost at once."""
    if "actor" not in g:
        g.own_actor = sessions.actor()
        g.actor = help_under_way.acting(g.own_actor)
    actor: Actor = g.actor
    return actor


def own_actor() -> Actor:
    """Return whose browser this is, also while she helps somebody else."""
    current_actor()
    actor: Actor = g.own_actor
    return actor


def forget_reader() -> None:
    """Make the rest of this request that of a visitor on no collectivity's page: nothing is asked of the database."""
    g.pop("collectivity", None)
    g.actor = g.own_actor = VISITOR
    sessions.forget_reader()
