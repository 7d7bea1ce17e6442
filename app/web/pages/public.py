"""Pages that explain: how it works, what is kept, who can use it, and where to go for other things."""

from flask import Blueprint, current_app, render_template

from app.features.privacy import purposes
from app.features.privacy.types import Periods
from app.web.guards import open_to_all
from config import Config

blueprint = Blueprint("pages", __name__)


@blueprint.get("/help", endpoint="help")
@open_to_all
def help_page() -> str:
    """Show how a consultation works."""
    return render_template("pages/public/help.html")


@blueprint.get("/privacy")
@open_to_all
def privacy() -> str:
    """Show what is stored, for how long, and one's rights."""
    settings = _settings()
    return render_template(
        "pages/public/privacy.html",
        kept=purposes.lines(Periods.of(settings)),
        information_request_url=settings.information_request_url,
    )


@blueprint.get("/accessibility")
@open_to_all
def accessibility() -> str:
    """Show for whom the site works and what to do when it does not."""
    return render_template("pages/public/accessibility.html")


@blueprint.get("/other-ways")
@open_to_all
def other_ways() -> str:
    """Show where petitions, complaints and requests for information go."""
    settings = _settings()
    return render_template(
        "pages/public/other_ways.html",
        information_request_url=settings.information_request_url,
        complaint_url=settings.complaint_url,
    )


def _settings() -> Config:
    settings: Config = current_app.extensions["settings"]
    return settings
