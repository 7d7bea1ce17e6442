"""The calendar of workshops, each workshop's page, and taking a place."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.collectivities import queries as collectivities
from app.features.consultations import queries as consultations
from app.features.proposals import queries as proposals
from app.features.workshops import commands, queries, rules
from app.foundation import clock
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import open_to_all, signed_in

blueprint = Blueprint("workshops", __name__)
HOLDERS = frozenset({Role.FACILITATOR, Role.FOCAL_POINT})


@blueprint.get("/workshops")
@open_to_all
def calendar() -> str:
    """List the workshops to come, then those that were held."""
    now = clock.now()
    listed = queries.list_workshops(collectivity_id=g.collectivity.id)
    return render_template(
        "workshops/public/calendar.html",
        coming=[each for each in reversed(listed) if not rules.has_begun(each, now=now)],
        held=[each for each in listed if rules.has_begun(each, now=now)],
        taken=queries.count_registrations(workshop_ids=[each.id for each in listed]),
        titles=consultations.titles_of({each.consultation_id for each in listed}),
    )


@blueprint.get("/workshops/<int:workshop_id>")
@open_to_all
def page(workshop_id: int) -> str:
    """Show a workshop: when and where, the places left, then its minutes and what was contributed."""
    workshop = queries.get_workshop(collectivity_id=g.collectivity.id, workshop_id=workshop_id)
    actor, now = current_actor(), clock.now()
    taken = queries.count_registrations(workshop_ids=[workshop.id]).get(workshop.id, 0)
    return render_template(
        "workshops/public/page.html",
        workshop=workshop,
        consultation=consultations.get_by_id(workshop.consultation_id),
        territory=collectivities.get_territory(workshop.territory_id) if workshop.territory_id else None,
        has_begun=rules.has_begun(workshop, now=now),
        places_left=None if workshop.capacity is None else max(0, workshop.capacity - taken),
        is_registered=queries.is_registered(workshop_id=workshop.id, user_id=actor.user_id),
        contributions=proposals.list_of_workshop(workshop_id=workshop.id),
        holds_workshops=actor.has_any(HOLDERS, g.collectivity.id),
    )


@blueprint.post("/workshops/<int:workshop_id>/places")
@signed_in
def register(workshop_id: int) -> Response:
    """Take a place."""
    response = _act(
        workshop_id,
        lambda workshop, now: commands.register(actor=current_actor(), workshop=workshop, now=now),
    )
    flash(gettext("A place is kept for you."), "success")
    return response


@blueprint.post("/workshops/<int:workshop_id>/places/back")
@signed_in
def give_back(workshop_id: int) -> Response:
    """Give one's place back."""
    response = _act(
        workshop_id,
        lambda workshop, now: commands.give_back_place(actor=current_actor(), workshop=workshop, now=now),
    )
    flash(gettext("Your place is free for somebody else."), "success")
    return response


def _act(workshop_id: int, step: Callable[[Any, datetime], object]) -> Response:
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        step(queries.get_workshop(collectivity_id=collectivity_id, workshop_id=workshop_id), now)
        return url_for("workshops.page", workshop_id=workshop_id)

    return perform_once(act)
