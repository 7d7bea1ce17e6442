"""One-click sign-in as somebody of the demonstration; outside the demonstration this route does not exist."""

from dataclasses import dataclass

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts.queries import DemoAccount, find_by_demo_key, list_demo_accounts
from app.foundation.errors import NotFound
from app.foundation.i18n import LazyText, _l
from app.web.accounts import sessions
from app.web.guards import open_to_all
from app.web.ways_back import safe_path

blueprint = Blueprint("demo", __name__)
PARTICIPANT = _l("Participant")


@dataclass(frozen=True, slots=True)
class BannerAccount:
    """An account as the banner offers it."""

    label: str
    role: LazyText
    url: str


def init_app(app: Flask) -> None:
    """Register the route and offer the accounts to the banner."""
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"demo_accounts": banner_accounts()})


@blueprint.post("/demo/sign-in/<key>")
@open_to_all
def sign_in(key: str) -> Response:
    """Sign in as an account of the demonstration."""
    user = find_by_demo_key(key)
    if user is None:
        raise NotFound
    sessions.begin(user, how="demo")
    return redirect(safe_path(request.args.get("next"), url_for("home.front")), 303)


def banner_accounts() -> list[BannerAccount]:
    """Return one account for each role, those of the page's collectivity first."""
    collectivity = g.get("collectivity")
    here = collectivity.id if collectivity is not None else None
    accounts = sorted(list_demo_accounts(), key=lambda account: account.collectivity_id != here)
    first: dict[str | None, DemoAccount] = {}
    for account in accounts:
        first.setdefault(account.role, account)
    next_path = request.full_path.rstrip("?") if request.method == "GET" else None
    return [
        BannerAccount(
            label=account.name,
            role=account.role.label if account.role is not None else PARTICIPANT,
            url=url_for("demo.sign_in", key=account.key, next=next_path),
        )
        for account in first.values()
    ]
