"""The follow-up desk: what waits for a report, and reporting."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.media.commands import store_image
from app.features.media.rules import FileRefused
from app.features.plans.types import TextOrigin
from app.features.projects import commands, policy, queries, rules
from app.features.projects.policy import ProjectPermission
from app.features.projects.types import DeskFilters, DeskPart, ProgressStatus
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.i18n import LANGUAGES
from app.foundation.pagination import page_number
from app.foundation.policy import Actor
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.languages import current_language
from app.web.projects import pages
from app.web.projects.forms import ReportForm
from app.web.reading import chosen_member, whole_number

blueprint = Blueprint("manage_projects", __name__)
DESK = (Role.PROJECT_OWNER, Role.FOCAL_POINT, Role.MONITORING_BODY, Role.COMMITTEE_MEMBER)


@blueprint.get("/follow-up")
@staff(*DESK)
def overview() -> str:
    """Show the activities that wait for a report, overdue first."""
    status = chosen_member(ProgressStatus, request.args.get("status"))
    filters = DeskFilters(
        part=chosen_member(DeskPart, request.args.get("part")),
        status=status if status in rules.WAITING else None,
        reader_id=current_actor().user_id,
    )
    return render_template(
        "projects/manage/overview.html",
        desk=pages.desk(
            collectivity_id=g.collectivity.id,
            today=_today(),
            filters=filters,
            number=page_number(request.args.get("page")),
        ),
        part_choices=[(each.value, each.label) for each in DeskPart],
        status_choices=[(each.value, each.label) for each in rules.WAITING],
        kinds=pages.STATUS_KINDS,
        may_report=_may_report,
    )


@blueprint.get("/follow-up/<int:activity_id>")
@staff(*DESK)
def report(activity_id: int) -> str:
    """Show the form of a report, with what was reported before."""
    page = _page(activity_id)
    languages = _languages()
    form = ReportForm(
        formdata=None,
        data={
            "status": page.activity.status.value,
            "percent": page.activity.percent,
            f"origin_{languages[0]}": TextOrigin.ORIGINAL.value,
        },
    )
    form.offer(languages)
    return _form_page(page, form)


@blueprint.post("/follow-up/<int:activity_id>")
@staff(Role.PROJECT_OWNER, Role.FOCAL_POINT)
def publish_report(activity_id: int) -> Response | tuple[str, int]:
    """Publish a report; everybody concerned is told."""
    form = ReportForm()
    form.offer(_languages())
    if form.validate():
        try:
            return perform_once(lambda now: _publish(form, activity_id, now))
        except FileRefused as refusal:
            form.take_errors(Invalid(fields={"image": str(refusal)}))
        except Invalid as refusal:
            form.take_errors(refusal)
    return _form_page(_page(activity_id), form), 422


@blueprint.post("/follow-up/<int:activity_id>/owner")
@staff(Role.FOCAL_POINT)
def assign(activity_id: int) -> Response:
    """Give an activity to one project owner."""
    return perform_once(lambda now: _assign(activity_id))


def _assign(activity_id: int) -> str:
    activity = queries.get_activity(collectivity_id=g.collectivity.id, activity_id=activity_id)
    chosen = whole_number(request.form.get("owner"))
    commands.assign_owner(actor=current_actor(), activity=activity, owner_id=chosen)
    flash(_("The activity was given to its owner."), "success")
    return url_for("manage_projects.report", activity_id=activity_id)


def _publish(form: ReportForm, activity_id: int, now: datetime) -> str:
    actor = current_actor()
    activity = queries.get_activity(collectivity_id=g.collectivity.id, activity_id=activity_id)
    stored = _store_picture(form, actor, activity.collectivity_id, now)
    commands.report_progress(
        actor=actor,
        activity=activity,
        status=ProgressStatus(form.status.data),
        percent=form.percent.data,
        texts=form.texts(),
        new_due_on=form.new_due_on.data,
        link=(form.link.data or "").strip() or None,
        image_file_id=stored.id if stored is not None else None,
        now=now,
        today=clock.local_date(now, g.collectivity.time_zone),
    )
    flash(_("The report is published. The people concerned will be told."), "success")
    return url_for("projects.activity", activity_id=activity_id)


def _languages() -> list[str]:
    """Return the languages of the collectivity, the one in which the report is written first."""
    asked = request.form.get("text_language") or current_language().code
    offered: list[str] = [code for code in LANGUAGES if code in g.collectivity.languages]
    first = asked if asked in offered else g.collectivity.default_language
    return [first, *(code for code in offered if code != first)]


def _store_picture(form: ReportForm, actor: Actor, collectivity_id: int, now: datetime) -> Any:
    upload = form.image.data
    if not upload:
        return None
    return store_image(
        actor=actor,
        collectivity_id=collectivity_id,
        data=upload.read(),
        name=upload.filename or "",
        now=now,
        is_public=True,
    )


def _page(activity_id: int) -> pages.ActivityPage:
    return pages.activity_page(collectivity_id=g.collectivity.id, activity_id=activity_id, today=_today())


def _form_page(page: pages.ActivityPage, form: ReportForm) -> str:
    return render_template(
        "projects/manage/report.html",
        page=page,
        form=form,
        kinds=pages.STATUS_KINDS,
        may_report=_may_report(page.activity),
        may_assign=policy.projects.allows(current_actor(), ProjectPermission.ASSIGN_OWNER, page.activity),
        owners=pages.project_owners(page.activity.collectivity_id),
    )


def _may_report(activity: Any) -> bool:
    return policy.projects.allows(current_actor(), ProjectPermission.REPORT, activity)


def _today() -> date:
    return clock.local_date(clock.now(), g.collectivity.time_zone)
