"""The desk where plans are written: the list, the editor with its outline, versions, publication."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.collectivities import queries as collectivities
from app.features.plans import commands, queries
from app.features.plans.policy import PlanPermission, plans
from app.features.plans.types import VersionKind
from app.foundation.errors import DomainError, Invalid
from app.foundation.i18n import LANGUAGES
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.plans import wording
from app.web.plans.desk import own_plan, own_working, publication, rows
from app.web.plans.forms import PlanForm, VersionForm

blueprint = Blueprint("manage_plans", __name__)
writers = staff(Role.FOCAL_POINT, Role.COMMITTEE_MEMBER)
publishers = staff(Role.FOCAL_POINT, Role.COUNCIL_MEMBER)


@blueprint.get("/plans")
@staff(*STAFF_ROLES)
def all_of() -> str:
    """List the plans of the collectivity with their versions."""
    may_write = plans.allows(current_actor(), PlanPermission.EDIT, g.collectivity)
    return render_template(
        "plans/manage/all_of.html", rows=rows(g.collectivity.id), may_write=may_write, words=wording
    )


@blueprint.get("/plans/new")
@writers
def new() -> str:
    """Ask for the title of a new plan."""
    return _plan_page(PlanForm(data={"language": g.collectivity.default_language}), None)


@blueprint.post("/plans/new")
@writers
def create() -> Response | tuple[str, int]:
    """Begin a plan with an empty draft."""
    form = PlanForm()
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        actor = current_actor()
        plan = commands.create_plan(
            actor=actor, collectivity=collectivities.get(collectivity_id), titles=form.titles(),
            language=form.language.data, period=form.period.data or None, now=now,
            source_url=form.source_url.data or None,
        )  # fmt: skip
        commands.create_version(actor=actor, plan=plan, kind=VersionKind.DRAFT, now=now)
        return url_for("manage_plans.editor", plan_id=plan.id)

    return _try(form, act, lambda: _plan_page(form, None))


@blueprint.get("/plans/<int:plan_id>/details")
@writers
def details(plan_id: int) -> str:
    """Show the title, the period and the source of a plan, ready to be changed."""
    plan = own_plan(plan_id)
    titles = {f"title_{code}": plan.titles.get(code) for code in LANGUAGES}
    same = {name: getattr(plan, name) for name in ("language", "period", "source_url")}
    return _plan_page(PlanForm(data=titles | same), plan)


@blueprint.post("/plans/<int:plan_id>/details")
@writers
def save_details(plan_id: int) -> Response | tuple[str, int]:
    """Change the title, the period and the source of a plan."""
    plan, form = own_plan(plan_id), PlanForm()

    def act(now: datetime) -> str:
        commands.edit_plan(
            actor=current_actor(), plan=own_plan(plan_id), titles=form.titles(), language=form.language.data,
            period=form.period.data or None, source_url=form.source_url.data or None,
        )  # fmt: skip
        flash(gettext("The plan is saved."), "success")
        return url_for("manage_plans.all_of")

    return _try(form, act, lambda: _plan_page(form, plan))


@blueprint.post("/plans/<int:plan_id>/versions")
@writers
def begin_version(plan_id: int) -> Response | tuple[str, int]:
    """Begin a new version from the newest one, with the same items."""
    form = VersionForm()
    if not form.validate_on_submit():
        raise Invalid

    def act(now: datetime) -> str:
        plan = own_plan(plan_id)
        if queries.working_version(plan) is None:
            versions = queries.list_versions(plan.id)
            based_on, kind = versions[-1] if versions else None, VersionKind(form.kind.data)
            commands.create_version(actor=current_actor(), plan=plan, kind=kind, based_on=based_on, now=now)
        return url_for("manage_plans.editor", plan_id=plan_id)

    return perform_once(act)


@blueprint.get("/plans/<int:plan_id>/publish")
@publishers
def publish(plan_id: int) -> str:
    """Ask before a version becomes public for ever."""
    shown = publication(own_plan(plan_id), own_working(plan_id))
    return render_template("plans/manage/publish.html", publication=shown)


@blueprint.post("/plans/<int:plan_id>/publish")
@publishers
def confirm_publication(plan_id: int) -> Response:
    """Publish the version that is being written."""

    def act(now: datetime) -> str:
        version = commands.publish_version(actor=current_actor(), version=own_working(plan_id), now=now)
        flash(gettext("The version is published. It does not change any more."), "success")
        return url_for("plans.reader", plan_id=plan_id, number=version.number)

    try:
        return perform_once(act)
    except DomainError as refusal:
        if refusal.status != 409:
            raise
        flash(str(refusal), "error")
        return redirect(url_for("manage_plans.editor", plan_id=plan_id), 303)


def _try(form: Any, act: Any, page: Any) -> Response | tuple[str, int]:
    """Perform an act whose form is shown again, with what was typed, when it is refused."""
    if not form.validate_on_submit():
        return page(), 422
    try:
        return perform_once(act)
    except Invalid as refusal:
        fields = {"title_fr" if name == "title" else name: words for name, words in refusal.fields.items()}
        form.take_errors(Invalid(fields=fields))
        return page(), 422


def _plan_page(form: PlanForm, plan: Any) -> str:
    return render_template("plans/manage/plan.html", form=form, plan=plan)
