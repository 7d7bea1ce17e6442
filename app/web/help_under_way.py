"""Whose act a request is while somebody is helped at a desk.

The helper stays signed in as herself. In the few addresses below the request is the person's, marked with who helps;
everywhere else the helper reads as a visitor does, so that neither her own work nor the person's choices are touched.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app, g, request, session

from app.features.helping import commands, policy, queries
from app.features.helping.policy import HelpPermission
from app.features.helping.queries import HelpUnderWay
from app.features.helping.types import HelpActKind
from app.foundation import clock
from app.foundation.policy import VISITOR, Actor

_UNDER_WAY, _ASKED = "help_under_way", "help_asked"
KEYS = (_UNDER_WAY, _ASKED)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

ACTS: Mapping[str, HelpActKind] = {
    "proposals.create": HelpActKind.PROPOSAL_WRITTEN,
    "proposals.save": HelpActKind.PROPOSAL_CHANGED,
    "proposals.attach": HelpActKind.FILES_CHANGED,
    "proposals.detach": HelpActKind.FILES_CHANGED,
    "discussion.post": HelpActKind.COMMENT_WRITTEN,
    "workshops.register": HelpActKind.PLACE_TAKEN,
    "workshops.give_back": HelpActKind.PLACE_GIVEN_BACK,
    "notice_acceptance.accept": HelpActKind.NOTICE_ACCEPTED,
}
PAGES_AS_HER = frozenset(
    {
        "proposals.new",
        "proposals.similar",
        "proposals.page",
        "proposals.versions",
        "proposals.edit",
        "discussion.write",
        "workshops.page",
        "notice_acceptance.ask",
    }
)
OF_THE_HELPER = frozenset({"help_desk.end", "security.logout"})


def acting(own: Actor) -> Actor:
    """Return who acts in this request of the person signed in: herself, or for whom and as what she helps."""
    g.help_under_way = _find(own)
    under_way = found()
    if under_way is None or request.endpoint in OF_THE_HELPER:
        return own
    if not _is_hers(under_way):
        return VISITOR
    return Actor(user_id=under_way.person_id, is_confirmed=True, helped_by=under_way.helper_id)


def found() -> HelpUnderWay | None:
    """Return the help session of this request, once its actor is known, or None."""
    under_way: HelpUnderWay | None = g.get("help_under_way")
    return under_way


def is_permitted(under_way: HelpUnderWay) -> bool:
    """Say whether this address is open while somebody is helped."""
    if request.endpoint is None or request.endpoint in OF_THE_HELPER or _is_hers(under_way):
        return True
    view = current_app.view_functions.get(request.endpoint)
    return request.method in SAFE and getattr(view, "guard", "open to all") == "open to all"


def note(path: str, *, now: datetime) -> None:
    """Write down what this request did for somebody, in its transaction; without help there is nothing to note."""
    under_way = found()
    if under_way is None or request.endpoint in OF_THE_HELPER:
        return
    kind = ACTS[request.endpoint or ""]
    commands.record_act(session_id=under_way.id, kind=kind, path=_without_language(path), now=now)


def remember_asked(session_id: int, browser: str) -> None:
    """Remember in this browser for which help session a code was sent."""
    session[_ASKED] = {"session_id": session_id, "browser": browser}


def asked() -> dict[str, Any] | None:
    """Return the help session a code was sent for, with the secret of this browser, or None."""
    kept = session.get(_ASKED)
    return kept if isinstance(kept, dict) else None


def enter(session_id: int) -> None:
    """Go on as a helper; forms opened before no longer work, so that none is sent in another's name."""
    leave()
    session[_UNDER_WAY] = session_id


def leave() -> None:
    """Go on as oneself; forms opened while helping no longer work."""
    for key in (*KEYS, "csrf_token"):
        session.pop(key, None)
    for name in ("csrf_token", "actor", "own_actor", "help_under_way"):
        g.pop(name, None)


def has_begun() -> bool:
    """Say whether this browser began to help somebody, and has not been told yet that it is over."""
    return _UNDER_WAY in session


def session_id() -> int | None:
    """Return the help session that this browser began, whether or not it still runs."""
    kept = session.get(_UNDER_WAY)
    return kept if isinstance(kept, int) else None


def _find(own: Actor) -> HelpUnderWay | None:
    kept = session_id()
    if kept is None or not own.is_signed_in:
        return None
    under_way = queries.find_under_way(session_id=kept, helper_id=own.user_id, now=clock.now())
    if under_way is None or not policy.helping.allows(own, HelpPermission.HELP, under_way):
        return None
    return under_way


def _is_hers(under_way: HelpUnderWay) -> bool:
    place = g.get("collectivity")
    is_open = request.endpoint in ACTS or request.endpoint in PAGES_AS_HER
    return is_open and place is not None and place.id == under_way.collectivity_id


def _without_language(path: str) -> str:
    return "/" + path.split("/", 2)[2]
