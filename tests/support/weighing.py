"""What a page costs: the questions it asks the database, and the bytes and requests on the line."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.foundation.database import db
from tests.support.applications import Client
from tests.support.documents import Document

KILOBYTE = 1024


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Yield a list that grows by each statement the application sends; transactions' own words are not counted."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@dataclass(slots=True)
class Weight:
    """Bytes on the line, compressed where a server compresses, of a first view and of the next one."""

    page: int
    script: int = 0
    assets: dict[str, int] = field(default_factory=dict)
    not_kept: int = 0

    @property
    def first(self) -> int:
        return self.page + sum(self.assets.values())

    @property
    def repeat(self) -> int:
        return self.page + self.not_kept

    @property
    def requests(self) -> int:
        return 1 + len(self.assets)


def weigh(client: Client, response: TestResponse, known: dict[str, tuple[int, bool]]) -> Weight:
    """Return what a page weighs with everything it brings along; `known` remembers what was fetched before."""
    weight = Weight(page=len(gzip.compress(response.get_data())))
    for address in dict.fromkeys(Document(response.get_data(as_text=True)).assets):
        if address not in known:
            known[address] = _fetched(client, address)
        size, is_kept = known[address]
        weight.assets[address] = size
        weight.script += size if ".js" in address else 0
        weight.not_kept += 0 if is_kept else size
    return weight


def _fetched(client: Client, address: str) -> tuple[int, bool]:
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, address
    data = response.get_data()
    response.close()
    is_packed = "Content-Encoding" in response.headers or (response.mimetype or "").startswith("image/")
    caching = response.headers.get("Cache-Control", "")
    is_kept = "immutable" in caching or "max-age=3" in caching
    return len(data) if is_packed else len(gzip.compress(data)), is_kept


def faults_of(weight: Weight, *, most: int) -> list[str]:
    """Return which budgets a page breaks."""
    return [
        f"{what}: {value} instead of {limit} at most"
        for what, value, limit in (
            ("bytes at first view", weight.first, most),
            ("bytes at the next view", weight.repeat, 20 * KILOBYTE),
            ("bytes of JavaScript", weight.script, 20 * KILOBYTE),
            ("requests", weight.requests, 10),
        )
        if value > limit
    ]
