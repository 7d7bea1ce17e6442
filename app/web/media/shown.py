"""Files as pages show them."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import format_decimal, gettext

from app.features.media.types import FileKind


def attachments_shown(files: Iterable[Any]) -> list[dict[str, Any]]:
    """Return files as the macro of attachments takes them."""
    return [
        {
            "id": file.id,
            "name": file.title,
            "url": url_for("files.file", public_key=file.public_key, name=file.title),
            "kind_label": file.kind.label,
            "size_label": size_words(file.size),
            "thumbnail_url": url_for("files.small", public_key=file.public_key, name=file.title)
            if file.kind is FileKind.IMAGE
            else None,
        }
        for file in files
    ]


def size_words(size: int) -> str:
    """Return a size in bytes as people read it."""
    kilobytes = max(1, round(size / 1000))
    if kilobytes < 1000:
        return gettext("%(number)s kB", number=format_decimal(kilobytes))
    return gettext("%(number)s MB", number=format_decimal(round(kilobytes / 1000, 1)))
