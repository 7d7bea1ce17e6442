"""WHAT files are taken: pictures that can be drawn anew, and documents that are PDF and nothing else."""

from app.features.media.types import EXTENSIONS, MOST_BYTES, NAME_LENGTH, FileKind
from app.foundation.errors import Invalid
from app.foundation.i18n import LazyText, _l
from app.foundation.text.clean import clean_name

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PDF = b"%PDF-"
_END_OF_PDF = b"%%EOF"
_TAIL = 2048
_TAIL_OF_ARCHIVE = 66_000
_SCRIPTED = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")
_MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype")
_HEAD = 4096
NOT_A_PICTURE = _l("This is no image (JPEG, PNG, WebP).")
NOT_A_DOCUMENT = _l("This is no PDF document.")


class FileRefused(Invalid):
    """The file is not of a kind that is taken, whatever its name says."""

    def __init__(self, sentence: LazyText) -> None:
        super().__init__(sentence, fields={"files": sentence})


def require_size(data: bytes) -> None:
    """Refuse an empty or too large file."""
    if not data:
        raise FileRefused(_l("This file is empty."))
    if len(data) > MOST_BYTES:
        raise FileRefused(
            _l("This file is too large: at most %(number)s MB.", number=MOST_BYTES // 1024 // 1024)
        )


def kind_of(data: bytes) -> FileKind:
    """Return what a file is by its first bytes; refuse everything but JPEG, PNG, WebP and PDF."""
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return FileKind.IMAGE
    if data.startswith(_PDF):
        return FileKind.DOCUMENT
    raise FileRefused(_l("Only images (JPEG, PNG, WebP) and PDF documents can be attached."))


def require_plain_pdf(data: bytes) -> None:
    """Refuse a document that is cut, is also something else, or holds a program."""
    if _END_OF_PDF not in data[-_TAIL:]:
        raise FileRefused(_l("This PDF document is incomplete."))
    is_archive_too = b"PK\x05\x06" in data[-_TAIL_OF_ARCHIVE:]
    is_page_too = any(mark in data[:_HEAD].lower() for mark in _MARKUP)
    if is_archive_too or is_page_too or any(mark in data for mark in _SCRIPTED):
        raise FileRefused(_l("This PDF document holds more than pages to read: it is not accepted."))


def cleaned_name(name: str, content_type: str) -> str:
    """Return a file name without folders or unseen characters, ending as its content does."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = clean_name(last).rpartition(".")[0] or clean_name(last)
    kept = "".join(character for character in stem if character.isalnum() or character in " -_()'’").strip(
        " ."
    )
    return (kept[:NAME_LENGTH].strip() or "file") + EXTENSIONS[content_type]
