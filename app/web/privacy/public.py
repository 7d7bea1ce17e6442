"""What is kept of me: a copy of it, the notices I accepted, and its erasure."""

from datetime import datetime

from flask import Blueprint, current_app, render_template, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from app.features.accounts.queries import get_user
from app.features.collectivities import queries as collectivities
from app.features.privacy import commands, exporting, queries, rules
from app.features.privacy.types import Texts
from app.foundation import clock
from app.foundation.database import snapshot, transaction
from app.foundation.errors import NotFound
from app.web.accounts import sessions
from app.web.actors import current_actor
from app.web.acts import perform_once
from app.web.guards import open_to_all, proved_lately, signed_in
from app.web.languages import current_language
from app.web.privacy.forms import ErasureForm
from app.web.privacy.reading import as_page
from config import Config

blueprint = Blueprint("own_data", __name__)
Page = str | tuple[str, int] | Response


@blueprint.get("/me/data")
@signed_in
def overview() -> str:
    """Show what can be done with what is kept of the person."""
    user_id = _own_id()
    accepted = queries.list_acceptances(user_id)
    return render_template(
        "privacy/public/overview.html",
        export=queries.find_export(user_id=user_id, now=clock.now()),
        accepted=accepted,
        places=collectivities.list_by_ids({each.collectivity_id for each, _version in accepted}),
        hours=_settings().personal_export_hours,
    )


@blueprint.post("/me/data/export")
@proved_lately
def ask_for_export() -> Response:
    """Ask for a file with everything; a small one is made at once, a large one by a job."""
    actor, user_id = current_actor(), _own_id()
    asked: list[int] = []

    def act(now: datetime) -> str:
        export = commands.ask_for_export(
            actor=actor, language=current_language().code, hours=_settings().personal_export_hours, now=now
        )
        asked.append(export.id)
        return url_for("own_data.overview")

    response = perform_once(act)
    if asked and exporting.size_of_files(user_id) <= exporting.MOST_AT_REQUEST:
        _prepare(asked[0])
    return response


def _prepare(export_id: int) -> None:
    with snapshot() as now:
        export = exporting.get(export_id)
        exporting.write_file(export, data_folder=_settings().data_folder, page=as_page, now=now)
    with transaction() as now:
        exporting.record_ready(export_id, is_told=False, now=now)


@blueprint.post("/me/data/export/<int:export_id>")
@proved_lately
def fetch_export(export_id: int) -> Response:
    """Hand the file over, once; then it is deleted."""
    actor = current_actor()
    with transaction() as now:
        export = commands.fetch_export(actor=actor, export_id=export_id, now=now)
        path = exporting.path_of(export, data_folder=_settings().data_folder)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFound from error
    path.unlink(missing_ok=True)
    response = Response(data, mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="tachawor-data.zip"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/me/data/erase")
@proved_lately
def erase() -> str:
    """Say what erasing does, and ask what becomes of the texts."""
    rules.require_erasable(get_user(_own_id()))
    return _erasure_page(ErasureForm(formdata=None))


@blueprint.post("/me/data/erase")
@proved_lately
def confirm_erasure() -> Page:
    """Erase the account, and sign it out."""
    form = ErasureForm()
    if not form.validate_on_submit():
        return _erasure_page(form), 422
    actor, user_id = current_actor(), _own_id()
    with transaction() as now:
        commands.erase_account(
            actor=actor,
            user_id=user_id,
            texts=Texts(form.texts.data),
            language=_settings().default_language,
            now=now,
        )
    sessions.end()
    return redirect(url_for("own_data.erased"), 303)


@blueprint.get("/account-erased")
@open_to_all
def erased() -> str:
    """Say that nothing is left."""
    return render_template("privacy/public/erased.html")


def _erasure_page(form: ErasureForm) -> str:
    return render_template("privacy/public/erase.html", erasure=form, user=get_user(_own_id()))


def _own_id() -> int:
    user_id = current_actor().user_id
    if user_id is None:
        raise NotFound
    return user_id


def _settings() -> Config:
    settings: Config = current_app.extensions["settings"]
    return settings
