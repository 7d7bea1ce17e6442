"""Refusals and faults as pages."""

import re

from flask import Flask, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.foundation.database import db, refusal_of
from app.foundation.errors import (
    DatabaseAway,
    DomainError,
    NoRoomLeft,
    NotAllowed,
    ProofNeeded,
    SecondFactorNeeded,
    SignInNeeded,
    TooBusy,
)
from app.foundation.i18n import _l
from app.foundation.logs import logger
from app.web.actors import current_actor, forget_reader
from app.web.ways_back import came_from

TITLES = {
    400: _l("This request was not understood"),
    401: _l("Sign in to continue"),
    403: _l("You cannot open this page"),
    404: _l("Page not found"),
    405: _l("This address does not take that"),
    409: _l("Not possible at the moment"),
    410: _l("This is no longer here"),
    413: _l("This file is too large"),
    415: _l("This kind of file is not accepted"),
    422: _l("Something needs to be corrected"),
    429: _l("Too many attempts"),
    500: _l("Something went wrong on our side"),
    503: _l("Not possible at the moment"),
}
SENTENCES = {
    400: _l("The address or the form is not one that this site makes. Go back and try again."),
    404: _l("This page does not exist, or is no longer here."),
    405: _l("Go back and use the buttons of the page."),
    413: _l("Choose a smaller file and send it again."),
    429: _l("Wait a few minutes, then try again."),
    500: _l("The fault was recorded. Nothing that was saved is lost. Try again in a few minutes."),
}
# When a refusal passes by itself: the seconds after which the same request may be sent again.
RETRY_AFTER: dict[type[DomainError], str] = {TooBusy: "5", DatabaseAway: "5", NoRoomLeft: "300"}

# What is worth giving back: texts that took a while to write, and never a secret.
SHORTEST_TEXT, LONGEST_ECHO = 20, 100_000
NEVER_SHOWN = re.compile("token|key|password|present|repeated|code|secret|nonce|^next$")


def init_app(app: Flask) -> None:
    """Show every refusal and fault as a page in the reader's language."""
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _refusal(error: DomainError) -> tuple[str, int] | Response:
    db.session.rollback()
    if isinstance(error, SignInNeeded):
        return redirect(url_for("security.login", next=_way_back()), 303)
    if _can_be_mended_by_proof(error):
        return redirect(url_for("proofs.ask", next=_way_back()), 303)
    seconds = RETRY_AFTER.get(type(error))
    headers = {"Retry-After": seconds} if seconds else {}
    page = error_page(error.status, str(error))
    return (*page, headers) if headers else page  # type: ignore[return-value]


def _can_be_mended_by_proof(error: DomainError) -> bool:
    """Say whether the refusal may be another one once the person has proved better who she is."""
    is_about_roles = isinstance(error, NotAllowed) and bool(current_actor().roles_held_back)
    return isinstance(error, ProofNeeded | SecondFactorNeeded) or is_about_roles


def _way_back() -> str:
    """Return the address, on this site only, where the visitor was when she was asked to sign in."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return came_from() or "/"


def _expired_form(error: CSRFError) -> tuple[str, int]:
    return error_page(
        400, str(_l("This form was open for too long. Go back, check what you typed, and send it again."))
    )


def _http_error(error: HTTPException) -> tuple[str, int] | Response:
    code = error.code or 500
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    text, status = error_page(code, str(SENTENCES.get(code, SENTENCES[400])))
    response = Response(text, status=status, mimetype="text/html")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _fault(error: Exception) -> tuple[str, int] | Response:
    db.session.rollback()
    logger().exception("fault", exc_info=error)
    refusal = refusal_of(error)
    if refusal is not None:
        return _refusal(refusal)
    return error_page(500, str(SENTENCES[500]))


def error_page(status: int, sentence: str) -> tuple[str, int]:
    """Return the page of a refusal or fault with its status."""
    try:
        return _render(status, sentence), status
    except DBAPIError:  # the database cannot say who reads
        db.session.rollback()
        forget_reader()
        return _render(status, sentence), status


def _render(status: int, sentence: str) -> str:
    title = TITLES.get(status, TITLES[400])
    return render_template("errors/error.html", status=status, title=title, sentence=sentence, typed=_typed())


def _typed() -> list[str]:
    """Return the texts of the form that was refused, so that nobody has to write them again."""
    if request.method != "POST" or request.content_length is None or request.content_length > LONGEST_ECHO:
        return []
    return [
        text
        for name, values in request.form.lists()
        if not NEVER_SHOWN.search(name)
        for text in values
        if len(text) >= SHORTEST_TEXT
    ]
