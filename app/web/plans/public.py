"""Plans for everybody: the list, the reader, one item, two versions compared, the export."""

import json

from flask import Blueprint, Response, g, render_template, request

from app.features.plans import exporting, queries
from app.features.plans.document import write
from app.features.supports.types import Stance
from app.foundation import clock
from app.web.actors import current_actor
from app.web.consultations.pages import STANCE_KINDS
from app.web.guards import open_to_all
from app.web.plans import pages, wording
from app.web.reading import whole_number

blueprint = Blueprint("plans", __name__)
OPINIONS = [{"value": each.value, "label": each.label, "kind": STANCE_KINDS[each]} for each in Stance]


@blueprint.get("/plans")
@open_to_all
def all_of() -> str:
    """List the plans of a collectivity."""
    return render_template(
        "plans/public/all_of.html", plans=pages.public_plans(g.collectivity.id), words=wording
    )


@blueprint.get("/plans/<int:plan_id>")
@blueprint.get("/plans/<int:plan_id>/versions/<int:number>")
@open_to_all
def reader(plan_id: int, number: int | None = None) -> str:
    """Show a version of a plan, the newest published by default; a large plan axis by axis."""
    actor = current_actor()
    page = pages.reader_page(
        pages.readable_plan(plan_id, actor=actor), actor=actor, number=number,
        axis_item_id=whole_number(request.args.get("axis")), show_all=request.args.get("all") == "1",
    )  # fmt: skip
    return render_template("plans/public/reader.html", page=page, words=wording)


@blueprint.get("/plans/<int:plan_id>/items/<int:item_id>")
@open_to_all
def item(plan_id: int, item_id: int) -> str:
    """Show one item with its life over the versions and what people say of it."""
    actor = current_actor()
    plan = pages.readable_plan(plan_id, actor=actor)
    found = queries.get_item(collectivity_id=g.collectivity.id, plan_id=plan.id, item_id=item_id)
    page = pages.item_page(
        plan, found, actor=actor, number=whole_number(request.args.get("version")),
        consultation_id=whole_number(request.args.get("consultation")), now=clock.now(),
    )  # fmt: skip
    return render_template(
        "plans/public/item.html", page=page, thread=page.thread, opinions=OPINIONS, words=wording
    )


@blueprint.get("/plans/<int:plan_id>/compare")
@open_to_all
def compare(plan_id: int) -> str:
    """Show what changed between two versions, word by word."""
    actor = current_actor()
    page = pages.compare_page(
        pages.readable_plan(plan_id, actor=actor), actor=actor, before=whole_number(request.args.get("from")),
        after=whole_number(request.args.get("to")), only_changed=request.args.get("show") != "everything",
    )  # fmt: skip
    shows_all = request.args.get("show") == "everything"
    return render_template("plans/public/compare.html", page=page, shows_all=shows_all, words=wording)


@blueprint.get("/plans/<int:plan_id>/versions/<int:number>/plan.json")
@open_to_all
def export(plan_id: int, number: int) -> Response:
    """Give a version of a plan out in the documented format."""
    actor = current_actor()
    plan = pages.readable_plan(plan_id, actor=actor)
    version = pages.chosen_version(pages.readable_versions(plan, actor=actor), number)
    document = exporting.document_of(plan=plan, version=version, collectivity=g.collectivity)
    text = json.dumps(write(document), ensure_ascii=False, indent=1)
    name = f"{g.collectivity.slug}-plan-{plan.id}-version-{number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype="application/json", headers=headers)
