"""Coming back from the identity service: at one address, which the operator gave the service, for every vote."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.voters import commands
from app.foundation import clock
from app.foundation.database import transaction
from app.foundation.errors import DomainError, NotFound
from app.foundation.identity_provider import IdentityProvider, provider
from app.web.actors import current_actor
from app.web.guards import open_to_all
from app.web.languages import speaking
from app.web.voters import oidc

blueprint = Blueprint("identity_answers", __name__)


@blueprint.get("/identity/answer")
@open_to_all
def answer() -> Response:
    """Take the answer of the service, once and only in the browser that asked, and lead back to the vote."""
    service = provider()
    if service is None:
        raise NotFound
    way_back = oidc.way_back()
    if way_back is None:
        raise oidc.NotUnderWay
    with speaking(way_back.language):
        try:
            _link(service)
            flash(gettext("The identity service confirmed who you are: you can vote now."), "success")
        except DomainError as refusal:
            flash(str(refusal), "error")
    return redirect(way_back.address, 303)


def _link(service: IdentityProvider) -> None:
    """Record who the service says that the account is; whatever comes of it, its answer is used up."""
    begun = oidc.under_way()
    try:
        if begun is None or begun.is_over(clock.now()):
            raise oidc.NotUnderWay
        subject = oidc.read_answer(service)
    finally:
        oidc.forget()
    actor = current_actor()
    if actor.user_id != begun.user_id:
        raise oidc.NotUnderWay
    with transaction() as now:
        commands.link_identity(actor=actor, subject=subject, now=now)
