"""The editor of a plan: one page with the outline and one item's form; items are added, written, moved, removed."""

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.types import STAFF_ROLES
from app.features.plans import commands, queries, rules
from app.features.plans.comparison import text_differences
from app.features.plans.policy import PlanPermission, plans
from app.features.plans.types import ItemKind, ItemLabel, VersionKind
from app.foundation.errors import Invalid
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.plans import wording
from app.web.plans.desk import desk, own_plan, own_revision, own_working
from app.web.plans.forms import ItemForm, VersionForm, item_data
from app.web.plans.manage import blueprint, writers
from app.web.reading import chosen_member, whole_number
from app.web.writing import text_language

STEPS = {"up": -1, "down": 1}


@blueprint.get("/plans/<int:plan_id>/edit")
@staff(*STAFF_ROLES)
def editor(plan_id: int) -> str | Response:
    """Show the outline of the version that is being written, with the form of one item or of a new one."""
    plan = own_plan(plan_id)
    version = queries.working_version(plan)
    if version is None:
        versions = queries.list_versions(plan.id)
        form = VersionForm(kind=(VersionKind.REVISED if versions else VersionKind.DRAFT).value)
        return render_template(
            "plans/manage/begin.html", plan=plan, versions=versions, form=form, may_write=_may_write()
        )
    if not _may_write():
        return redirect(url_for("plans.reader", plan_id=plan.id, number=version.number), 303)
    adding = chosen_member(ItemKind, request.args.get("add"))
    item_id = whole_number(request.args.get("under" if adding else "item"))
    return _page(
        plan, version, _form_for(plan, version, item_id=None if adding else item_id), item_id, adding
    )


def _may_write() -> bool:
    return plans.allows(current_actor(), PlanPermission.EDIT, g.collectivity)


def _form_for(plan: Any, version: Any, *, item_id: int | None) -> ItemForm:
    language = text_language()
    if item_id is None:
        return ItemForm(formdata=None, data={"text_language": language})
    revision = queries.get_revision(version_id=version.id, item_id=item_id)
    return ItemForm(formdata=None, data=item_data(revision, language))


@blueprint.post("/plans/<int:plan_id>/items")
@writers
def add(plan_id: int) -> Response | tuple[str, int]:
    """Add an item under another one, or an axis."""
    form, language = ItemForm(), text_language()
    kind = chosen_member(ItemKind, request.form.get("kind")) or ItemKind.AXIS
    under = whole_number(request.form.get("under"))

    def act(now: datetime) -> str:
        revision = commands.add_item(
            actor=current_actor(), version=own_working(plan_id), kind=kind, texts=form.texts(language),
            parent=own_revision(plan_id, under) if under else None, facts=form.facts(), now=now,
        )  # fmt: skip
        flash(gettext("Added."), "success")
        return _next_url(plan_id, revision.item_id)

    form.needs_title = True
    return _try(plan_id, form, act, item_id=under, adding=kind)


@blueprint.post("/plans/<int:plan_id>/items/<int:item_id>")
@writers
def save(plan_id: int, item_id: int) -> Response | tuple[str, int]:
    """Save what an item says; a stale save is refused and shows both texts."""
    form, language = ItemForm(), text_language()

    def act(now: datetime) -> str:
        revision = own_revision(plan_id, item_id)
        own_labels = tuple(label for label in revision.labels if label not in set(ItemLabel))
        commands.edit_item(
            actor=current_actor(), revision=revision, lock_version=whole_number(form.lock_version.data) or 0,
            texts=form.texts(language), facts=form.facts(own_labels),
        )  # fmt: skip
        flash(gettext("Saved."), "success")
        return _next_url(plan_id, item_id)

    return _try(plan_id, form, act, item_id=item_id)


@blueprint.post("/plans/<int:plan_id>/items/<int:item_id>/move")
@writers
def move(plan_id: int, item_id: int) -> Response:
    """Move an item up, down, or under another parent."""
    step, under = STEPS.get(request.form.get("step", ""), 0), whole_number(request.form.get("under"))

    def act(now: datetime) -> str:
        target = own_revision(plan_id, under) if under else None
        moved = commands.move_item(
            actor=current_actor(), revision=own_revision(plan_id, item_id), by=step, under=target
        )
        flash(gettext("It now stands at number %(code)s.", code=moved.code), "success")
        return url_for(
            "manage_plans.editor", plan_id=plan_id, item=item_id, text_language=text_language(), moved=1,
            _anchor="item-title",
        )  # fmt: skip

    return perform_once(act)


@blueprint.get("/plans/<int:plan_id>/items/<int:item_id>/remove")
@writers
def remove(plan_id: int, item_id: int) -> str:
    """Ask before an item leaves the version with everything under it."""
    revision = own_revision(plan_id, item_id)
    nodes = [node for axis in queries.tree(revision.version_id) for node in axis.walk()]
    count = next(sum(1 for _ in node.walk()) for node in nodes if node.item_id == item_id)
    return render_template(
        "plans/manage/remove.html", plan=own_plan(plan_id), revision=revision, count=count, words=wording
    )


@blueprint.post("/plans/<int:plan_id>/items/<int:item_id>/remove")
@writers
def confirm_removal(plan_id: int, item_id: int) -> Response:
    """Take an item out of the version that is being written."""

    def act(now: datetime) -> str:
        revision = own_revision(plan_id, item_id)
        parent_item_id = revision.parent_item_id
        commands.remove_item(actor=current_actor(), revision=revision)
        flash(gettext("Removed from this version. Earlier versions keep it."), "success")
        return url_for("manage_plans.editor", plan_id=plan_id, item=parent_item_id)

    return perform_once(act)


def _next_url(plan_id: int, item_id: int) -> str:
    """Return where the pressed button leads: the same item, in another language when that was asked."""
    then = request.form.get("then", "")
    language = then if then in g.collectivity.languages else text_language()
    return url_for("manage_plans.editor", plan_id=plan_id, item=item_id, text_language=language)


def _try(
    plan_id: int, form: ItemForm, act: Any, *, item_id: int | None, adding: ItemKind | None = None
) -> Response | tuple[str, int]:
    """Perform an act of the editor; when it is refused the page comes back with everything that was typed."""
    status, stale = 422, False
    if form.validate_on_submit():
        try:
            return perform_once(act)
        except rules.ItemChangedMeanwhile as refusal:
            status, stale = 409, True
            flash(str(refusal), "error")
        except Invalid as refusal:
            named = {name.partition("-")[2] or name: words for name, words in refusal.fields.items()}
            form.take_errors(Invalid(fields=named))
            if not refusal.fields:
                flash(str(refusal), "error")
    plan = own_plan(plan_id)
    return _page(plan, own_working(plan_id), form, item_id, adding, is_stale=stale), status


def _page(
    plan: Any,
    version: Any,
    form: ItemForm,
    item_id: int | None,
    adding: ItemKind | None,
    *,
    is_stale: bool = False,
) -> str:
    shown = desk(plan, version, item_id=item_id)
    saved: list[Any] = []
    if is_stale:
        # The next save knows of the other one: it was shown.
        form.lock_version.data = shown.revision.lock_version
        form.lock_version.raw_data = [str(shown.revision.lock_version)]
        typed = form.texts(form.text_language.data).get(form.text_language.data, {})
        saved = text_differences(
            shown.revision.texts.get(form.text_language.data, {}), typed, form.text_language.data
        )
    return render_template(
        "plans/manage/editor.html", desk=shown, form=form, adding=adding, text_language=text_language(),
        has_moved="moved" in request.args, saved=saved, words=wording,
    )  # fmt: skip
