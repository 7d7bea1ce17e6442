"""Importing a plan: the file is checked, compared with what is there, and taken in once that is confirmed."""

import json
from datetime import datetime
from typing import Any

from flask import flash, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.features.collectivities import queries as collectivities
from app.features.plans import exporting, importing
from app.features.plans.document import PlanDocument
from app.features.plans.problems import Problem, WrongDocument
from app.features.plans.reading import read
from app.foundation import clock, kept_input
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.plans import wording
from app.web.plans.forms import ImportForm
from app.web.plans.manage import blueprint, writers


@blueprint.get("/plans/import")
@writers
def import_preview() -> str:
    """Ask for the file, or show what the kept one would change."""
    token = request.args.get("kept", "")
    if not token:
        return _page(ImportForm())
    return _page(ImportForm(), token=token, document=_kept(token))


@blueprint.post("/plans/import")
@writers
def check_import() -> Response | tuple[str, int]:
    """Check the file or the text; a right one is kept until it is confirmed."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        data = _json_of(form)
        read(data)
    except WrongDocument as refusal:
        return _page(form, problems=refusal.problems), 422

    def act(now: datetime) -> str:
        token = kept_input.keep(address=_address(), fields={"plan": data}, now=now)
        return url_for("manage_plans.import_preview", kept=token)

    return perform_once(act)


@blueprint.post("/plans/import/confirm")
@writers
def confirm_import() -> Response:
    """Take the kept plan in, as a version that can still be written."""
    token = request.form.get("kept", "")
    collectivity_id = g.collectivity.id

    def act(now: datetime) -> str:
        document = _kept(token)
        result = importing.import_plan(
            actor=current_actor(),
            collectivity=collectivities.get(collectivity_id),
            document=document,
            now=now,
        )
        kept_input.forget(token=token)
        if result.outcome is importing.ImportOutcome.UNCHANGED:
            flash(gettext("The plan already is as the file says: nothing was changed."), "info")
        else:
            flash(gettext("The plan is imported. Check it, then publish the version."), "success")
        return url_for("manage_plans.editor", plan_id=result.plan.id)

    return perform_once(act)


def _address() -> str:
    """Return where the file was given, so that no other collectivity finds it under the same secret."""
    return f"plans/import/{g.collectivity.slug}"


def _kept(token: str) -> PlanDocument:
    kept = kept_input.find(token=token[:64], now=clock.now()) if token.isprintable() else None
    if kept is None or kept.address != _address():
        raise NotFound
    return read(kept.fields["plan"])


def _json_of(form: ImportForm) -> Any:
    text = form.text.data or ""
    if form.file.data:
        try:
            text = form.file.data.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise WrongDocument([Problem("$", _l("The file is not in UTF-8."))]) from error
        form.text.data = text
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise WrongDocument(
            [Problem("$", _l("This is not JSON; look at line %(line)s.", line=line))]
        ) from error


def _page(
    form: ImportForm,
    *,
    token: str = "",
    document: PlanDocument | None = None,
    problems: list[Problem] | None = None,
) -> str:
    preview = (
        exporting.preview(collectivity=g.collectivity, document=document) if document is not None else None
    )
    return render_template(
        "plans/manage/import_preview.html", form=form, token=token, preview=preview,
        problems=problems or list(preview.problems if preview else []), words=wording,
    )  # fmt: skip
