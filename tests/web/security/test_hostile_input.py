"""Search and database syntax, mail headers and file names, huge and double-faced input: refused, or taken as words."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from app.features.media.models import StoredFile
from app.foundation import logs, mail
from app.foundation.database import db
from tests.support.applications import Client
from tests.support.documents import Document
from tests.support.fuzzing import ask
from tests.support.inspecting import faults_of_log
from tests.support.parameters import parameters
from tests.support.visits import pages, unsafe
from tests.support.walking import Walker
from tests.support.world import SECRETS, World
from tests.web.security.test_every_answer import faults_of

SYNTAX = (
    "' OR '1'='1", "x') OR 1=1 --", "1; DROP TABLE proposal", "\" OR \"\"=\"", "'; SELECT pg_sleep(9)--", "%", "_%_",
    "*",
    "a*", "NOT a", "a AND", "a NEAR(b", "title:a", "^a", "a -b", "(((", '"', "\\", "a & | ! b", "a:*", "<->", "{a b}",
    "CASE WHEN 1 THEN 1 END", "/**/", "a\u0000b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
)  # fmt: skip


def listed(document: Document) -> set[str]:
    return {link for link in document.links if "/proposals/" in link and link.rpartition("/")[2].isdigit()}


def test_trust_38_search_syntax_is_words_on_both_databases(client: Client, world: World) -> None:
    client.sign_in(world.people["everybody"])
    start = f"/fr/c/{world.a.slug}"
    lists = [
        f"{start}/consultations/{world.a['open']}/proposals",
        f"{start}/consultations/{world.a['open']}/proposals/similar",
        "/fr/members",
        f"{start}/manage/consultations/{world.a['review']}/synthesis",
    ]
    for path in lists:
        for text in SYNTAX:
            response = client.get(f"{path}?{urlencode({'q': text})}")
            assert response.status_code in {200, 400, 404}, (path, text)
            found = Document(response.get_data(as_text=True)) if response.status_code == 200 else Document("")
            assert not any(word in found.text.casefold() for word in SECRETS.values()), (path, text)


def test_trust_38_nothing_is_found_by_a_condition_that_is_always_true(client: Client, world: World) -> None:
    path = f"/fr/c/{world.a.slug}/consultations/{world.a['open']}/proposals"
    assert listed(Document(client.get(path).get_data(as_text=True)))
    for text in ("zzqqz' OR '1'='1", "zzqqz') OR 1=1 --", "zzqqz OR 1", 'zzqqz" OR ""="'):
        found = Document(client.get(f"{path}?{urlencode({'q': text})}").get_data(as_text=True))
        assert listed(found) == set(), text


@pytest.mark.sqlite_only
@pytest.mark.parametrize("text", SYNTAX[:5])
def test_trust_38_every_parameter_of_every_page_is_read_as_words(
    text: str, walk_as: Callable[[str], Walker], app: Flask
) -> None:
    walker, broken = walk_as("everybody"), []
    query = urlencode(dict.fromkeys(parameters(), text))
    for visit in pages(app)[SYNTAX.index(text) :: 5]:
        answer = walker.answer(visit, f"{visit.path(walker.world.a).partition('?')[0]}?{query}")
        if answer.status >= 500 or answer.has_changed:
            broken.append(f"{answer.status} {visit.shown}")
    assert broken == []


@pytest.mark.parametrize(
    "subject", ["a\r\nBcc: x@example.org", "a\nX-Other: 1", "a\rb", "=?utf-8?q?a=0ABcc:_x?=", "ا\u2028ب"]
)
@pytest.mark.sqlite_only
def test_trust_39_a_subject_makes_no_other_header(subject: str, app: Flask) -> None:
    with app.app_context():
        mail.send(recipient="a@example.org", subject=subject, text="a", html="<p>a</p>", message_id="1")
        (sent,) = mail.sent_in_memory()[-1:]
        head = sent.message().as_bytes().partition(b"\n\n")[0]
    assert [line for line in head.split(b"\n") if line.lower().startswith((b"bcc", b"x-other"))] == []
    assert head.count(b"\nSubject:") + head.startswith(b"Subject:") == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize("recipient", ["a@example.org\nBcc: x@example.org", "a@example.org\r\n"])
def test_trust_39_a_recipient_of_two_lines_gets_nothing(recipient: str, app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="newline"):
        mail.send(recipient=recipient, subject="a", text="a", html="<p>a</p>", message_id="2")


@pytest.mark.sqlite_only
def test_trust_39_a_line_break_in_a_request_makes_no_other_line_in_the_log(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logs.configure(as_json=True, level="INFO")
    for path in ("/fr/%0a%7b%22event%22:%22xq7z%22%7d", "/fr/?q=%0d%0a", "/fr/c/a%0ab"):
        ask(app, path, headers=[("X-Request-Id", "a%0ab"), ("User-Agent", "a\x0bb"), ("Referer", "a%0d%0ab")])
    logs.logger().warning("told", text='a\nb\r\n{"event": "xq7z"}\u2028\x1b[31m')
    logs.configure(as_json=False, level="WARNING")
    assert len(written.getvalue().rstrip("\n").split("\n")) == 4
    assert faults_of_log(written.getvalue().replace("\u2028", " ")) == []
    assert "\x1b" not in written.getvalue()


@pytest.mark.sqlite_only
def test_trust_36_static_files_are_as_strict_as_pages(app: Flask) -> None:
    names = app.extensions["static_manifest"].values()
    loose = []
    for name in names:
        answer = ask(app, f"/static/{name}")
        loose += [f"{name}: {fault}" for fault in faults_of(answer) if "shared cache" not in fault]  # type: ignore[arg-type]
        answer.close()
    assert loose == []
    assert len(names) > 5


@pytest.mark.sqlite_only
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_trust_41_a_body_beyond_the_limit_is_refused_at_every_address(
    kind: str, without_tokens: Flask, world: World
) -> None:
    huge = {"CONTENT_LENGTH": str(10**9)}
    answers = {
        visit.shown: ask(
            without_tokens,
            visit.path(world.a),
            method=visit.method,
            content_type=kind,
            environ_overrides=huge,
        ).status_code
        for visit in unsafe(without_tokens)
    }
    assert {shown: status for shown, status in answers.items() if status != 413} == {}


@pytest.mark.sqlite_only
def test_trust_41_no_page_reads_a_body_of_json_however_deep(without_tokens: Flask, world: World) -> None:
    answers = {
        visit.shown: ask(
            without_tokens,
            visit.path(world.a),
            method=visit.method,
            content_type="application/json",
            data=b"[" * 50_000,
        ).status_code
        for visit in unsafe(without_tokens)
    }
    assert {shown: status for shown, status in answers.items() if status != 415} == {}


@pytest.mark.parametrize(
    "body",
    [
        "&".join(f"a{number}=1" for number in range(60_000)),
        "reason=" + "a" * (3 * 1024 * 1024),
        "reason=" + "ا" * 100_000,
        "reason=%00",
        "submission_key=" + "k" * 100_000 + "&reason=" + "b" * 300_000,
    ],
    ids=["fields", "form", "text", "nul", "key"],
)
def test_trust_41_huge_fields_are_refused_on_both_databases(body: str, client: Client, world: World) -> None:
    client.sign_in(world.people["citizen_a"])
    path = f"/fr/c/{world.a.slug}/report/proposal/{world.a['published']}"
    response = client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    assert 400 <= response.status_code < 500
    assert len(response.get_data()) < 800_000


@pytest.mark.parametrize(
    "number", ["9" * 30, "9223372036854775808", "-9223372036854775809", "0", "-1", "1e400", "٩" * 9]
)
def test_trust_41_numbers_beyond_every_database_are_addresses_of_nothing(
    number: str, client: Client, world: World
) -> None:
    start = f"/fr/c/{world.a.slug}"
    for path in (
        f"/proposals/{number}",
        f"/consultations/{number}",
        f"/activities/{number}",
        f"/charter/{number}",
    ):
        assert client.get(f"{start}{path}").status_code == 404
    query = urlencode(dict.fromkeys(parameters(), number))
    assert client.get(f"{start}/consultations/{world.a['open']}/proposals?{query}").status_code == 200


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


def photo(**options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG", **options)
    return buffer.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REFUSED = {
    "a drawing that runs": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="go()"/>', "a.svg"),
    "a page": (b"<!doctype html><script>go()</script>", "a.html"),
    "a page called a picture": (b"<html><script>go()</script>", "a.png"),
    "a picture that is a script too": (b"GIF89a=1;go()//", "a.gif"),
    "a picture of a billion points": (png(60_000, 60_000), "a.png"),
    "a picture of one endless line": (png(2_000_000_000, 1), "a.png"),
    "a picture cut short": (photo()[:60], "a.jpg"),
    "an archive": (b"PK\x03\x04" + b"\0" * 100, "a.zip"),
    "an archive called a document": (b"PK\x03\x04" + b"\0" * 100, "a.pdf"),
    "a document that is an archive too": (PDF + b"PK\x05\x06" + b"\0" * 18 + b"%%EOF", "a.pdf"),
    "a document that is a page too": (b"%PDF-1.7\n<script>go()</script>\n%%EOF", "a.pdf"),
    "a document that runs": (PDF.replace(b"<<>>", b"<</JavaScript 1>>", 1), "a.pdf"),
    "a document that starts a program": (PDF.replace(b"<<>>", b"<</Launch 1>>", 1), "a.pdf"),
    "a program": (b"MZ\x90\x00", "a.exe"),
    "nothing": (b"", "a.png"),
}
NAMES = (
    "../../../../etc/passwd", "..\\..\\windows\\system.ini", "/etc/cron.d/x.pdf", "a\x00.pdf", "a\r\nX-Other: 1.pdf",
    ".htaccess", "<svg onload=go()>.pdf", '"; filename="a.html', "CON", "a.pdf.exe", "\u202efdp.exe", "~/.ssh/id_rsa",
    "..", "%2e%2e%2fa", "a" * 5000, "", "’'`$(id)`.pdf",
)  # fmt: skip


def hand_in(client: Client, world: World, data: bytes, name: str) -> int:
    path = f"/fr/c/{world.a.slug}/proposals/{world.a['returned']}/files"
    return client.post(
        path, data={"files": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    ).status_code


def stored(app: Flask) -> list[StoredFile]:
    with app.app_context():
        return list(db.session.scalars(sa.select(StoredFile).order_by(StoredFile.id)))


@pytest.fixture
def author(client: Client, world: World) -> Iterator[Client]:
    """The author of a published proposal."""
    client.sign_in(world.people["author_a"])
    return client


@pytest.mark.sqlite_only
@pytest.mark.parametrize("what", REFUSED)
def test_trust_42_what_is_no_plain_picture_or_document_is_refused(
    what: str, author: Client, world: World, app: Flask
) -> None:
    before = len(stored(app))
    assert hand_in(author, world, *REFUSED[what]) in {303, 422}
    assert len(stored(app)) == before


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", NAMES)
def test_trust_42_a_name_is_a_label_and_never_a_path_a_header_or_a_kind(
    name: str, author: Client, world: World, app: Flask
) -> None:
    before = len(stored(app))
    hand_in(author, world, PDF, name)
    for kept in stored(app)[before:]:
        assert kept.title.endswith(".pdf")
        assert not set(kept.title) & set('/\\"<>\r\n\0;%$`\u202e')
        served = author.get(f"/files/{kept.public_key}/{quote(kept.title)}")
        assert served.status_code == 200
        assert served.headers["Content-Disposition"].startswith("attachment")
        assert "X-Other" not in served.headers
        assert served.mimetype == "application/pdf"
        assert served.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.sqlite_only
def test_trust_42_where_and_when_a_photo_was_taken_is_gone(author: Client, world: World, app: Flask) -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0110] = "xilolieu", "xiloappareil"
    before = len(stored(app))
    assert (
        hand_in(author, world, photo(exif=exif, comment=b"xiloremarque") + b"<script>xilofin", "../a.jpg")
        == 303
    )
    (kept,) = stored(app)[before:]
    for small in ("", "small/"):
        served = author.get(f"/files/{kept.public_key}/{small}{kept.title}")
        assert b"xilo" not in served.get_data()
        assert served.mimetype == "image/jpeg"
        assert not Image.open(io.BytesIO(served.get_data())).getexif()
