"""The accent colour of a collectivity as a tiny style sheet, so that the security policy needs no inline style."""

import re

from flask import Blueprint, Response, abort

from app.foundation.colour import accent_sheet
from app.web.guards import open_to_all

blueprint = Blueprint("accents", __name__)


@blueprint.get("/accents/<colour>.css")
@open_to_all
def sheet(colour: str) -> Response:
    """Return the rules that set one accent colour, in light and in dark mode."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        abort(404)
    response = Response(accent_sheet(f"#{colour}"), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
