"""WHAT files are taken: pictures that can be drawn anew, and documents that are PDF and nothing else."""

import re
import zlib
from collections.abc import Iterator

from app.features.media.types import EXTENSIONS, MOST_BYTES, NAME_LENGTH, FileKind
from app.foundation.errors import Invalid
from app.foundation.i18n import LazyText, _l
from app.foundation.text.clean import clean_name

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PDF = b"%PDF-"
_END_OF_PDF = b"%%EOF"
_TAIL = 2048
_TAIL_OF_ARCHIVE = 66_000
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY = 512
_MOST_UNPACKED = 32 * 1024 * 1024
_MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype")
_HEAD = 4096


def _however_spelled(*names: str) -> re.Pattern[bytes]:
    """Return what finds names in a document: each letter may be spelled by its number, too."""
    spelled = ("/" + "".join(f"(?:{each}|#(?i:{ord(each):02x}))" for each in name) for name in names)
    return re.compile("|".join(spelled).encode())


_SCRIPTED = _however_spelled("JavaScript", "Launch", "EmbeddedFile")
_PACKED = _however_spelled("ObjStm")
NOT_A_PICTURE = _l("This is no image (JPEG, PNG, WebP).")
NOT_A_DOCUMENT = _l("This is no PDF document.")
_NOT_PLAIN = _l("This PDF document holds more than pages to read: it is not accepted.")


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
    if is_archive_too or is_page_too or any(_SCRIPTED.search(part) for part in _read(data)):
        raise FileRefused(_NOT_PLAIN)


def _read(data: bytes) -> Iterator[bytes]:
    """Yield a document as it stands, then the objects that it holds packed; refuse an endless one."""
    yield data
    left, unread = _MOST_UNPACKED, len(data)
    for found in _STREAM.finditer(data):
        if not _PACKED.search(data, max(0, found.start() - _DICTIONARY), found.start()):
            continue
        stream = data[found.end() : data.find(b"endstream", found.end()) % (len(data) + 1)]
        objects = _unpacked(stream, left)
        left, unread = left - len(objects), unread - len(stream)
        if left <= 0 or unread < 0:  # streams of an honest document do not overlap
            raise FileRefused(_NOT_PLAIN)
        yield objects


def _unpacked(stream: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, most)
    except zlib.error:
        return b""


def cleaned_name(name: str, content_type: str) -> str:
    """Return a file name without folders or unseen characters, ending as its content does."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = clean_name(last).rpartition(".")[0] or clean_name(last)
    kept = "".join(character for character in stem if character.isalnum() or character in " -_()'’").strip(
        " ."
    )
    return (kept[:NAME_LENGTH].strip() or "file") + EXTENSIONS[content_type]
