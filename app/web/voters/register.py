"""The register of the collectivity: its authorisation, its import with a preview, and numbers that must be freed."""

from datetime import datetime
from typing import Any

from flask import flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.accounts.types import Role
from app.features.collectivities import commands as collectivity_commands
from app.features.collectivities import queries as collectivities
from app.features.voters import queries, register, rules
from app.features.voters.reading import RegisterUnreadable
from app.foundation.errors import Invalid, NotFound
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import staff
from app.web.voters.forms import AuthorisationForm, NumberForm, RegisterForm, WhoForm
from app.web.voters.manage import at_the_desk, blueprint, desk_page, require_patience

focal_point = staff(Role.FOCAL_POINT)


@blueprint.post("/voters/authorisation")
@focal_point
def authorise() -> Response | tuple[str, int]:
    """Record the authorisation under which the register is used, or switch it off."""
    form, place_id, actor = AuthorisationForm(), g.collectivity.id, current_actor()
    if not form.validate_on_submit():
        return desk_page(WhoForm(formdata=None), authorisation_form=form), 422
    reference = (form.reference.data or "").strip()

    def act(now: datetime) -> str:
        collectivity_commands.record_register_authorisation(
            actor=actor, collectivity=collectivities.get(place_id), reference=reference,
            authorised_on=form.authorised_on.data,
        )  # fmt: skip
        return url_for("manage_voters.desk", _anchor="register")

    response = perform_once(act)
    done = (
        gettext("The authorisation is recorded.") if reference else gettext("The register is switched off.")
    )
    flash(done, "success")
    return response


@blueprint.post("/voters/register")
@focal_point
def hand_in() -> Response | tuple[str, int]:
    """Check a register; a right one is shown before it is in force, a wrong one is refused line by line."""
    form, place_id, actor = RegisterForm(), g.collectivity.id, current_actor()
    rules.require_register_authorised(g.collectivity)
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    if not form.validate_on_submit():
        return desk_page(WhoForm(formdata=None), register_form=form), 422

    def act(now: datetime) -> str:
        preview = register.preview_import(
            actor=actor, collectivity=collectivities.get(place_id), data=data, now=now
        )
        return url_for(
            "manage_voters.preview",
            import_id=preview.import_id,
            heading=1 if preview.skipped_heading else None,
        )

    try:
        return perform_once(act)
    except RegisterUnreadable as refusal:
        form.file.errors = [str(refusal)]
        return desk_page(WhoForm(formdata=None), register_form=form, problems=refusal.problems), 422


@blueprint.get("/voters/register/<int:import_id>")
@focal_point
def preview(import_id: int) -> str:
    """Show what a register would change; nothing of it is in force yet."""
    handed_in = _waiting(import_id)
    shown = queries.preview_of(handed_in, skipped_heading="heading" in request.args)
    return render_template("voters/manage/preview.html", preview=shown)


@blueprint.post("/voters/register/<int:import_id>")
@focal_point
def confirm(import_id: int) -> Response:
    """Put a previewed register in force."""
    place_id, actor = g.collectivity.id, current_actor()
    queries.get_import(collectivity_id=place_id, import_id=import_id)

    def act(now: datetime) -> str:
        register.confirm_import(
            actor=actor, collectivity=collectivities.get(place_id), import_id=import_id, now=now
        )
        return url_for("manage_voters.desk", _anchor="register")

    response = perform_once(act)
    flash(gettext("The register is in force."), "success")
    return response


@blueprint.post("/voters/free-number")
@at_the_desk
def free_number() -> Response | tuple[str, int]:
    """Free a number that another account gave, for the person who shows that it is hers."""
    require_patience()
    form, place_id, actor = NumberForm(), g.collectivity.id, current_actor()
    if not form.validate_on_submit():
        return desk_page(WhoForm(formdata=None), number_form=form), 422

    def act(now: datetime) -> str:
        register.free_number(
            actor=actor, collectivity=collectivities.get(place_id), number=form.number.data, now=now
        )
        return url_for("manage_voters.desk", _anchor="register")

    try:
        response = perform_once(act)
    except (NotFound, Invalid):
        form.number.errors = [gettext("No account gave this number.")]
        return desk_page(WhoForm(formdata=None), number_form=form), 422
    flash(gettext("The number is free: she can give it herself now."), "success")
    return response


def _waiting(import_id: int) -> Any:
    handed_in = queries.get_import(collectivity_id=g.collectivity.id, import_id=import_id)
    if handed_in.confirmed_at is not None:
        raise NotFound
    return handed_in
