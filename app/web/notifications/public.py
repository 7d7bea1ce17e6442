"""Following: the button on a page, and what it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, flash, g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.consultations.queries import get_consultation
from app.features.notifications import commands, queries
from app.features.notifications.commands import Subject
from app.features.notifications.types import Followed
from app.features.plans.queries import find_item, item_history
from app.features.proposals.queries import get_proposal
from app.foundation.errors import NotFound
from app.foundation.i18n import LazyText, _l
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import signed_in
from app.web.notifications import messages, unsubscribing
from app.web.reading import chosen_member
from app.web.ways_back import safe_path

blueprint = Blueprint("notifications", __name__)

# Which part of an address names what its page is about.
FOLLOWED_ON = {
    "consultations.page": (Followed.CONSULTATION, "consultation_id", _l("this consultation")),
    "proposals.page": (Followed.PROPOSAL, "proposal_id", _l("this proposal")),
    "plans.item": (Followed.ITEM, "item_id", _l("this item of the plan")),
}


@dataclass(frozen=True, slots=True)
class FollowShown:
    """What the button that follows needs."""

    url: str
    unfollow_url: str
    id: str
    is_following: bool
    about: LazyText


def init_app(app: Flask) -> None:
    """Give templates the button that follows, and mails their sentences."""
    unsubscribing.init_app(app)
    app.jinja_env.globals.update(
        follow_here=follow_here, notices_of_mail=messages.of_mail, subject_of_notices=messages.subject_of_mail
    )


def follow_here(activity_item_id: int | None = None) -> FollowShown | None:
    """Return the button that follows what the page is about, or None; one query for who is signed in."""
    found = FOLLOWED_ON.get(request.endpoint or "")
    if activity_item_id is not None:
        return _button(Followed.ITEM, activity_item_id, _l("this activity"))
    if found is None:
        return None
    kind, name, about = found
    return _button(kind, (request.view_args or {})[name], about)


def _button(kind: Followed, object_id: int, about: LazyText) -> FollowShown:
    where: dict[str, Any] = {"kind": kind.value, "object_id": object_id}
    return FollowShown(
        url=url_for("notifications.follow", **where),
        unfollow_url=url_for("notifications.unfollow", **where),
        id=f"follow-{kind.value}-{object_id}",
        is_following=queries.is_following(user_id=current_actor().chooser_id, kind=kind, object_id=object_id),
        about=about,
    )


@blueprint.post("/follow/<kind>/<int:object_id>")
@signed_in
def follow(kind: str, object_id: int) -> Response:
    """Begin to be told what happens to something."""

    def act(now: datetime) -> str:
        commands.follow(actor=current_actor(), subject=_subject(kind, object_id), now=now)
        flash(_("You follow this from now on. You find the news under “My participation”."), "success")
        return _way_back()

    return perform_once(act)


@blueprint.post("/unfollow/<kind>/<int:object_id>")
@signed_in
def unfollow(kind: str, object_id: int) -> Response:
    """Be told no longer."""

    def act(now: datetime) -> str:
        commands.unfollow(actor=current_actor(), subject=_subject(kind, object_id))
        flash(_("You follow this no longer."), "success")
        return _way_back()

    return perform_once(act)


def _subject(kind: str, object_id: int) -> Subject:
    place = g.collectivity.id
    followed = chosen_member(Followed, kind)
    if followed is Followed.CONSULTATION:
        return get_consultation(collectivity_id=place, consultation_id=object_id)
    if followed is Followed.PROPOSAL:
        return get_proposal(collectivity_id=place, proposal_id=object_id, actor=current_actor())
    item = find_item(collectivity_id=place, item_id=object_id) if followed is Followed.ITEM else None
    if item is None or not item_history(item.id):
        raise NotFound
    return item


def _way_back() -> str:
    came_from = request.form.get("next")
    referrer = request.referrer or ""
    if came_from is None and referrer.startswith(request.host_url):
        came_from = referrer[len(request.host_url) - 1 :]
    return safe_path(came_from, default=url_for("collectivities.page"))
