"""The front page of the network and the choice of a language."""

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.foundation import clock
from app.foundation.i18n import language
from app.web.actors import current_actor
from app.web.guards import open_to_all
from app.web.home import pages
from app.web.languages import preferred_language
from app.web.ways_back import safe_path

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@open_to_all
def entrance() -> Response:
    """Lead to the front page in the visitor's language."""
    return redirect(url_for("home.front", lang=preferred_language().code))


@blueprint.get("/<lang>/")
@open_to_all
def front() -> str:
    """Show what is open, announced, answered and under way in the network."""
    return render_template(
        "home/public/front.html", page=pages.front_page(actor=current_actor(), now=clock.now())
    )


@blueprint.get("/language/<code>")
@open_to_all
def choose_language(code: str) -> Response:
    """Remember a language and go back to where the visitor was."""
    chosen = language(code) or preferred_language()
    g.language = chosen
    response = make_response(redirect(safe_path(request.args.get("next")), 303))
    response.set_cookie(
        "language",
        chosen.code,
        max_age=365 * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response
