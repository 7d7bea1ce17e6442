"""One-click sign-in as somebody of the demonstration; outside the demonstration this route does not exist."""

from dataclasses import dataclass

from flask import Blueprint, Flask, g, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts.queries import DemoAccount, find_by_demo_key, list_demo_accounts
from app.features.accounts.types import Role
from app.features.collectivities.queries import get as get_collectivity
from app.foundation.errors import NotFound
from app.foundation.i18n import LazyText, _l, language
from app.web.accounts import sessions
from app.web.guards import open_to_all
from app.web.languages import current_language
from app.web.ways_back import safe_path

blueprint = Blueprint("demo", __name__)
PARTICIPANT = _l("Participant")
# Where each role of a collectivity has its work.
DESKS = {
    Role.FACILITATOR: "manage_workshops.all_of",
    Role.MODERATOR: "manage_moderation.queue",
    Role.FOCAL_POINT: "queue.today",
    Role.COMMITTEE_MEMBER: "manage_synthesis.choose",
    Role.COUNCIL_MEMBER: "manage_council.choose",
    Role.PROJECT_OWNER: "manage_projects.overview",
    Role.MONITORING_BODY: "manage_projects.overview",
}


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
    return redirect(safe_path(request.args.get("next"), _desk_of(key)), 303)


def _desk_of(key: str) -> str:
    """Return where the work of an account is, the front page for whoever has no desk."""
    account = next(each for each in list_demo_accounts() if each.key == key)
    if account.role not in DESKS or account.collectivity_id is None:
        return url_for("home.front")
    read_in = language(request.args.get("read_in", "")) or current_language()
    slug = get_collectivity(account.collectivity_id).slug
    return url_for(DESKS[account.role], lang=read_in.code, slug=slug)


def banner_accounts() -> list[BannerAccount]:
    """Return one account for each role, the page's collectivity first; one from elsewhere leads to its desk."""
    collectivity = g.get("collectivity")
    here = collectivity.id if collectivity is not None else None
    accounts = sorted(list_demo_accounts(), key=lambda account: account.collectivity_id != here)
    first: dict[str | None, DemoAccount] = {}
    for account in accounts:
        first.setdefault(account.role, account)
    back = {"next": request.full_path.rstrip("?") if request.method == "GET" else None}
    on = {"read_in": current_language().code}
    return [
        BannerAccount(
            label=account.name,
            role=account.role.label if account.role is not None else PARTICIPANT,
            url=url_for(
                "demo.sign_in", key=account.key, **(back if account.collectivity_id in {here, None} else on)
            ),
        )
        for account in first.values()
    ]
