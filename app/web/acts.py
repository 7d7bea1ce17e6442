"""One press of a button is one act: committed once, however often the request arrives."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from flask import request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.foundation import submissions
from app.foundation.database import transaction
from app.web import help_under_way
from app.web.actors import current_actor


def perform_once(act: Callable[[datetime], str], *, is_unlinked: bool = False) -> Response:
    """Run `act(now)` in one transaction unless this form was sent before; lead to the address it returns.

    The form carries `submission_key` (every form of app.web.forms does); without one the act simply runs. The same
    key with other content is refused. `is_unlinked`: what is recorded says neither who sent the form nor what it said,
    so that no ballot is found by it; its caller refuses the key with other content.
    """
    key = request.form.get("submission_key", "")[:64]
    user_id, content = (None, "") if is_unlinked else (current_actor().user_id, _content())
    with transaction() as now:
        if key and not submissions.spend(key=key, user_id=user_id, content=content, now=now):
            result = submissions.find_result(key=key, user_id=user_id, content=content)
            return redirect(result or url_for("home.front"), 303)
        url = act(now)
        help_under_way.note(url, now=now)
        if key:
            submissions.record_result(key=key, url=url)
    return redirect(url, 303)


def _content() -> str:
    """Return a digest of what the form says and where it was sent; its tokens change from page to page."""
    said = [
        [name, values]
        for name, values in sorted(request.form.lists())
        if name not in {"csrf_token", "submission_key"}
    ]
    files = [
        [name, file.filename]
        for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0])
    ]
    return hashlib.sha256(json.dumps([request.path, said, files]).encode()).hexdigest()
