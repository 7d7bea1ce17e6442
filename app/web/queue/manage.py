"""The page that the staff open first."""

from flask import Blueprint, g, render_template

from app.features.accounts.types import STAFF_ROLES
from app.foundation import clock
from app.web.actors import current_actor
from app.web.guards import staff
from app.web.queue import pages

blueprint = Blueprint("queue", __name__)


@blueprint.get("/today")
@staff(*sorted(STAFF_ROLES))
def today() -> str:
    """Show what there is to do now, oldest and overdue first."""
    shown = pages.today(
        actor=current_actor(),
        collectivity_id=g.collectivity.id,
        time_zone=g.collectivity.time_zone,
        now=clock.now(),
    )
    return render_template("queue/manage/today.html", today=shown)
