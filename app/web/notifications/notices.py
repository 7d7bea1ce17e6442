"""One's own notices, and how one wants to be told."""

from datetime import datetime

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.notifications import commands, queries
from app.features.notifications.types import Pace
from app.foundation.pagination import page_number
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import signed_in
from app.web.notifications import messages
from app.web.notifications.forms import PaceForm

blueprint = Blueprint("notices", __name__)


@blueprint.get("/me/notices")
@signed_in
def all_of() -> str:
    """Show what the person was told, newest first."""
    user_id = current_actor().user_id or 0
    page = queries.list_notices(user_id, number=page_number(request.args.get("page")))
    return render_template(
        "notifications/public/notices.html",
        page=page,
        notices=messages.written(page.items, user_id=user_id),
        unread_count=queries.count_unread(user_id),
    )


@blueprint.post("/me/notices/read")
@signed_in
def mark_read() -> Response:
    """Note that everything was read."""

    def act(now: datetime) -> str:
        commands.mark_all_read(actor=current_actor(), now=now)
        return url_for("notices.all_of")

    return perform_once(act)


@blueprint.get("/me/notices/mails")
@signed_in
def preferences() -> str:
    """Show how the person is told."""
    form = PaceForm(data={"pace": queries.pace_of(current_actor().user_id).value})
    return render_template("notifications/public/preferences.html", form=form)


@blueprint.post("/me/notices/mails")
@signed_in
def choose() -> Response | tuple[str, int]:
    """Keep how the person wants to be told."""
    form = PaceForm()
    if not form.validate():
        return render_template("notifications/public/preferences.html", form=form), 422

    def act(now: datetime) -> str:
        commands.choose_pace(actor=current_actor(), pace=Pace(form.pace.data), now=now)
        flash(_("Your choice is kept."), "success")
        return url_for("notices.preferences")

    return perform_once(act)
