"""Files are what their bytes say, and nothing hidden in them survives."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app.features.media import commands, queries
from app.features.media.models import StoredFile
from app.features.media.rules import FileRefused
from app.features.media.types import LONGEST_SIDE, MOST_BYTES, FileKind
from app.foundation import files
from app.foundation.database import db, transaction
from app.foundation.errors import NotAllowed, NotFound
from tests.support.consulting import Consulting, make_consulting

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def place(db_session: Any) -> Consulting:
    """A commune with an open consultation."""
    return make_consulting()


def picture(
    file_format: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any
) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, "teal").save(buffer, file_format, **options)
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG whose head announces a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def packed(objects: bytes) -> bytes:
    """Return a PDF document whose objects stand in a compressed stream."""
    stream = (
        b"<</Type /ObjStm /N 1 /Filter /FlateDecode>>\nstream\n" + zlib.compress(objects) + b"\nendstream"
    )
    return PDF.replace(b"<<>>", stream, 1)


def store(place: Consulting, data: bytes, name: str = "photo.jpg") -> StoredFile:
    actor = place.person()
    with transaction() as now:
        file_id = commands.store_upload(
            actor=actor, collectivity_id=place.collectivity_id, data=data, name=name, now=now
        ).id
    return db.session.get_one(StoredFile, file_id)


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it(place: Consulting) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret-place"
    stored = store(place, picture(exif=exif, comment=b"secret-remark") + b"<script>secret-tail</script>")
    data = queries.read_bytes(stored)
    assert b"secret" not in data
    assert not Image.open(io.BytesIO(data)).getexif()
    assert (stored.kind, stored.content_type, stored.width, stored.height) == (
        FileKind.IMAGE,
        "image/jpeg",
        40,
        30,
    )


@pytest.mark.parametrize(
    ("file_format", "mode", "kept"), [("PNG", "RGBA", "image/png"), ("WEBP", "RGB", "image/jpeg")]
)
def test_the_other_pictures_are_taken_too(place: Consulting, file_format: str, mode: str, kept: str) -> None:
    stored = store(place, picture(file_format, mode=mode), "../../etc/mon image.gif")
    assert stored.content_type == kept
    assert stored.title.startswith("mon image.")
    assert queries.read_bytes(stored, small=True)


def test_a_large_picture_is_made_smaller(place: Consulting) -> None:
    stored = store(place, picture(size=(3200, 100)))
    assert (stored.width, stored.height) == (LONGEST_SIDE, 50)
    assert Image.open(io.BytesIO(queries.read_bytes(stored, small=True))).width == 320


def test_a_document_is_kept_as_it_is(place: Consulting) -> None:
    stored = store(place, PDF, "Procès-verbal.pdf.exe")
    assert (stored.kind, stored.title) == (FileKind.DOCUMENT, "Procès-verbalpdf.pdf")
    assert queries.read_bytes(stored) == PDF


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 50,
        b"\xff\xd8\xff not a picture",
        picture()[:120],
        b"RIFF\0\0\0\0WEBP but no more",
        bomb(60_000, 60_000),
        bomb(9_000, 9_000),
        b"PK\x03\x04" + PDF,
        b"%PDF-1.7 without an end",
        PDF + b"PK\x05\x06" + b"\0" * 18,
        b"%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF",
        PDF.replace(b"<<>>", b"<</S /JavaScript>>", 1),
        PDF.replace(b"<<>>", b"<</S /#4aava#53cript>>", 1),
        packed(b"1 0 <</S /JavaScript /JS (go())>>"),
        packed(b"1 0 <</S /La#75nch>>"),
        packed(b"0" * 40_000_000),
        PDF + b" " * MOST_BYTES,
    ],
    ids=lambda data: repr(data[:24]),
)
def test_what_is_something_else_too_large_or_two_things_at_once_is_refused(
    place: Consulting, data: bytes
) -> None:
    with pytest.raises(FileRefused):
        store(place, data)
    assert db.session.query(StoredFile).count() == 0


@pytest.mark.sqlite_only
def test_a_document_whose_objects_are_packed_is_taken(place: Consulting) -> None:
    broken = packed(b"1 0 <<>>").replace(b">>\nstream\nx", b">>\nstream\n!")
    for data in (packed(b"1 0 <</Type /Page /Note (#4a)>>"), broken):
        assert store(place, data, "a.pdf").kind is FileKind.DOCUMENT


def test_only_confirmed_people_hand_in_files(place: Consulting) -> None:
    stranger = place.person(confirmed=False)
    with pytest.raises(NotAllowed), transaction() as now:
        commands.store_upload(
            actor=stranger, collectivity_id=place.collectivity_id, data=PDF, name="a.pdf", now=now
        )


def test_the_store_writes_whole_files_and_knows_no_other_path(app: Flask, tmp_path: Path) -> None:
    store = files.LocalFolder(tmp_path)
    key = store.put(b"words")
    assert store.put(b"words") == key
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"words"]
    for elsewhere in ("../secret", "/etc/passwd", key + "/..", ""):
        with pytest.raises(FileNotFoundError):
            store.get(elsewhere)
    store.delete(key)
    with pytest.raises(FileNotFoundError):
        store.get(key)


def test_a_file_that_the_store_lost_is_not_found(place: Consulting) -> None:
    stored = store(place, PDF)
    files.storage().delete(stored.storage_key)
    with pytest.raises(NotFound):
        queries.read_bytes(stored)
