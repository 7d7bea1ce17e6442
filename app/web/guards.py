"""WHO may reach a page: every route wears one of these marks, and a test fails on a route without."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g

from app.features.accounts.types import Role
from app.foundation.errors import NotAllowed, SecondFactorNeeded, SignInNeeded
from app.foundation.policy import Actor
from app.web.accounts import sessions
from app.web.actors import current_actor

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """Let everybody in; what is not public is refused by the queries and commands behind."""
    return _marked(view, "open to all")


def signed_in(view: View) -> View:
    """Let in whoever has an account; a visitor is led to sign-in and back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_actor().is_signed_in:
            raise SignInNeeded
        return view(*args, **kwargs)

    return _marked(cast(View, guarded), "signed in")


def proved_lately(view: View) -> View:
    """Let in whoever proved lately who she is, for what guards her account; others do so first, and come back."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        actor = current_actor()
        if not actor.is_signed_in:
            raise SignInNeeded
        if actor.helped_by is not None:
            raise NotAllowed
        sessions.require_proof()
        return view(*args, **kwargs)

    return _marked(cast(View, guarded), "proved lately")


def staff(*roles: Role, also_network: tuple[Role, ...] = ()) -> Callable[[View], View]:
    """Let in holders of one of the roles in the collectivity of the address, or of `also_network` in the network."""
    return _guard(frozenset(roles), in_network=False, also_network=frozenset(also_network))


def network(*roles: Role) -> Callable[[View], View]:
    """Let in holders of one of the roles of the network."""
    return _guard(frozenset(roles), in_network=True)


def _guard(
    roles: frozenset[Role], *, in_network: bool, also_network: frozenset[Role] = frozenset()
) -> Callable[[View], View]:
    def lets_in(actor: Actor) -> bool:
        return actor.has_any(roles, _place(in_network)) or actor.has_any(also_network, None)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if not actor.is_signed_in:
                raise SignInNeeded
            if not lets_in(actor):
                waits = actor.would_have_any(roles, _place(in_network)) or actor.would_have_any(
                    also_network, None
                )
                raise SecondFactorNeeded if waits else NotAllowed
            return view(*args, **kwargs)

        guarded.lets_in = lets_in  # type: ignore[attr-defined]
        return _marked(cast(View, guarded), ", ".join(sorted(roles | also_network)))

    return decorate


def may_reach(endpoint: str) -> bool:
    """Say whether the reader's roles let her reach a page of the collectivity whose page she is on."""
    lets_in = getattr(current_app.view_functions.get(endpoint), "lets_in", None)
    return lets_in is None or bool(lets_in(current_actor()))


def _place(in_network: bool) -> int | None:
    return None if in_network else g.collectivity.id


def _marked(view: View, guard: str) -> View:
    view.guard = guard  # type: ignore[attr-defined]
    return view
