"""Pages that explain: how it works, what is kept, who can use it, and where to go for other things."""

from flask import Blueprint, current_app, render_template

from app.features.accounts.rules import CODE_LASTS, INVITATION_LASTS
from app.features.accounts.types import CodePurpose
from app.foundation.kept_input import KEPT_FOR
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
        typed_days=KEPT_FOR.days,
        code_minutes=int(max(CODE_LASTS[each] for each in CodePurpose).total_seconds() // 60),
        invitation_days=INVITATION_LASTS.days,
        security_log_days=settings.security_log_days,
        sent_message_days=settings.sent_message_days,
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
