"""A name for every request, in its logs and in its answer; the operator's addresses of health."""

import re
import time
from uuid import uuid4

import sqlalchemy as sa
import structlog
from flask import Blueprint, Flask, Response, abort, current_app, g, request

from app.foundation.database import db
from app.foundation.logs import logger
from app.web.guards import open_to_all

blueprint = Blueprint("health", __name__)
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|([A-Za-z0-9._-]{1,253}))(?::\d{1,5})?")


def init_app(app: Flask) -> None:
    """Bind a request id to every log line, log each request once, and let no NUL and no odd host further."""
    app.before_request(_begin)
    app.before_request(_refuse_odd_host)
    app.before_request(_refuse_large_form)
    app.before_request(_refuse_json)
    app.before_request(_refuse_nul)
    app.after_request(_finish)


def _refuse_odd_host() -> Response | None:
    """Refuse a request to what is no name of a host, in plain words: not even a refusal's page has an address there."""
    given = request.environ.get("HTTP_HOST", "")
    return (
        None if not given or is_host(given) else Response("no such host\n", status=400, mimetype="text/plain")
    )


def is_host(given: str) -> bool:
    """Say whether a text is the name or number of a host, with or without a port."""
    found = _HOST.fullmatch(given)
    if found is None:
        return False
    try:
        (found.group(1) or "").encode("ascii").decode("idna").encode("idna")
    except UnicodeError:
        return False
    return True


def _refuse_large_form() -> None:
    """Refuse more words than any form takes; only files may be larger, and those come in a form of parts."""
    most = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.mimetype != "multipart/form-data" and (request.content_length or 0) > most:
        abort(413)


def _refuse_json() -> None:
    """Refuse a body of JSON: pages take forms, and the form library would read it, however deep it is."""
    if request.endpoint is not None and request.is_json and request.content_length:
        abort(415)


def _refuse_nul() -> None:
    """Refuse what no person types and PostgreSQL cannot hold: a NUL in an address or in a field."""
    if "\0" in request.path:
        abort(404)
    if any("\0" in text for pair in request.form.items(multi=True) for text in pair):
        abort(400)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _GIVEN_ID.fullmatch(given) else uuid4().hex
    g.request_started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint not in {"health.alive", "health.ready"}:
        milliseconds = round((time.perf_counter() - g.get("request_started", time.perf_counter())) * 1000)
        logger().info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            ms=milliseconds,
        )
    return response


@blueprint.get("/healthz")
@open_to_all
def alive() -> Response:
    """Answer 200 while the process runs."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@open_to_all
def ready() -> Response:
    """Answer 200 while the database answers, 503 otherwise."""
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return Response("the database does not answer\n", status=503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
