"""One press of a button is one act: committed once, however often the request arrives."""

from collections.abc import Callable
from datetime import datetime

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.foundation import submissions
from app.foundation.database import transaction
from app.web.actors import current_actor


def perform_once(act: Callable[[datetime], str]) -> Response:
    """Run `act(now)` in one transaction unless this form was sent before; lead to the address it returns.

    The form carries `submission_key` (every form of app.web.forms does); without one the act simply runs.
    """
    key = request.form.get("submission_key", "")[:64]
    user_id = current_actor().user_id
    with transaction() as now:
        if key and not submissions.spend(key=key, user_id=user_id, now=now):
            return redirect(submissions.find_result(key=key, user_id=user_id) or url_for("home.front"), 303)
        url = act(now)
        if key:
            submissions.record_result(key=key, url=url)
    return redirect(url, 303)
