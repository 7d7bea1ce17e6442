"""Projects under way, for everybody."""

from flask import Blueprint, g, render_template, request

from app.features.projects import policy
from app.features.projects.policy import ProjectPermission
from app.features.projects.types import ProgressStatus
from app.foundation import clock
from app.web.actors import current_actor
from app.web.guards import open_to_all
from app.web.plans import wording
from app.web.projects import pages
from app.web.reading import chosen_member, whole_number

blueprint = Blueprint("projects", __name__)


@blueprint.get("/projects")
@open_to_all
def overview() -> str:
    """Show how the adopted plans of a collectivity advance, one axis at a time."""
    status = chosen_member(ProgressStatus, request.args.get("status"))
    shown = pages.overview(
        collectivity_id=g.collectivity.id,
        today=clock.local_date(clock.now(), g.collectivity.time_zone),
        plan_id=whole_number(request.args.get("plan")),
        axis_item_id=whole_number(request.args.get("axis")),
        status=status,
    )
    return render_template(
        "projects/public/overview.html",
        overview=shown,
        status=status,
        statuses=ProgressStatus,
        kinds=pages.STATUS_KINDS,
        wording=wording,
    )


@blueprint.get("/activities/<int:activity_id>")
@open_to_all
def activity(activity_id: int) -> str:
    """Show one followed activity with every report on it."""
    page = pages.activity_page(
        collectivity_id=g.collectivity.id,
        activity_id=activity_id,
        today=clock.local_date(clock.now(), g.collectivity.time_zone),
    )
    return render_template(
        "projects/public/activity.html",
        page=page,
        kinds=pages.STATUS_KINDS,
        wording=wording,
        may_report=policy.projects.allows(current_actor(), ProjectPermission.REPORT, page.activity),
    )
