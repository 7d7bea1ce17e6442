"""The legal notice of a collectivity, accepted version by version before taking part there."""

from datetime import datetime

from flask import Blueprint, Flask, g, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.privacy import commands, queries
from app.features.privacy.rules import NoticeNotAccepted
from app.web import kept_forms
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots.public import keep_ticks
from app.web.guards import signed_in
from app.web.ways_back import came_from, safe_path

blueprint = Blueprint("notice_acceptance", __name__)
# What people do in a collectivity that keeps something of them there.
ACTS = frozenset(
    {
        "ballots.cast", "ballots.choose", "consultations.declare_age", "discussion.post", "identifying.declare_age",
        "identifying.declare_residence", "identifying.give_number", "identity.begin", "moderation.send_report",
        "notifications.follow", "proposals.create", "proposals.save", "supports.opine", "supports.support",
        "workshops.register",
    }
)  # fmt: skip
# What is typed or ticked is found again in its form afterwards; a ballot that was reviewed is not kept.
WRITTEN = frozenset({"discussion.post", "proposals.create"})
TICKED = frozenset(
    {
        "ballots.choose", "identifying.declare_age", "identifying.declare_residence", "identifying.give_number",
        "identity.begin",
    }
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Ask for the notice before the first act in a collectivity, and again when the notice changed."""
    app.before_request(_ask_first)


def _ask_first() -> Response | None:
    if request.method != "POST" or request.endpoint not in ACTS or "collectivity" not in g:
        return None
    user_id = current_actor().user_id
    if (
        user_id is None
        or queries.find_notice_to_accept(collectivity_id=g.collectivity.id, user_id=user_id) is None
    ):
        return None
    if request.endpoint in TICKED:
        page: str | None = keep_ticks((request.view_args or {})["consultation_id"]).location
    else:
        page = came_from()
    if page is None:
        raise NoticeNotAccepted  # the page of the refusal gives back what was typed
    if request.endpoint in WRITTEN:
        kept_forms.keep_sent(address=page)
    return redirect(url_for("notice_acceptance.ask", next=page), 303)


@blueprint.get("/legal-notice/accept")
@signed_in
def ask() -> str | Response:
    """Show the legal notice in force, to be accepted or accepted already; without one, lead on."""
    next_path, version = _next_path(), queries.find_notice(g.collectivity.id)
    if version is None:
        return redirect(next_path, 303)
    return render_template(
        "privacy/public/notice.html",
        version=version,
        accepted=queries.find_acceptance(version, user_id=current_actor().user_id or 0),
        next_path=next_path,
    )


@blueprint.post("/legal-notice/accept")
@signed_in
def accept() -> Response:
    """Record that the notice in force is accepted, and lead back to where the person was."""
    actor, next_path = current_actor(), _next_path()

    def act(now: datetime) -> str:
        version = queries.find_notice_to_accept(collectivity_id=g.collectivity.id, user_id=actor.user_id or 0)
        if version is not None:
            commands.accept_notice(actor=actor, version=version, now=now)
        return next_path

    return perform_once(act)


def _next_path() -> str:
    home = url_for("collectivities.page", slug=g.collectivity.slug)
    return safe_path(request.values.get("next"), home)
