"""Addresses that programs read: checkpoints, proofs, exports, public keys, and the program that recounts."""

from flask import Blueprint, Response, jsonify, send_file

from app.features.transparency import exporting, queries
from app.foundation.errors import NotFound
from app.foundation.ledger import checkpoints, proofs, signing
from app.web.guards import open_to_all
from app.web.transparency import pages

blueprint = Blueprint("ledger", __name__)
SHORTLY, FOREVER = "public, max-age=30", "public, max-age=31536000, immutable"
SOON = "120"


@blueprint.get("/ledger/<log>/checkpoint")
@open_to_all
def checkpoint(log: str) -> Response:
    """Return the newest signed checkpoint of a ledger."""
    return _text(queries.get_checkpoint(queries.get_public_log(log).id).note, SHORTLY)


@blueprint.get("/ledger/<log>/checkpoints/<int:size>")
@open_to_all
def older_checkpoint(log: str, size: int) -> Response:
    """Return the signed checkpoint of so many entries."""
    return _text(queries.get_checkpoint(queries.get_public_log(log).id, size).note, FOREVER)


@blueprint.get("/ledger/<log>/export.json")
@open_to_all
def export(log: str) -> Response:
    """Return the whole ledger up to its newest checkpoint; a large one is written beforehand by a job."""
    found = queries.get_public_log(log)
    log_id, name = found.id, found.name
    newest = queries.get_checkpoint(log_id)
    written = exporting.file_for(pages.data_folder(), name, newest)
    if newest.size > exporting.MOST_AT_REQUEST and not written.exists():
        older = exporting.find_file(pages.data_folder(), name)
        if older is None:
            return _later()
        written = older  # still the whole ledger up to a checkpoint, a few minutes old
    if written.exists():
        response: Response = send_file(
            written, mimetype="application/json", as_attachment=True, download_name=f"ledger-{log}.json", max_age=None
        )  # fmt: skip
    else:
        response = Response(exporting.export(log_id), mimetype="application/json")
        response.headers["Content-Disposition"] = f"attachment; filename=ledger-{log}.json"
    response.headers["Cache-Control"] = SHORTLY
    return response


@blueprint.get("/ledger/<log>/proof/<leaf>")
@open_to_all
def proof(log: str, leaf: str) -> Response:
    """Return the proof that an entry is in a ledger, with the checkpoint that it leads to."""
    found, typed = queries.get_public_log(log), queries.as_leaf(leaf)
    newest = checkpoints.latest(found.id)
    shown = (
        proofs.inclusion(found.id, typed, newest.size) if newest is not None and typed is not None else None
    )
    if shown is None or newest is None:
        raise NotFound
    response = jsonify(
        checkpoint=newest.note, hashes=shown.hashes, index=shown.index, leaf=shown.leaf_hash, root=shown.root,
        size=shown.size,
    )  # fmt: skip
    response.headers["Cache-Control"] = SHORTLY
    return response


@blueprint.get("/ledger/keys")
@open_to_all
def keys() -> Response:
    """Return the public keys that sign checkpoints, oldest first."""
    response = jsonify(
        keys=[
            {
                "public_key": key.public_key,
                "from": key.created_at.strftime("%Y-%m-%dT%H:%MZ"),
                "until": key.retired_at.strftime("%Y-%m-%dT%H:%MZ") if key.retired_at else None,
            }
            for key in signing.list_keys()
        ]
    )
    response.headers["Cache-Control"] = SHORTLY
    return response


@blueprint.get("/verify.py")
@open_to_all
def script() -> Response:
    """Return the program that recounts an export, trusting nobody."""
    response = Response(pages.script_bytes(), mimetype="text/x-python")
    response.headers["Content-Disposition"] = "attachment; filename=verify.py"
    response.headers["Cache-Control"] = "public, max-age=300"
    response.set_etag(pages.script_digest()[:32])
    return response


def _text(note: str, caching: str) -> Response:
    response = Response(note, mimetype="text/plain")
    response.headers["Cache-Control"] = caching
    return response


def _later() -> Response:
    response = Response(
        "This export is being written. Ask again in two minutes.\n", status=503, mimetype="text/plain"
    )
    response.headers["Retry-After"] = SOON
    return response
