"""Looking for a hostile string (see hostile.py) that became more than words: in pages, sheets, mails and logs."""

import csv
import io
import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any
from xml.etree import ElementTree as XmlTree

from werkzeug.test import TestResponse

from tests.support.documents import Document
from tests.support.hostile import MARK

# What a spreadsheet program takes for a formula.
FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?[\d\s.,]*")
# A page was computed, a secret was filled in, or a fault was told: each string asks for one of these.
COMPUTED = (
    f"49{MARK}",
    "only-for-tests",
    "Traceback (most recent call",
    "sqlalchemy.exc",
    "&lt;class '",
    "<class '",
)
FETCHED = ("src", "srcset", "poster", "data", "background", "action", "formaction")
PROPERTY = re.compile(r"[A-Z][A-Z-]*[;:]")


class Markup(Document):
    """Reads a page and keeps what a hostile string made of it."""

    def __init__(self, html: str) -> None:
        self.found: list[str] = []
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        values = {name: value or "" for name, value in attrs}
        names = [name for name in (tag, *values) if MARK in name]
        self.found += [f"<{tag}> holds {name}" for name in names]
        self.found += [
            f"<{tag} {name}={values[name][:60]}>" for name in FETCHED if MARK in values.get(name, "")
        ]
        if tag == "link" and MARK in values.get("href", ""):
            self.found.append(f"<link href={values['href'][:60]}>")
        if tag == "a" and re.match(rf"\s*(//|/\\|\\){MARK}", values.get("href", "")):
            self.found.append(f"<a href={values['href'][:60]}>")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.found.append(f"<!--{data[:60]}")


def faults_of_markup(html: str) -> list[str]:
    """Return what of a page came from a string instead of from its template."""
    page = Markup(html)
    return [*page.found, *page.inline, *(f"says {said}" for said in COMPUTED if said in html)]


def faults_of_sheet(text: str) -> list[str]:
    """Return the cells that a spreadsheet program would compute, and rows that a string made."""
    heading = text.partition("\n")[0]
    delimiter = max(";,\t", key=heading.count)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))
    cells = [cell for row in rows for cell in row]
    faults = [
        f"a formula: {cell[:60]!r}" for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)
    ]
    return faults + [
        f"a row of {len(row)} cells: {row[:2]}" for row in rows if row and len(row) != len(rows[0])
    ]


def faults_of_json(text: str) -> list[str]:
    """Return the keys that a string made."""
    try:
        return [f"a key: {key[:60]}" for key in _keys(json.loads(text)) if MARK in key]
    except ValueError as error:
        return [f"no JSON: {error}"]


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(each)


def faults_of_feed(text: str) -> list[str]:
    """Return what in a feed is no XML, or an element that a string made."""
    try:
        names = [element.tag for element in XmlTree.fromstring(text).iter()]
    except XmlTree.ParseError as error:
        return [f"no XML: {error}"]
    return [f"<{name}>" for name in names if MARK in str(name)]


def faults_of_calendar(text: str) -> list[str]:
    """Return the lines of a calendar that are no property, and those that a string made."""
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    return [
        line[:60] for line in lines if line and (not PROPERTY.match(line) or line.startswith(MARK.upper()))
    ]


def faults_of_lines(text: str) -> list[str]:
    """Return the lines that a string with a line break of its own made."""
    return [
        line[:60] for line in text.splitlines() if line.lower().startswith((f"{MARK}-", "bcc:", "x-" + MARK))
    ]


INSPECTORS = {
    "text/html": faults_of_markup,
    "text/csv": faults_of_sheet,
    "application/json": faults_of_json,
    "application/feed+json": faults_of_json,
    "application/geo+json": faults_of_json,
    "application/rss+xml": faults_of_feed,
    "application/atom+xml": faults_of_feed,
    "application/xml": faults_of_feed,
    "image/svg+xml": faults_of_feed,
    "text/calendar": faults_of_calendar,
    "text/plain": faults_of_lines,
}


def faults_of_answer(response: TestResponse) -> list[str]:
    """Return what a hostile string did to an answer: its headers, and its body whatever its kind."""
    headers = [
        f"header {name}: {value[:80]}" for name, value in response.headers if is_broken_header(name, value)
    ]
    inspect = INSPECTORS.get(response.mimetype or "")
    if response.status_code >= 500:
        return [*headers, f"status {response.status_code}"]
    return headers + (inspect(response.get_data(as_text=True)) if inspect else [])


def is_broken_header(name: str, value: str) -> bool:
    """Say whether a header is one that a string made, or spans lines."""
    return MARK in name.lower() or "\n" in value or "\r" in value or f"{MARK}=" in value.partition(";")[0]


def faults_of_mail(raw: bytes) -> list[str]:
    """Return what a hostile string did to a mail as it leaves."""
    mail = message_from_bytes(raw, policy=policy.default)
    known = {
        "content-type", "mime-version", "subject", "from", "to", "date", "message-id", "auto-submitted",
        "list-unsubscribe", "list-unsubscribe-post", "content-transfer-encoding", "content-language",
    }  # fmt: skip
    faults = [f"header {name}" for name in mail.keys() if name.lower() not in known]  # noqa: SIM118 - names repeat
    faults += [f"{name} twice" for name in {name.lower() for name in mail} if len(mail.get_all(name, [])) > 1]
    html = mail.get_body(preferencelist=("html",))
    return faults + (faults_of_markup_of_mail(html.get_content()) if html is not None else ["no page"])


def faults_of_markup_of_mail(html: str) -> list[str]:
    """Return the same as of a page; mails alone carry their style with them, since their readers load nothing."""
    page = Markup(html)
    inline = [fault for fault in page.inline if "style" not in fault]
    return [*page.found, *inline, *(f"says {said}" for said in COMPUTED if said in html)]


def faults_of_log(text: str) -> list[str]:
    """Return the lines of a log that are not one event each."""
    faults = []
    for line in text.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            faults.append(f"no event: {line[:80]}")
        else:
            faults += [f"an event of a string: {line[:80]}"] if event.get("event") == MARK else []
    return faults
