"""What a voter says of herself on the page of the vote, so that she may vote: kept ticks come back with her."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, g, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.rules import TooManyAttempts
from app.features.collectivities import queries as collectivities
from app.features.consultations import commands as consultations
from app.features.consultations.queries import get_consultation
from app.features.voters import commands, desk, register
from app.foundation.database import transaction
from app.foundation.errors import Invalid, NotNow
from app.web.accounts.sessions import network
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.ballots.public import keep_ticks, own_vote, vote_url
from app.web.guards import signed_in

blueprint = Blueprint("identifying", __name__)


@blueprint.post("/consultations/<int:consultation_id>/vote/age")
@signed_in
def declare_age(consultation_id: int) -> Response:
    """Record that the voter has the minimum age of the consultation."""

    def act(now: datetime) -> None:
        consultation = get_consultation(collectivity_id=place_id, consultation_id=consultation_id)
        consultations.declare_age(actor=current_actor(), consultation=consultation, now=now)

    place_id = g.collectivity.id
    return _do(consultation_id, act, gettext("Thank you: you can vote now."))


@blueprint.post("/consultations/<int:consultation_id>/vote/residence")
@signed_in
def declare_residence(consultation_id: int) -> Response:
    """Record that the voter lives in the territory."""

    def act(now: datetime) -> None:
        commands.declare_residence(
            actor=current_actor(),
            collectivity=collectivities.get(place_id),
            consultation_id=consultation_id,
            now=now,
        )

    place_id = g.collectivity.id
    return _do(consultation_id, act, gettext("Your declaration is recorded."))


@blueprint.post("/consultations/<int:consultation_id>/vote/number")
@signed_in
def give_number(consultation_id: int) -> Response:
    """Record which number of the register is the voter's; what is refused is said on the page of the vote."""
    actor, place_id = current_actor(), g.collectivity.id
    own_vote(consultation_id)
    with transaction() as now:
        within = register.count_try(actor=actor, network=network(), now=now)
    if not within:
        raise TooManyAttempts
    number = request.form.get("number", "")[:100]

    def act(now: datetime) -> None:
        register.claim_number(actor=actor, collectivity=collectivities.get(place_id), number=number, now=now)

    try:
        return _do(consultation_id, act, gettext("Your number is recorded: you can vote now."))
    except (Invalid, NotNow) as refusal:
        flash(str(refusal), "error")
        return keep_ticks(consultation_id)


@blueprint.post("/consultations/<int:consultation_id>/vote/code")
@signed_in
def show_code(consultation_id: int) -> Response:
    """Show the code that the voter reads out at the desk."""
    own_vote(consultation_id)
    with transaction() as now:
        code = desk.own_desk_code(actor=current_actor(), now=now)
    flash(
        gettext(
            "The code of your account for the desk, for one day: %(code)s", code=f"{code[:4]} {code[4:]}"
        ),
        "info",
    )
    return keep_ticks(consultation_id)


def _do(consultation_id: int, act: Callable[[datetime], None], done: str) -> Response:
    """Do it once, say so, and lead back to the vote with what was ticked."""
    own_vote(consultation_id)

    def once(now: datetime) -> str:
        act(now)
        return vote_url(consultation_id)

    perform_once(once)
    flash(done, "success")
    return keep_ticks(consultation_id)
