"""One press ends the mails: the link of a mail proves whose it is, without signing in."""

from typing import Any, Protocol

from flask import Blueprint, Flask, current_app, render_template, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from app.features.accounts.queries import get_user
from app.features.notifications import commands
from app.foundation.database import transaction
from app.foundation.errors import NotFound
from app.web.guards import open_to_all
from app.web.languages import speaking
from config import Config

blueprint = Blueprint("unsubscribing", __name__)


def init_app(app: Flask) -> None:
    """Let mail programs send the link by themselves, and leave for the jobs what each notice's mail needs."""
    app.extensions["csrf"].exempt(unsubscribe)
    app.extensions.setdefault("message_values", {})["notice"] = values_of_mail


class Addressed(Protocol):
    """What is needed of a message to know whose it is."""

    @property
    def user_id(self) -> int | None: ...


def values_of_mail(message: Addressed) -> dict[str, Any]:
    """Return what a notice's mail says besides its event: whose it is, and the address that ends such mails."""
    user_id = message.user_id
    if user_id is None:
        return {}
    settings: Config = current_app.extensions["settings"]
    with current_app.test_request_context(base_url=settings.public_url):
        address = url_for("unsubscribing.ask", token=_signer().dumps(user_id), _external=True)
    return {"user_id": user_id, "unsubscribe_url": address}


@blueprint.get("/unsubscribe/<token>")
@open_to_all
def ask(token: str) -> str:
    """Show the one button; opening the link changes nothing, because mail programs open links by themselves."""
    return _page(_user_id(token), token, is_done=False)


@blueprint.post("/unsubscribe/<token>")
@open_to_all
def unsubscribe(token: str) -> str:
    """Send this person no more such mails; doing it again changes nothing."""
    user_id = _user_id(token)
    with transaction() as now:
        commands.unsubscribe(user_id=user_id, now=now)
    return _page(user_id, token, is_done=True)


def _page(user_id: int, token: str, *, is_done: bool) -> str:
    """Return the page in the language of the mail that led to it."""
    with speaking(get_user(user_id).language):
        return render_template("notifications/public/unsubscribe.html", token=token, is_done=is_done)


def _user_id(token: str) -> int:
    try:
        user_id = _signer().loads(token)
    except BadSignature as error:
        raise NotFound from error
    if not isinstance(user_id, int):
        raise NotFound
    return user_id


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="unsubscribe")
