"""The address of a file: whoever may read what it is attached to may see it."""

from io import BytesIO

from flask import Blueprint, Response, send_file

from app.features.media import queries
from app.features.media.types import FileKind
from app.features.proposals.queries import is_file_taken_away, is_file_visible
from app.foundation.errors import NotFound
from app.web.actors import current_actor
from app.web.guards import open_to_all

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<public_key>/<name>")
@open_to_all
def file(public_key: str, name: str) -> Response:
    """Serve a picture to look at, or a document to download."""
    return _served(public_key, small=False)


@blueprint.get("/files/<public_key>/small/<name>")
@open_to_all
def small(public_key: str, name: str) -> Response:
    """Serve the small version of a picture."""
    return _served(public_key, small=True)


def _served(public_key: str, *, small: bool) -> Response:
    found = queries.get_file(public_key=public_key)
    if small and found.kind is not FileKind.IMAGE:
        raise NotFound
    actor = current_actor()
    is_own = actor.is_signed_in and actor.user_id == found.uploaded_by_id
    is_kept = is_own and not is_file_taken_away(file_id=found.id)
    if not (found.is_public or is_kept or is_file_visible(file_id=found.id, actor=actor)):
        raise NotFound
    response = send_file(
        BytesIO(queries.read_bytes(found, small=small)),
        mimetype=found.content_type,
        as_attachment=found.kind is FileKind.DOCUMENT,
        download_name=found.title,
        etag=f"{found.sha256[:32]}{'-small' if small else ''}",
        max_age=None,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
